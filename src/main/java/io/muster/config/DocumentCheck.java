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
 * JSON files, that it is not empty by accident (RC-16), and that nothing is left to be filled in.
 * Pure; never throws.
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
    boolean content = false;
    List<ConfigProblem> empty = new ArrayList<>();
    YamlAllowance allowance = new YamlAllowance();
    for (ConfigFile file : document.files()) {
      anything |= !file.body().isEmpty();
      problems.addAll(FillIn.problems(file));
      if (hasContent(file, allowance, problems)) {
        content = true;
      } else if (!allowEmpty && file.syntax() != ConfigFile.Syntax.OTHER) {
        empty.add(ConfigProblem.of(file.name(), "the file has no content", HOW_TO_EMPTY));
      }
    }
    if (!content) {
      // Beside a file with content one of comments changes nothing.
      problems.addAll(empty);
    }
    if (!anything && !allowEmpty && problems.isEmpty()) {
      problems.add(ConfigProblem.of("the config is empty", HOW_TO_EMPTY));
    }
    return List.copyOf(problems);
  }

  /** Whether there is anything in the file, were it only mistakes. */
  private static boolean hasContent(
      ConfigFile file, YamlAllowance allowance, List<ConfigProblem> problems) {
    ConfigFile.Syntax syntax = file.syntax();
    if (syntax == ConfigFile.Syntax.OTHER) {
      return !file.body().isEmpty();
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(file.body().asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      problems.add(notUtf8(file));
      return true;
    }
    return switch (syntax) {
      case YAML -> {
        YamlSyntax.Checked checked = YamlSyntax.check(file.name(), text, allowance);
        problems.addAll(checked.problems());
        yield !checked.empty();
      }
      case JSON ->
          switch (JsonSyntax.check(file.name(), text)) {
            case JsonSyntax.Fine() -> true;
            case JsonSyntax.Empty() -> false;
            case JsonSyntax.Wrong(ConfigProblem problem) -> {
              problems.add(problem);
              yield true;
            }
          };
      case OTHER -> true;
    };
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
