package io.muster.pages;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A page of the documentation with blocks that are run. Their fences say so, behind the language,
 * where readers do not see it:
 *
 * <ul>
 *   <li>`sh run`: typed, line by line or as a whole; `exit=N` is how its last command ends,
 *       `refused` that an error of the API is what it shows, `recorded` that the picture of it is
 *       kept;
 *   <li>`text output`: what the commands before it printed, with … for what differs from run to
 *       run;
 *   <li>`console shown`: commands behind `$`, with what they print when the page is run.
 * </ul>
 *
 * @param blocks all of its blocks of code
 */
record RunnablePage(Path file, List<Block> blocks) {

  private static final String FENCE = "```";

  RunnablePage {
    blocks = List.copyOf(blocks);
  }

  /**
   * A block of code.
   *
   * @param line of its fence
   * @param language first word behind the fence
   * @param marks the other words
   */
  record Block(Path file, int line, String language, Set<String> marks, List<String> text) {

    Block {
      marks = Set.copyOf(marks);
      text = List.copyOf(text);
    }

    boolean isRun() {
      return language.equals("sh") && marks.contains("run");
    }

    boolean isOutput() {
      return language.equals("text") && marks.contains("output");
    }

    boolean isShown() {
      return language.equals("console") && marks.contains("shown");
    }

    /** How its last command ends. */
    int exit() {
      return marks.stream()
          .filter(mark -> mark.startsWith("exit="))
          .map(mark -> Integer.parseInt(mark.substring("exit=".length())))
          .findFirst()
          .orElse(0);
    }

    /** What is typed at once: each line, or all where one goes on in the next. */
    List<String> commands() {
      boolean whole =
          text.stream().anyMatch(each -> each.endsWith("\\") || each.contains("<<"))
              || text.stream().anyMatch(each -> each.startsWith(" ") || each.endsWith("|"));
      return whole ? List.of(String.join("\n", text)) : text;
    }

    String place() {
      return file + ":" + line;
    }
  }

  /** A page as it is. */
  static RunnablePage read(Path file) {
    List<Block> blocks = new ArrayList<>();
    List<String> text = new ArrayList<>();
    List<String> info = List.of();
    Optional<Line> open = Optional.empty();
    for (Line line : Pages.lines(file)) {
      String stripped = line.text().strip();
      if (open.isPresent() && stripped.equals(FENCE)) {
        blocks.add(
            new Block(
                file,
                open.get().number(),
                info.getFirst(),
                info.stream().skip(1).collect(Collectors.toSet()),
                text));
        open = Optional.empty();
      } else if (open.isPresent()) {
        int margin = open.get().text().indexOf(FENCE);
        text.add(line.text().substring(Math.min(margin, line.text().length())));
      } else if (stripped.startsWith(FENCE)) {
        open = Optional.of(line);
        info = Arrays.asList(stripped.substring(FENCE.length()).split(" +"));
        text.clear();
      }
    }
    return new RunnablePage(file, blocks);
  }

  /** Pages that have something to run. */
  static List<RunnablePage> all() {
    return Pages.markdown().stream()
        .map(RunnablePage::read)
        .filter(page -> page.blocks().stream().anyMatch(Block::isRun))
        .toList();
  }

  /** Programs that it types and a machine may not have. */
  List<String> programs() {
    return List.of("curl", "jq").stream()
        .filter(program ->
            blocks.stream()
                .filter(Block::isRun)
                .flatMap(block -> block.text().stream())
                .anyMatch(line -> line.matches("(.*[ (|])?" + program + " .*")))
        .toList();
  }

  /** Whether it starts a server itself. */
  boolean startsServer() {
    return blocks.stream()
        .filter(Block::isRun)
        .flatMap(block -> block.text().stream())
        .anyMatch(line -> line.startsWith("./muster serve"));
  }
}
