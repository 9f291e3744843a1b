package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The server answered that it does not do it. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final int status;
  private final String text;

  private final transient JsonNode body;

  private Refused(int status, String text, JsonNode body) {
    super(text);
    this.status = status;
    this.text = text;
    this.body = body;
  }

  /** Of a body, and what to do about it where the server cannot know: it does not see files. */
  static Refused of(ServerAccess access, int status, JsonNode body) {
    Refused refused = of(status, body);
    return switch (status) {
      case UNAUTHORIZED ->
          new Refused(
              status,
              access.server()
                  + " refuses the token of "
                  + access.tokenFrom()
                  + ": "
                  + refused.text
                  + (isOfOperator(body)
                      ? ". Name another one with --token-file or MUSTER_TOKEN_FILE"
                      : ". The right one is in the file operator-token of the server's data folder:"
                          + " name that file, or a copy of it, with --token-file or"
                          + " MUSTER_TOKEN_FILE"),
              body);
      case FORBIDDEN ->
          new Refused(
              status,
              refused.text
                  + ". Ask whoever runs "
                  + access.server()
                  + " for it, or use another token (--token-file)",
              body);
      default -> refused;
    };
  }

  /** Whether the token was right once, or was meant to be one of an operator. */
  private static boolean isOfOperator(JsonNode body) {
    String detail = body.path("detail").asText();
    return !detail.isEmpty()
        && !detail.startsWith("this is not a token")
        && !detail.startsWith("send the operator token");
  }

  /** An answer that is not in Muster's form: a proxy, or another program. */
  static Refused byAnother(ServerAccess access, int status, String elsewhere) {
    String text =
        elsewhere.isEmpty()
            ? " answers "
                + status
                + ", and not as Muster does: a proxy in between, or another program. Is this the"
                + " operators' port (8080 by default)?"
            : " answers "
                + status
                + " and points to "
                + elsewhere
                + ". The token is not sent there by itself: name that address with --server if it"
                + " is the right one";
    return new Refused(status, access.server() + text, MissingNode.getInstance());
  }

  /** Of a body, which is a problem (RFC 9457) unless something else than the server answered. */
  static Refused of(int status, JsonNode body) {
    return of(status, body, fault -> null);
  }

  /** The same, its faults told in other words where there are some. */
  Refused told(Function<JsonNode, @Nullable String> words) {
    return of(status, body, words);
  }

  private static Refused of(int status, JsonNode body, Function<JsonNode, @Nullable String> words) {
    List<String> lines = new ArrayList<>();
    String detail = body.path("detail").asText("");
    lines.add(detail.isEmpty() ? "the server answers " + status : detail + " (" + status + ")");
    for (JsonNode fault : body.path("problems")) {
      String told = words.apply(fault);
      if (told != null) {
        lines.add("  " + told);
      } else if (!detail.contains(fault.path("message").asText())) {
        lines.add("  " + fault(fault));
      }
    }
    return new Refused(status, String.join(System.lineSeparator(), lines), body);
  }

  /** `collector.yaml:3:7: message (hint)`, and `warning: ` before it if it is one. */
  static String fault(JsonNode fault) {
    return (fault.path("severity").asText().equals("warning") ? "warning: " : "") + placed(fault);
  }

  /** The same without saying whether it is a warning. */
  static String placed(JsonNode fault) {
    StringBuilder text = new StringBuilder();
    if (fault.has("file")) {
      text.append(fault.path("file").asText());
      if (fault.path("line").asInt() > 0) {
        text.append(':').append(fault.path("line").asInt());
        if (fault.path("column").asInt() > 0) {
          text.append(':').append(fault.path("column").asInt());
        }
      } else if (!fault.path("path").asText().isEmpty()) {
        text.append(' ').append(fault.path("path").asText());
      }
      text.append(": ");
    }
    return text.append(words(fault)).toString();
  }

  /** What is wrong and what to do, without the place. */
  static String words(JsonNode fault) {
    StringBuilder text = new StringBuilder(fault.path("message").asText());
    if (!fault.path("hint").asText().isEmpty()) {
      text.append(" (").append(fault.path("hint").asText()).append(')');
    }
    return text.toString();
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
