package io.muster.ottl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a version of the collector knows: functions with their parameters, contexts, paths, symbols.
 * Taken from the collector itself by interop/ottl, one file per version. Immutable.
 */
public final class Language {

  /** The versions known, the oldest first. */
  public static final List<String> VERSIONS = List.of("0.152.0", "0.155.0", "0.161.0");

  private static final Map<String, Language> LOADED = new HashMap<>();

  /**
   * Whether and how a path may be indexed.
   *
   * @param most keys behind each other; 0 for none
   */
  record PathData(String path, int most) {}

  private final String version;
  private final Grammar grammar;
  private final Map<String, List<Parameter>> functions = new TreeMap<>();
  private final Map<String, ContextData> contexts = new TreeMap<>();
  private final Map<String, Map<String, PathData>> paths = new TreeMap<>();

  private Language(Map<String, Map<String, List<String>>> lines) {
    version = only(lines, "version").getFirst();
    List<String> features = only(lines, "grammar");
    grammar =
        new Grammar(
            features.contains("lambdas"),
            features.contains("loose-lists"),
            features.contains("map-keys"));
    lines
        .getOrDefault("function", Map.of())
        .forEach(
            (name, words) -> functions.put(name, words.stream().map(Language::parameter).toList()));
    Set<String> standard = new TreeSet<>(only(lines, "standard"));
    Set<String> converters = new TreeSet<>(standard);
    converters.removeIf(name -> Character.isLowerCase(name.charAt(0)));
    lines
        .getOrDefault("context", Map.of())
        .forEach((name, words) ->
            contexts.put(
                name,
                new ContextData(
                    name,
                    Set.copyOf(words),
                    joined(standard, at(lines, "statements", name)),
                    joined(converters, at(lines, "conditions", name)),
                    Set.copyOf(at(lines, "enums", name)))));
    lines.getOrDefault("paths", Map.of()).forEach((name, words) -> paths.put(name, paths(words)));
  }

  /**
   * What a version of the collector knows; empty if nothing is known of it. Of versions that differ
   * in the last number only, one stands for all.
   */
  public static Optional<Language> of(@Nullable String version) {
    if (version == null) {
      return Optional.empty();
    }
    String plain = version.startsWith("v") ? version.substring(1) : version;
    return VERSIONS.stream()
        .filter(known -> minor(known).equals(minor(plain)))
        .findFirst()
        .map(Language::load);
  }

  /** What the newest version known knows. */
  public static Language newest() {
    return load(VERSIONS.getLast());
  }

  private static String minor(String version) {
    String[] parts = version.split("[.+-]", -1);
    return parts.length < 3 ? version : parts[0] + "." + parts[1];
  }

  private static Language load(String version) {
    synchronized (LOADED) {
      return LOADED.computeIfAbsent(version, Language::read);
    }
  }

  private static Language read(String version) {
    String name = "collector-" + version + ".txt";
    try (InputStream in = Language.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the file " + name + " is not packaged");
      }
      Map<String, Map<String, List<String>>> lines = new HashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> {
            List<String> words = Arrays.asList(line.strip().split(" ", -1));
            boolean named = !Set.of("version", "grammar", "standard").contains(words.getFirst());
            lines
                .computeIfAbsent(words.getFirst(), w -> new TreeMap<>())
                .put(named ? words.get(1) : "", words.subList(named ? 2 : 1, words.size()));
          });
      return new Language(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> only(Map<String, Map<String, List<String>>> lines, String word) {
    return at(lines, word, "");
  }

  private static List<String> at(
      Map<String, Map<String, List<String>>> lines, String word, String name) {
    return lines.getOrDefault(word, Map.of()).getOrDefault(name, List.of());
  }

  private static Set<String> joined(Collection<String> one, Collection<String> other) {
    Set<String> joined = new TreeSet<>(one);
    joined.addAll(other);
    return joined;
  }

  private static Parameter parameter(String word) {
    int colon = word.indexOf(':');
    boolean optional = word.charAt(colon - 1) == '?';
    return new Parameter(
        word.substring(0, optional ? colon - 1 : colon), word.substring(colon + 1), optional);
  }

  private static Map<String, PathData> paths(List<String> words) {
    Map<String, PathData> found = new TreeMap<>();
    for (String word : words) {
      int most = word.endsWith("[]") ? Integer.MAX_VALUE : word.endsWith("[1]") ? 1 : 0;
      String path = most == 0 ? word : word.substring(0, word.indexOf('['));
      found.put(path, new PathData(path, most));
    }
    return found;
  }

  /** The version of the collector. */
  public String version() {
    return version;
  }

  /** Its grammar. */
  public Grammar grammar() {
    return grammar;
  }

  /** The names of the contexts. */
  public Set<String> contexts() {
    return Set.copyOf(contexts.keySet());
  }

  @Nullable ContextData context(String name) {
    return contexts.get(name);
  }

  @Nullable List<Parameter> parameters(String function) {
    return functions.get(function);
  }

  /** The contexts in whose statements a function may be called. */
  List<String> homes(String function) {
    return contexts.values().stream()
        .filter(context -> context.statements().contains(function))
        .map(ContextData::name)
        .toList();
  }

  Map<String, PathData> paths(String context) {
    return paths.getOrDefault(context, Map.of());
  }
}
