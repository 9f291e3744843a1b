package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Templates as kubectl takes them: text, paths in braces, and ranges: `{range
 * .items[*]}{.uid}{"\n"}{end}`. What a path does not find is empty.
 *
 * @param parts of the template, in order
 */
record JsonPath(List<Part> parts) {

  private static final int LONGEST = 4_096;

  JsonPath {
    parts = List.copyOf(parts);
  }

  /** A part of a template. */
  private sealed interface Part {

    /** What is printed as it is. */
    record Text(String text) implements Part {}

    /** What is looked up. */
    record Found(List<Step> path) implements Part {}

    /** What is printed for each thing that is found. */
    record Range(List<Step> path, List<Part> parts) implements Part {}
  }

  /** A step of a path. */
  sealed interface Step {

    /** Into a field of an object. */
    record Field(String name) implements Step {}

    /** Into all elements. */
    record All() implements Step {}

    /** Into elements from one to before another; negative ones count from the end. */
    record Slice(int from, int to) implements Step {}

    /** Into the elements that a filter chooses. */
    record Chosen(JsonFilter filter) implements Step {}
  }

  /** A template that is none; the message says what is wrong. */
  static final class Wrong extends Exception {

    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  /** Reads a template; a bare path needs no braces. */
  static JsonPath parse(String template) throws Wrong {
    if (template.length() > LONGEST) {
      throw new Wrong("the template is longer than " + LONGEST + " characters");
    }
    String text = template.contains("{") ? template : "{" + template + "}";
    Reader reader = new Reader(text);
    List<Part> parts = reader.parts(false);
    return new JsonPath(parts);
  }

  /** What it makes of an answer. */
  String apply(JsonNode root) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> write(part, root, text));
    return text.toString();
  }

  private static void write(Part part, JsonNode node, StringBuilder text) {
    switch (part) {
      case Part.Text(String said) -> text.append(said);
      case Part.Found(List<Step> path) ->
          text.append(
              follow(path, node).stream()
                  .map(each -> each.isValueNode() ? each.asText() : each.toString())
                  .collect(Collectors.joining(" ")));
      case Part.Range(List<Step> path, List<Part> inner) ->
          follow(path, node).forEach(each -> inner.forEach(one -> write(one, each, text)));
    }
  }

  /** What a path finds. */
  static List<JsonNode> follow(List<Step> path, JsonNode from) {
    List<JsonNode> found = List.of(from);
    for (Step step : path) {
      List<JsonNode> next = new ArrayList<>();
      found.forEach(each -> next.addAll(step(step, each)));
      found = next;
    }
    return found;
  }

  private static List<JsonNode> step(Step step, JsonNode from) {
    List<JsonNode> found = new ArrayList<>();
    switch (step) {
      case Step.Field(String name) -> {
        if (from.has(name)) {
          found.add(from.path(name));
        }
      }
      case Step.All() -> from.forEach(found::add);
      case Step.Chosen(JsonFilter filter) -> {
        if (from.isArray()) {
          from.forEach(each -> {
            if (filter.chooses(each)) {
              found.add(each);
            }
          });
        }
      }
      case Step.Slice(int first, int last) -> {
        int from0 = first < 0 ? from.size() + first : first;
        int to = last < 0 ? from.size() + last : last;
        for (int i = Math.max(0, from0); i < Math.min(to, from.size()); i++) {
          found.add(from.path(i));
        }
      }
    }
    return found;
  }

  /** Reads a path, from `$` or `@` on. */
  static List<Step> path(String written) throws Wrong {
    return Reader.path(written);
  }

  /** Reads the template from left to right. */
  private static final class Reader {

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<Part> parts(boolean inRange) throws Wrong {
      List<Part> parts = new ArrayList<>();
      while (at < text.length()) {
        int open = text.indexOf('{', at);
        if (open < 0) {
          parts.add(new Part.Text(text.substring(at)));
          at = text.length();
          break;
        }
        if (open > at) {
          parts.add(new Part.Text(text.substring(at, open)));
        }
        String inside = inside(open);
        if (inside.equals("end")) {
          if (inRange) {
            return parts;
          }
          throw new Wrong("{end} without {range}");
        }
        if (inside.startsWith("range ")) {
          List<Step> path = path(inside.substring("range ".length()).strip());
          parts.add(new Part.Range(path, parts(true)));
        } else if (inside.startsWith("\"") || inside.startsWith("'")) {
          parts.add(new Part.Text(literal(inside)));
        } else {
          parts.add(new Part.Found(path(inside)));
        }
      }
      if (inRange) {
        throw new Wrong("{range …} without {end}");
      }
      return parts;
    }

    private String inside(int open) throws Wrong {
      boolean quoted = false;
      char quote = 0;
      for (int i = open + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quoted ? c == quote && text.charAt(i - 1) != '\\' : c == '"' || c == '\'') {
          quoted = !quoted;
          quote = c;
        } else if (c == '}' && !quoted) {
          at = i + 1;
          return text.substring(open + 1, i).strip();
        }
      }
      throw new Wrong("a '{' without its '}'");
    }

    private static String literal(String inside) throws Wrong {
      if (inside.length() < 2 || inside.charAt(inside.length() - 1) != inside.charAt(0)) {
        throw new Wrong(inside + " has no end");
      }
      return inside
          .substring(1, inside.length() - 1)
          .replace("\\n", "\n")
          .replace("\\t", "\t")
          .replace("\\\"", "\"");
    }

    private static List<Step> path(String written) throws Wrong {
      String path =
          written.startsWith("$") || written.startsWith("@") ? written.substring(1) : written;
      List<Step> steps = new ArrayList<>();
      int i = 0;
      while (i < path.length()) {
        if (path.charAt(i) == '.') {
          int end = ++i;
          StringBuilder name = new StringBuilder();
          while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            if (path.charAt(end) == '\\' && end + 1 < path.length()) {
              end++;
            }
            name.append(path.charAt(end++));
          }
          if (name.isEmpty() && path.length() > 1) {
            throw new Wrong("'" + written + "' has an empty step");
          }
          if (!name.isEmpty()) {
            steps.add(
                name.toString().equals("*") ? new Step.All() : new Step.Field(name.toString()));
          }
          i = end;
        } else if (path.charAt(i) == '[') {
          int end = closing(path, i);
          if (end < 0) {
            throw new Wrong("'" + written + "' has a '[' without its ']'");
          }
          steps.add(bracket(path.substring(i + 1, end).strip(), written));
          i = end + 1;
        } else {
          throw new Wrong("'" + written + "' is no path, such as .items[*].uid");
        }
      }
      return steps;
    }

    /** Where a bracket ends; those in quotes and in other brackets are passed over. */
    private static int closing(String path, int open) {
      int depth = 0;
      char quote = 0;
      for (int i = open; i < path.length(); i++) {
        char c = path.charAt(i);
        if (quote != 0) {
          quote = c == quote && path.charAt(i - 1) != '\\' ? 0 : quote;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '[') {
          depth++;
        } else if (c == ']' && --depth == 0) {
          return i;
        }
      }
      return -1;
    }

    private static Step bracket(String inside, String written) throws Wrong {
      if (inside.equals("*")) {
        return new Step.All();
      }
      if (inside.startsWith("?(") && inside.endsWith(")")) {
        return new Step.Chosen(JsonFilter.parse(inside.substring(2, inside.length() - 1)));
      }
      if (inside.matches("'[^']*'|\"[^\"]*\"")) {
        return new Step.Field(inside.substring(1, inside.length() - 1));
      }
      if (inside.matches("-?\\d{1,9}")) {
        int index = Integer.parseInt(inside);
        return new Step.Slice(index, index == -1 ? Integer.MAX_VALUE : index + 1);
      }
      if (inside.matches("(-?\\d{1,9})?:(-?\\d{1,9})?")) {
        String from = inside.substring(0, inside.indexOf(':'));
        String to = inside.substring(inside.indexOf(':') + 1);
        return new Step.Slice(
            from.isEmpty() ? 0 : Integer.parseInt(from),
            to.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(to));
      }
      throw new Wrong(
          "'"
              + written
              + "': in brackets stand *, a number, from:to, a 'name' or a filter"
              + " ?(@.name==\"value\")");
    }
  }
}
