package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The inputs of {@link DecoderFuzz}, and damaged messages, without the fuzzer. */
class AnyBytesTest {

  @Test
  void theInputsOfTheFuzzerPass() throws IOException, URISyntaxException {
    for (Path input : inputs()) {
      AnyBytes.check(Files.readAllBytes(input));
    }
    assertThat(inputs()).hasSizeGreaterThan(6);
  }

  @Property
  void damagedMessagesPass(@ForAll long seed) throws IOException, URISyntaxException {
    var random = new RandomMessages(seed);
    List<Path> inputs = inputs();
    byte[] bytes = Files.readAllBytes(inputs.get(random.below(inputs.size())));
    for (int i = random.below(4); i >= 0; i--) {
      bytes[random.below(bytes.length)] = random.bytes(1).byteAt(0);
    }
    AnyBytes.check(bytes);
  }

  private static List<Path> inputs() throws IOException, URISyntaxException {
    var folder = AnyBytesTest.class.getResource("DecoderFuzzInputs/anyBytes");
    try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(folder).toURI()))) {
      return files.sorted().toList();
    }
  }
}
