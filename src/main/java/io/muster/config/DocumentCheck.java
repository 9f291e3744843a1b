package io.muster.config;

import com.google.protobuf.ByteString;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.JsonSyntax;
import io.muster.config.syntax.YamlAllowance;
import io.muster.config.syntax.YamlSyntax;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks a config by itself, without regard to the agents it is for: the syntax of its YAML and
 * JSON files, and that it is not empty by accident (RC-16). Pure; never throws.
 */
public final class DocumentCheck {

  private static final String HOW_TO_EMPTY =
      "an empty config stops a collector and makes an operator bridge delete its collectors; if"
          + " that is meant, say allowEmpty";

  private DocumentCheck() {}

  /**
   * All problems, in file order; none if it may be offered to agents.
   *
   * @param allowEmpty take a config without files, and files without content
   */
  public static List<ConfigProblem> problems(ConfigDocument document, boolean allowEmpty) {
    List<ConfigProblem> problems = new ArrayList<>();
    boolean anything = false;
    YamlAllowance allowance = new YamlAllowance();
    for (ConfigFile file : document.files()) {
      anything |= !file.body().isEmpty();
      check(file, allowEmpty, allowance, problems);
    }
    if (!anything && !allowEmpty && problems.isEmpty()) {
      problems.add(ConfigProblem.of("the config is empty", HOW_TO_EMPTY));
    }
    return List.copyOf(problems);
  }

  private static void check(
      ConfigFile file, boolean allowEmpty, YamlAllowance allowance, List<ConfigProblem> problems) {
    ConfigFile.Syntax syntax = file.syntax();
    if (syntax == ConfigFile.Syntax.OTHER) {
      return;
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(file.body().asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      problems.add(notUtf8(file));
      return;
    }
    boolean empty =
        switch (syntax) {
          case YAML -> {
            YamlSyntax.Checked checked = YamlSyntax.check(file.name(), text, allowance);
            problems.addAll(checked.problems());
            yield checked.empty();
          }
          case JSON ->
              switch (JsonSyntax.check(file.name(), text)) {
                case JsonSyntax.Fine() -> false;
                case JsonSyntax.Empty() -> true;
                case JsonSyntax.Wrong(ConfigProblem problem) -> {
                  problems.add(problem);
                  yield false;
                }
              };
          case OTHER -> false;
        };
    if (empty && !allowEmpty) {
      problems.add(ConfigProblem.of(file.name(), "the file has no content", HOW_TO_EMPTY));
    }
  }

  /** Finds the place: the valid text before it decodes, with a replacement character behind. */
  private static ConfigProblem notUtf8(ConfigFile file) {
    ByteString body = file.body();
    String text = body.toStringUtf8();
    int at = text.indexOf('\ufffd');
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return ConfigProblem.at(
        file.name(),
        line,
        text.codePointCount(lineStart, Math.max(at, lineStart)) + 1,
        "",
        "the text is not UTF-8",
        "save it as UTF-8; a binary file needs its own content type");
  }
}
