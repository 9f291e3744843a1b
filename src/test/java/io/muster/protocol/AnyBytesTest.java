package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Property;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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

  @Test
  void damagedMessagesPass() {
    Property.tries(1_000)
        .holds(choices -> {
          List<Path> inputs = inputs();
          byte[] bytes = Files.readAllBytes(inputs.get(choices.nextInt(inputs.size())));
          for (int i = choices.nextInt(4); i >= 0; i--) {
            bytes[choices.nextInt(bytes.length)] = (byte) choices.nextInt(256);
          }
          AnyBytes.check(choices.draw("message", _ -> bytes));
        });
  }

  private static List<Path> inputs() throws IOException, URISyntaxException {
    var folder = AnyBytesTest.class.getResource("DecoderFuzzInputs/anyBytes");
    try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(folder).toURI()))) {
      return files.sorted().toList();
    }
  }
}
