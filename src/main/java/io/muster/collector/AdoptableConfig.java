package io.muster.collector;

import com.google.protobuf.ByteString;
import io.muster.collector.YamlValue.Mapping;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.FillIn;
import io.muster.config.syntax.YamlSyntax;
import io.muster.protocol.ContentHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What an agent says to run, as a config that can be offered: without what agents put in
 * themselves, and with a mark in the place of every value that was secret ({@link FillIn}). What a
 * collector has written is written anew, so that the collector reads it back as it is; any other
 * text stays as it is. Pure; bounded by what can be read.
 *
 * @param gaps what has to be filled in
 * @param settings each setting by its path, for telling how two configs differ
 * @param incomplete components of which collectors do not write all settings
 */
public record AdoptableConfig(
    ConfigDocument document,
    List<Gap> gaps,
    SortedMap<String, String> settings,
    List<String> incomplete) {

  /** Behind the mark of our redaction stands a whole value, or a part of one. */
  private static final String WHOLE = "[REDACTED]";

  private static final String PART = "REDACTED";

  public AdoptableConfig {
    gaps = List.copyOf(gaps);
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    incomplete = List.copyOf(incomplete);
  }

  /**
   * A place that has to be filled in.
   *
   * @param line from 1
   * @param path a JSON pointer; empty where it is not known
   */
  public record Gap(String file, int line, String path) {}

  /** Makes it of an effective config; empty if that cannot be read, or has nothing in it. */
  public static Optional<AdoptableConfig> of(ConfigDocument effective) {
    Optional<AdoptableConfig> written =
        effective.files().size() == 1 ? written(effective.files().getFirst()) : Optional.empty();
    return written.isPresent() ? written : asItIs(effective);
  }

  /** Equal for configs that mean the same, whatever the order of what has none. */
  public ContentHash meaning() {
    StringBuilder text = new StringBuilder();
    settings.forEach((path, value) -> text.append(path).append('\0').append(value).append('\0'));
    return ContentHash.sha256(ByteString.copyFromUtf8(text.toString()));
  }

  private static Optional<AdoptableConfig> written(ConfigFile file) {
    if (file.syntax() != ConfigFile.Syntax.YAML
        || !(YamlSyntax.check(file.name(), file.body().toStringUtf8()).root()
            instanceof MappingNode root)
        || !CollectorWriting.is(root)) {
      return Optional.empty();
    }
    CollectorWriting writing = new CollectorWriting(AdoptableConfig::marked);
    String text = writing.offerable(root);
    ConfigDocument document = ConfigDocument.collector(ByteString.copyFromUtf8(text));
    return of(document, writing.incomplete());
  }

  private static Optional<AdoptableConfig> asItIs(ConfigDocument effective) {
    List<ConfigFile> files = new ArrayList<>();
    boolean single = effective.files().size() == 1;
    for (ConfigFile file : effective.files()) {
      if (file.syntax() == ConfigFile.Syntax.OTHER && !file.body().isValidUtf8()) {
        files.add(file);
        continue;
      }
      ByteString body = ByteString.copyFromUtf8(marked(file.body().toStringUtf8()));
      // The one file of a collector needs no name to be reported, and has one when it is put.
      files.add(
          single && file.name().isEmpty() && file.syntax() == ConfigFile.Syntax.YAML
              ? ConfigFile.collector(body)
              : new ConfigFile(file.name(), body, file.contentType(), file.role()));
    }
    return of(new ConfigDocument(files), List.of());
  }

  private static Optional<AdoptableConfig> of(ConfigDocument document, List<String> incomplete) {
    if (document.files().stream().allMatch(file -> file.body().isEmpty())) {
      return Optional.empty();
    }
    SortedMap<String, String> settings = new TreeMap<>();
    List<Gap> gaps = new ArrayList<>();
    boolean texts = document.files().stream().noneMatch(f -> f.syntax() == ConfigFile.Syntax.OTHER);
    Mapping merged = texts ? CollectorCheck.read(document).merged() : null;
    if (texts && merged == null) {
      return Optional.empty();
    }
    if (merged != null) {
      FlatSettings.of(merged, settings);
    }
    for (ConfigFile file : document.files()) {
      if (merged == null) {
        settings.put("/" + file.name(), ContentHash.sha256(file.body()).hex());
      }
      gaps(file, gaps);
    }
    return Optional.of(new AdoptableConfig(document, gaps, settings, incomplete));
  }

  private static String marked(String text) {
    return text.contains(PART) ? text.replace(WHOLE, FillIn.MARK).replace(PART, FillIn.MARK) : text;
  }

  /** By line, since a comment may have one too; by path where a value is. */
  private static void gaps(ConfigFile file, List<Gap> gaps) {
    String text = file.body().toStringUtf8();
    if (!text.contains(FillIn.MARK)) {
      return;
    }
    Map<Integer, String> paths = new HashMap<>();
    Node root =
        file.syntax() == ConfigFile.Syntax.OTHER
            ? null
            : YamlSyntax.check(file.name(), text).root();
    if (root != null) {
      MarkedPlaces.of(root, FillIn.MARK, paths);
    }
    int line = 1;
    for (String each : text.split("\n", -1)) {
      for (int at = each.indexOf(FillIn.MARK); at >= 0; ) {
        gaps.add(new Gap(file.name(), line, paths.getOrDefault(line, "")));
        at = each.indexOf(FillIn.MARK, at + FillIn.MARK.length());
      }
      line++;
    }
  }
}
