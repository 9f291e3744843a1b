package io.muster.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's text files, and what Markdown is read for: links, headings, code. */
public final class Pages {

  /** Not ours, or made by a build. */
  private static final Set<String> PASSED_OVER =
      Set.of("target", "node_modules", "results", "muster-data", "muster-cluster");

  /** The place of a link or picture: in angles, or without spaces; a title may follow. */
  private static final Pattern LINK =
      Pattern.compile("\\]\\(\\s*(?:<([^<>\n]*)>|([^\\s()]*(?:\\([^\\s()]*\\)[^\\s()]*)*))");

  private static final Pattern DEFINITION = Pattern.compile("(?m)^ {0,3}\\[[^\\]]+\\]: *(\\S+)");
  private static final Pattern HTML = Pattern.compile("\\b(?:href|src)=\"([^\"]+)\"");
  private static final Pattern HTML_ANCHOR = Pattern.compile("\\b(?:id|name)=\"([^\"]+)\"");

  /** Of a heading, a link is what it shows. */
  private static final Pattern SHOWN_LINK = Pattern.compile("!?\\[([^\\]\\[]*)\\]\\([^()]*\\)");

  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+?) *#*");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Within one paragraph; of as many backticks as it begins with. */
  private static final Pattern INLINE_CODE =
      Pattern.compile("(?s)(`+)(?:(?!\\n\\s*\\n).)+?\\1(?!`)");

  private static final Pattern FENCE = Pattern.compile(" *(```|~~~).*");

  private Pages() {}

  /** A line of a file. */
  public record Line(Path file, int number, String text) {

    /** Where it is, for people. */
    public String place() {
      return file + ":" + number;
    }
  }

  /**
   * A link to a place in the repository.
   *
   * @param target as it is written: a path, an anchor, or both
   */
  public record Link(Line line, String target) {}

  /** The pages that people read: Markdown anywhere in the repository. */
  public static List<Path> markdown() {
    return files(path -> path.toString().endsWith(".md"), ".");
  }

  /** All files below these folders. */
  public static List<Path> files(Predicate<Path> wanted, String... folders) {
    List<Path> found = new ArrayList<>();
    for (String folder : folders) {
      walk(Path.of(folder).normalize(), wanted, found);
    }
    return found;
  }

  private static void walk(Path folder, Predicate<Path> wanted, List<Path> found) {
    try (Stream<Path> entries = Files.list(folder.toString().isEmpty() ? Path.of(".") : folder)) {
      for (Path entry : entries.map(Path::normalize).sorted().toList()) {
        String name = entry.getFileName().toString();
        if (Files.isDirectory(entry)) {
          if (!PASSED_OVER.contains(name) && (!name.startsWith(".") || name.equals(".ci"))) {
            walk(entry, wanted, found);
          }
        } else if (wanted.test(entry)) {
          found.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its lines. */
  public static List<Line> lines(Path file) {
    List<Line> lines = new ArrayList<>();
    for (String line : text(file).split("\n", -1)) {
      lines.add(new Line(file, lines.size() + 1, line));
    }
    return lines;
  }

  /**
   * The links and pictures of a page that lead into the repository, over the ends of lines and one
   * in the other; none of those in code.
   */
  public static List<Link> links(Path page) {
    List<Line> prose = prose(page);
    String text = text(prose);
    List<Link> links = new ArrayList<>();
    for (Pattern pattern : List.of(LINK, DEFINITION, HTML)) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        String target = matcher.group(matcher.group(1) == null ? 2 : 1);
        if (!target.matches("[a-z]+:.*")) {
          int line = (int) text.substring(0, matcher.start()).lines().count();
          links.add(new Link(prose.get(Math.max(line - 1, 0)), target));
        }
      }
    }
    return links;
  }

  /** Prose as one text, a line a line, in which code is blank. */
  public static String text(List<Line> prose) {
    String text = String.join("\n", prose.stream().map(Line::text).toList());
    return INLINE_CODE.matcher(text).replaceAll(code -> code.group().replaceAll("[^\n]", " "));
  }

  /** What a page has in blocks of code and between backticks. */
  public static List<Line> code(Path page) {
    List<Line> code = new ArrayList<>();
    boolean fenced = false;
    for (Line line : lines(page)) {
      if (FENCE.matcher(line.text()).matches()) {
        fenced = !fenced;
      } else if (fenced || line.text().startsWith("    ")) {
        code.add(line);
      } else {
        Matcher matcher = CODE.matcher(line.text());
        while (matcher.find()) {
          code.add(new Line(line.file(), line.number(), matcher.group(1)));
        }
      }
    }
    return code;
  }

  /** What a page has outside of fenced blocks of code. */
  public static List<Line> prose(Path page) {
    List<Line> prose = new ArrayList<>();
    boolean fenced = false;
    for (Line line : lines(page)) {
      if (FENCE.matcher(line.text()).matches()) {
        fenced = !fenced;
      } else if (!fenced) {
        prose.add(line);
      }
    }
    return prose;
  }

  /** The headings of a page, without their signs. */
  public static List<String> headings(Path page) {
    List<String> headings = new ArrayList<>();
    for (Line line : prose(page)) {
      Matcher matcher = HEADING.matcher(line.text());
      if (matcher.matches()) {
        headings.add(matcher.group(1));
      }
    }
    return headings;
  }

  /** What a link can name behind its `#`, as GitHub makes it of the headings. */
  public static Set<String> anchors(Path page) {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String heading : headings(page)) {
      String anchor =
          SHOWN_LINK
              .matcher(heading)
              .replaceAll("$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    Matcher html = HTML_ANCHOR.matcher(text(prose(page)));
    while (html.find()) {
      anchors.add(html.group(1));
    }
    return anchors;
  }
}
