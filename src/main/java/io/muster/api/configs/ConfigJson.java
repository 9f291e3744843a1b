package io.muster.api.configs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.ByteString;
import io.muster.api.http.Audited;
import io.muster.api.http.FaultJson;
import io.muster.api.http.FileJson;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.Problem;
import io.muster.api.http.Refusal;
import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.ConfigOwner;
import io.muster.config.ConfigRevision;
import io.muster.config.Page;
import io.muster.config.RevisionSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Configs as JSON. */
public final class ConfigJson {

  /** The file of a rule set. */
  public static final String RULES_FILE = "rules.yaml";

  private ConfigJson() {}

  /** One revision of a config. */
  @Schema(name = "Config", description = "A revision of a config")
  public record Revision(
      @Schema(examples = "prod") String name,
      @Schema(examples = "3") long revision,
      @Schema(description = "SHA-256, as agents report it", examples = "9f86d0") String hash,
      @Schema(examples = "operator") String author,
      Instant createdAt,
      @Schema(examples = "less debug output") String comment,
      @Schema(
              description = "The set of manifests that it belongs to, or the owner outside",
              examples = "payments")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String managedBy,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ConfigOwnerJson owner,
      @Schema(description = "Labels of its manifest", examples = "{\"team\": \"edge\"}")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          Map<String, String> labels,
      Map<String, FileJson> files) {}

  /** A revision in a list, without its files. */
  @Schema(name = "ConfigSummary")
  public record Summary(
      @Schema(examples = "prod") String name,
      @Schema(examples = "3") long revision,
      @Schema(examples = "9f86d0") String hash,
      @Schema(examples = "operator") String author,
      Instant createdAt,
      String comment,
      @Schema(examples = "[\"collector.yaml\"]") List<String> files,
      @Schema(examples = "1834") long bytes,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ConfigOwnerJson owner,
      @Schema(description = "Labels of its manifest", examples = "{\"team\": \"edge\"}")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          Map<String, String> labels) {}

  /** A page of revisions. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ConfigPage")
  public record Revisions(List<Summary> items, long total, @Nullable String next) {}

  /**
   * What became of a config that was put.
   *
   * @param agents how many known agents should have this revision now
   * @param connected how many of them are connected and get it at once
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ConfigPut")
  public record Put(
      @Schema(examples = "prod") String name,
      @Schema(examples = "3") long revision,
      @Schema(examples = "9f86d0") String hash,
      @Schema(description = "false if it equals the newest revision") boolean created,
      @Schema(description = "Known agents that should have it now", examples = "120") long agents,
      @Schema(description = "Those of them that are connected", examples = "118") long connected,
      @Schema(description = "Targets that follow the newest revision") List<String> targets,
      @Schema(description = "Only for configs") @Nullable Checked validation,
      @Schema(description = "What keeps it from going out, as a freeze; absent if nothing does")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<String> warnings)
      implements Audited.Answer {

    @Override
    public String audited() {
      return name + "@" + revision + " sha256:" + hash + (created ? "" : " (as before)");
    }
  }

  /**
   * What the check of a collector's config found that does not refuse it.
   *
   * @param more findings beyond those listed
   */
  @Schema(name = "Validation", description = "What was found that does not refuse the config")
  public record Checked(
      @Schema(description = "Whether it was taken for a collector's config: it has pipelines")
          boolean collector,
      List<Problem.Fault> warnings,
      @Schema(description = "Warnings beyond those listed", examples = "0") int more,
      @Schema(
              description = "Components whose own settings nobody checked",
              examples = "[\"/receivers/otlp\"]")
          List<String> notChecked) {

    static Checked of(Validation validation) {
      return new Checked(
          validation.collector(),
          // Errors only of what was there before, and is not refused.
          validation.problems().stream().map(FaultJson::fault).toList(),
          validation.more(),
          validation.notChecked());
    }
  }

  /** A config as it is put. */
  @Schema(name = "ConfigBody")
  public record Body(
      @Schema(required = true) @Nullable Map<String, @Nullable FileJson> files,
      @Nullable String comment,
      @Schema(description = "Take a config without content") @Nullable Boolean allowEmpty) {

    public ConfigDocument document() {
      if (files == null) {
        throw Refusal.badRequest("the body needs files, as " + ConfigExamples.CONFIG_BODY);
      }
      List<ConfigFile> result = new ArrayList<>();
      files.forEach((name, file) -> {
        if (file == null) {
          throw Refusal.badRequest("file '" + name + "' is null");
        }
        result.add(
            new ConfigFile(name, file.bytes(name), text(file.contentType()), text(file.role())));
      });
      return new ConfigDocument(result);
    }
  }

  private static String text(@Nullable String said) {
    return said == null ? "" : said;
  }

  static ConfigDocument yaml(byte[] body) {
    return ConfigDocument.collector(ByteString.copyFrom(body));
  }

  static Revision of(ConfigRevision revision) {
    return of(revision, null, Optional.empty(), Map.of());
  }

  static Revision of(
      ConfigRevision revision,
      @Nullable String set,
      Optional<ConfigOwner> owner,
      Map<String, String> labels) {
    Map<String, FileJson> files = new TreeMap<>();
    for (ConfigFile file : revision.document().files()) {
      files.put(file.name(), FileJson.of(file.body(), file.contentType(), file.role()));
    }
    return new Revision(
        revision.name(),
        revision.number(),
        revision.hash().hex(),
        revision.author(),
        revision.createdAt(),
        revision.comment(),
        ConfigOwnerJson.managedBy(set, owner),
        ConfigOwnerJson.of(owner),
        labels,
        files);
  }

  static Revisions of(Page<RevisionSummary> page) {
    return of(page, name -> Map.of(), Map.of());
  }

  /** With the labels of each name, and who keeps some of them. */
  static Revisions of(
      Page<RevisionSummary> page,
      Function<String, Map<String, String>> labels,
      Map<String, ConfigOwner> owners) {
    return new Revisions(
        page.items().stream()
            .map(each ->
                summary(
                    each, labels.apply(each.name()), Optional.ofNullable(owners.get(each.name()))))
            .toList(),
        page.total(),
        page.next() == null ? null : KeyCursor.write(page.next()));
  }

  private static Summary summary(
      RevisionSummary revision, Map<String, String> labels, Optional<ConfigOwner> owner) {
    return new Summary(
        revision.name(),
        revision.number(),
        revision.hash().hex(),
        revision.author(),
        revision.createdAt(),
        revision.comment(),
        revision.files(),
        revision.bytes(),
        ConfigOwnerJson.of(owner),
        labels);
  }
}
