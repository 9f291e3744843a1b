package io.muster.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Choices;
import io.muster.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Configs in every style of YAML: what is redacted parses, has the same shape, differs in secrets
 * only, and stays as it is when redacted again.
 */
class RedactionShapeTest {

  private static final List<String> SECRET_KEYS =
      List.of(
          "password",
          "api_key",
          "headers",
          "tokens",
          "clientSecret",
          "authorization",
          "credentials");

  private static final List<String> OPEN_KEYS =
      List.of(
          "endpoint", "timeout", "max_tokens", "secretRef", "name", "a", "\"quoted key\"", "x.y");

  /** Secrets wherever they stand. */
  private static final List<String> SECRET_TEXTS =
      List.of(
          "u:S3CRET@tcp(h:1)/d",
          "https://u:S3/CRET1@h.example/x",
          "https://h/x?api_key=S3CRET&y=1",
          "host=h password=S3CRET user=u",
          "https://hooks.example.com/services/T0/S3CRET12");

  private static final List<String> OPEN_TEXTS =
      List.of(
          "v", "1", "true", "null", "${env:X}", "https://host:4317/v1", "0.5", "it is text", "5m");

  private final SecretRedaction redaction = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  @Test
  void theShapeStaysAndNoSecretIsShown() {
    Property.tries(2_000)
        .holds(choices -> {
          StringBuilder text = new StringBuilder();
          block(text, choices, 0, false);
          String config = text.toString();
          String redacted = redaction.redact(config);
          assertThat(redacted).as(config).doesNotContain("S3CRET");
          assertThat(shape(load(redacted))).as(redacted).isEqualTo(shape(load(config)));
          assertThat(redaction.redact(redacted)).isEqualTo(redacted);
          differsInReplacementsOnly(config, redacted);
        });
  }

  private static void block(StringBuilder text, Choices choices, int depth, boolean secret) {
    String indent = "  ".repeat(depth);
    int entries = 1 + choices.nextInt(4);
    for (int i = 0; i < entries; i++) {
      boolean hidden = choices.nextInt(2) == 1;
      List<String> keys = hidden ? SECRET_KEYS : OPEN_KEYS;
      String key = keys.get(choices.nextInt(keys.size()));
      String unique = key.startsWith("\"") ? key.replace("key", "key" + i) : "k" + i + "_" + key;
      // `token_endpoint` within a secret leads to it.
      boolean leads = List.of("endpoint", "timeout", "secretRef", "name").contains(key);
      boolean below = hidden || secret && !leads;
      text.append(indent).append(unique).append(':');
      switch (choices.nextInt(depth < 3 ? 8 : 6)) {
        case 0 ->
            text.append(' ').append(plain(choices, below)).append(comment(choices)).append('\n');
        case 1 -> text.append(" '").append(plain(choices, below)).append("'\n");
        case 2 -> text.append(" \"").append(plain(choices, below)).append("\"  # c\n");
        case 3 -> {
          text.append(choices.nextInt(2) == 0 ? " |\n" : " >-\n");
          text.append(indent).append("  ").append(plain(choices, below)).append('\n');
          text.append(indent).append("  ").append(plain(choices, below)).append('\n');
        }
        case 4 ->
            text.append(" [\"")
                .append(plain(choices, below))
                .append("\", {q: '")
                .append(plain(choices, below))
                .append("'}]\n");
        case 5 ->
            text.append(" &a")
                .append(depth)
                .append(i)
                .append(" !!str ")
                .append('"')
                .append(plain(choices, below))
                .append("\"\n");
        case 6 -> {
          text.append('\n').append(indent).append("- ").append(plain(choices, below)).append('\n');
          text.append(indent).append("- n: ").append(plain(choices, below)).append('\n');
        }
        default -> {
          text.append('\n');
          block(text, choices, depth + 1, below);
        }
      }
    }
  }

  private static String comment(Choices choices) {
    return choices.nextInt(3) == 0 ? " # see https://u:S3CRET@h" : "";
  }

  private static String plain(Choices choices, boolean secret) {
    List<String> texts =
        switch (choices.nextInt(3)) {
          case 0 -> OPEN_TEXTS;
          case 1 -> SECRET_TEXTS;
          default -> secret ? List.of("S3CRET", "S3CRET with words", "S3CRET==") : OPEN_TEXTS;
        };
    return texts.get(choices.nextInt(texts.size()));
  }

  private static Object load(String text) {
    return new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build())
        .loadFromString(text);
  }

  private static Object shape(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        List<Object> keys = new ArrayList<>();
        map.forEach((key, inner) -> {
          keys.add(key);
          keys.add(shape(inner));
        });
        yield keys;
      }
      case List<?> list -> List.of("list", list.stream().map(RedactionShapeTest::shape).toList());
      case null, default -> "value";
    };
  }

  /** What is left of the text between replacements stands in the original, in that order. */
  private static void differsInReplacementsOnly(String before, String after) {
    int from = 0;
    List<String> parts = List.of(after.split("[\"']?\\[?REDACTED]?[\"']?", -1));
    for (String part : parts) {
      int at = before.indexOf(part, from);
      assertThat(at).as("<%s> in %s", part, before).isGreaterThanOrEqualTo(from);
      from = at + part.length();
    }
    assertThat(before).endsWith(parts.getLast());
  }
}
