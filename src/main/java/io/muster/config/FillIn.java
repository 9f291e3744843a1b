package io.muster.config;

import com.google.protobuf.ByteString;
import io.muster.config.syntax.ConfigProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The mark of a value that has to be filled in before a config can be offered: it stands where an
 * agent's own config had a secret, which this server never knew. No config that has it is taken.
 */
public final class FillIn {

  /** Plain in YAML, in JSON and in a URL. */
  public static final String MARK = "<MUSTER-FILL-IN>";

  private static final ByteString BYTES = ByteString.copyFrom(MARK, StandardCharsets.US_ASCII);

  /** Places named of one file. */
  private static final int MAX = 20;

  private FillIn() {}

  /** Where it stands, by line; none if the file may be offered. */
  static List<ConfigProblem> problems(ConfigFile file) {
    List<ConfigProblem> problems = new ArrayList<>();
    if (!contains(file.body())) {
      return problems;
    }
    int line = 1;
    int start = 0;
    String text = file.body().toStringUtf8();
    for (int at = text.indexOf(MARK); at >= 0 && problems.size() < MAX; ) {
      for (int end = text.indexOf('\n', start); end >= 0 && end < at; ) {
        line++;
        start = end + 1;
        end = text.indexOf('\n', start);
      }
      problems.add(
          ConfigProblem.at(
              file.name(),
              line,
              text.codePointCount(start, at) + 1,
              "",
              "a value has to be filled in here: it was secret in the agents that this config was"
                  + " taken from",
              "write the value, or ${env:NAME} where each agent has it in its environment"));
      at = text.indexOf(MARK, at + MARK.length());
    }
    return problems;
  }

  private static boolean contains(ByteString body) {
    // A search in bytes: most configs are large and have none.
    byte first = BYTES.byteAt(0);
    for (int at = 0; at + BYTES.size() <= body.size(); at++) {
      if (body.byteAt(at) == first && body.substring(at, at + BYTES.size()).equals(BYTES)) {
        return true;
      }
    }
    return false;
  }
}
