package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.failure.Suggestion;
import io.muster.ottl.Located;
import io.muster.ottl.OttlCheck;
import io.muster.ottl.OttlProblem;
import io.muster.ottl.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects statements and conditions of one processor and reports what is wrong with them. A text
 * with a reference to something on the agent is left out, and with it the names of its group. For
 * one processor.
 */
final class OttlTexts {

  /** Keys of groups: what has none of them is a statement whose colon made it a mapping. */
  private static final Set<String> GROUP_KEYS = Set.of("context", "statements", "conditions");

  private static final String REFERENCE = "${";

  private final OttlVersions versions;
  private final Findings findings;
  private boolean complete = true;

  /** Texts and whether there are some that cannot be known. */
  private static final class Texts {
    private final List<Located> known = new ArrayList<>();
    private boolean whole = true;
    private @Nullable String file;

    private void add(Scalar scalar, String text, int from) {
      if (text.contains(REFERENCE)) {
        whole = false;
        return;
      }
      SourcePosition inside = scalar.inside();
      file = inside.file();
      int column = inside.column() == 0 ? 0 : inside.column() + from;
      known.add(new Located(text, inside.line(), column));
    }
  }

  OttlTexts(OttlVersions versions, Findings findings) {
    this.versions = versions;
    this.findings = findings;
  }

  /** Whether everything could be looked at. */
  boolean complete() {
    return complete;
  }

  /** Something is not looked at, unless there is nothing. */
  void skip(YamlValue value) {
    complete &= value.nothing();
  }

  void error(SourcePosition place, YamlPath path, String message, String hint) {
    findings.error(place, path, message, hint);
  }

  /** A key that no known version has; of others it is not certain. */
  void unknownKey(String key, SourcePosition place, YamlPath path, Set<String> known) {
    String message = "there is no setting '" + key + "' here";
    String near = Suggestion.didYouMean(key, known, Suggestion.Spelling.EXACT);
    String hint = near.isEmpty() ? "there are " + String.join(", ", known) : near;
    if (versions.certain()) {
      findings.error(place, path, message, hint);
    } else {
      complete = false;
      findings.warn(place, path, message, hint);
    }
  }

  /** A statement that YAML reads as something else. */
  void notText(YamlValue value, YamlPath path) {
    findings.error(
        value.place(),
        path,
        "here is " + value.what() + ", a statement is text",
        "put it in single quotes: a colon or a '{' in it means something to YAML");
  }

  static boolean likelyGroup(Mapping mapping) {
    return mapping.entries().keySet().stream().anyMatch(GROUP_KEYS::contains);
  }

  /** Texts that are checked together. */
  void of(
      YamlValue value,
      YamlPath path,
      BiFunction<OttlCheck, List<Located>, List<OttlProblem>> check) {
    Texts texts = read(value, path);
    report(texts, path, c -> check.apply(c, texts.known), texts.whole);
  }

  /** A group of the transform processor. */
  void group(
      Signal signal,
      @Nullable Entry context,
      @Nullable YamlValue conditions,
      YamlValue statements,
      YamlPath path) {
    String name = context(signal, context, path);
    Texts first = conditions == null ? new Texts() : read(conditions, path.with("conditions"));
    Texts second = read(statements, conditions == null ? path : path.with("statements"));
    second.file = second.file == null ? first.file : second.file;
    OttlCheck.Group group = new OttlCheck.Group(signal, name, first.known, second.known);
    boolean whole = first.whole && second.whole && !unknown(context);
    report(second, path, check -> check.group(group), whole);
  }

  /** A group of the filter processor. */
  void conditions(Signal signal, @Nullable Entry context, YamlValue conditions, YamlPath path) {
    String name = context(signal, context, path);
    Texts texts = read(conditions, context == null ? path : path.with("conditions"));
    report(
        texts,
        path,
        check ->
            name == null
                ? check.conditions(signal, texts.known)
                : check.conditions(name, texts.known),
        texts.whole && !unknown(context));
  }

  private static boolean unknown(@Nullable Entry context) {
    return context != null && context.value().unknown();
  }

  private @Nullable String context(Signal signal, @Nullable Entry entry, YamlPath path) {
    if (entry == null || !(entry.value() instanceof Scalar scalar) || scalar.unknown()) {
      return null;
    }
    String name = scalar.text().toLowerCase(Locale.ROOT);
    if (signal.contexts().contains(name)) {
      return name;
    }
    error(
        scalar.place(),
        path.with("context"),
        "'" + scalar.text() + "' is no context of " + signal.pipelineType(),
        "there are " + String.join(", ", signal.contexts()));
    return null;
  }

  private Texts read(YamlValue value, YamlPath path) {
    Texts texts = new Texts();
    if (value instanceof Scalar scalar) {
      if (value.unknown()) {
        texts.whole = false;
      } else if (!value.nothing()) {
        split(scalar, texts);
      }
      return texts;
    }
    if (!(value instanceof Listing list)) {
      notText(value, path);
      return texts;
    }
    int index = 0;
    for (YamlValue item : list.items()) {
      YamlPath at = path.with(index++);
      if (!(item instanceof Scalar scalar) || item.nothing()) {
        notText(item, at);
      } else {
        texts.add(scalar, scalar.text(), 0);
      }
    }
    return texts;
  }

  /** The collector takes a single text as a list, split at its commas. */
  private static void split(Scalar scalar, Texts texts) {
    int from = 0;
    for (String part : scalar.text().split(",", -1)) {
      texts.add(scalar, part, from);
      from += part.length() + 1;
    }
  }

  private void report(
      Texts texts, YamlPath path, Function<OttlCheck, List<OttlProblem>> question, boolean whole) {
    complete &= whole;
    String file = texts.file;
    if (file == null) {
      return;
    }
    // What cannot be read could not be read with the others either; names may depend on them.
    List<OttlProblem> errors =
        whole ? versions.errors(question) : question.apply(OttlCheck.syntaxOnly());
    for (OttlProblem found : errors) {
      findings.error(place(file, found), path, found.message(), found.hint());
    }
    if (whole && errors.isEmpty()) {
      for (OttlProblem found : versions.warnings(question)) {
        findings.warn(
            place(file, found),
            path,
            "a collector " + versions.adviser() + " would refuse this: " + found.message(),
            found.hint());
      }
    }
  }

  private static SourcePosition place(String file, OttlProblem found) {
    return new SourcePosition(file, found.line(), found.column());
  }
}
