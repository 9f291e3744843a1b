package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Spoils the configs of the corpus at random: whatever comes, the check answers. */
class MutationTest {

  private static final Path CORPUS = Path.of("src/test/resources/collector-corpus");
  private static final int PER_CONFIG = 10;
  private static final List<String> PIECES =
      List.of(
          "${", "}", "$$", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: *a", "::", "/", "~",
          "'", "\"", "#", "\n", "  ", "\t", "!!seq ", "? ", "|", ">", "%", "@", "\u0000", "😀");

  @Test
  void noConfigBreaksTheCheck() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    CollectorCheck check = new CollectorCheck();
    int collectors = 0;
    for (String text : texts()) {
      for (int i = 0; i < PER_CONFIG; i++) {
        String spoilt = spoil(text, random);
        try {
          Validation validation =
              check.check(
                  ConfigDocument.collector(ByteString.copyFromUtf8(spoilt)),
                  CollectorCheck.As.COLLECTOR,
                  Distribution.UNKNOWN);
          collectors += validation.refused() ? 0 : 1;
        } catch (RuntimeException | StackOverflowError e) {
          throw new AssertionError("seed " + seed + ":\n" + spoilt, e);
        }
      }
    }
    assertThat(collectors).as("seed %d: some stay whole", seed).isPositive();
  }

  private static List<String> texts() throws IOException {
    try (Stream<Path> all = Files.walk(CORPUS)) {
      List<String> texts = new ArrayList<>();
      for (Path path : all.filter(p -> p.toString().endsWith(".yaml")).sorted().toList()) {
        texts.add(Files.readString(path));
      }
      return texts;
    }
  }

  private static String spoil(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return PIECES.get(random.nextInt(PIECES.size()));
    }
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    switch (random.nextInt(5)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
      case 3 -> lines.set(at, " ".repeat(random.nextInt(3)) + line);
      default -> {
        int column = random.nextInt(line.length() + 1);
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        lines.set(at, line.substring(0, column) + piece + line.substring(column));
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
