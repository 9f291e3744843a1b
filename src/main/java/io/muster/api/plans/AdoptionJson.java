package io.muster.api.plans;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.adopt.Proposal;
import io.muster.adopt.Proposal.Label;
import io.muster.adopt.Proposal.Likeness;
import io.muster.api.http.FileJson;
import io.muster.collector.AdoptableConfig;
import io.muster.config.ConfigReference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Proposals as JSON. */
final class AdoptionJson {

  private AdoptionJson() {}

  /** What can be put so that agents are wanted to run what they run. */
  @Schema(name = "Adoption")
  public record Proposed(
      @Schema(description = "That were selected", examples = "800") int agents,
      @Schema(description = "Agents that run the same, largest first") List<Group> groups,
      @Schema(description = "What many groups have otherwise than the one nearest to them")
          List<Variants> variants,
      @Schema(description = "Agents that are in no group, and why") List<LeftOut> leftOut) {}

  /** Agents that run the same. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "AdoptionGroup")
  public record Group(
      @Schema(description = "Of the config and the target", examples = "prod-gateway") String name,
      @Schema(examples = "420") int agents,
      @Schema(
              description =
                  "Whether each of them is known to run the config as it stands: it is sent"
                      + " nothing")
          boolean runsIt,
      @Schema(description = "Matches these agents of all that are known, and no others")
          Map<String, String> selector,
      @Schema(description = "To be put on these agents first; absent if the selector needs none")
          @Nullable LabelJson label,
      @Schema(description = "What was secret, and has to be filled in before it can be put")
          List<Gap> gaps,
      @Schema(
              description = "Components of which collectors do not write all settings",
              examples = "[\"/receivers/hostmetrics\"]")
          List<String> incomplete,
      @Schema(description = "The group that differs least; absent if none is like it")
          @Nullable Nearest nearest,
      @Schema(description = "A config, and a target that pins it") List<ManifestJson> manifests,
      @Schema(description = "All of them") List<String> uids) {}

  /** A label that operators have to put on agents. */
  @Schema(name = "AdoptionLabel")
  public record LabelJson(
      @Schema(examples = "muster.adopted") String key,
      @Schema(examples = "prod-gateway") String value) {}

  /** A place that has to be filled in. */
  @Schema(name = "AdoptionGap")
  public record Gap(
      @Schema(examples = "collector.yaml") String file,
      @Schema(examples = "12") int line,
      @Schema(examples = "/exporters/otlp/headers/0/value") String path) {}

  /** In what a group differs from another. */
  @Schema(name = "AdoptionNearest")
  public record Nearest(
      @Schema(examples = "prod-gateway") String group,
      @Schema(description = "Settings that differ", examples = "1") int differences,
      @Schema(description = "Some of them") List<Difference> first) {}

  /** A setting that two groups have otherwise. */
  @Schema(name = "AdoptionDifference")
  public record Difference(
      @Schema(examples = "/exporters/otlp/endpoint") String path,
      @Schema(examples = "eu:4317") String here,
      @Schema(examples = "us:4317") String there,
      @Schema(description = "Of the agent, that has this value", examples = "host.name")
          String attribute) {}

  /** Groups that differ in the same few settings. */
  @Schema(name = "AdoptionVariants")
  public record Variants(
      @Schema(examples = "[\"/processors/resource/attributes/host/value\"]") List<String> paths,
      @Schema(description = "Whose value stands there, if it is one", examples = "host.name")
          String attribute,
      @Schema(examples = "79") int groups,
      @Schema(examples = "79") int agents) {}

  /** Agents that are in no group. */
  @Schema(name = "AdoptionLeftOut")
  public record LeftOut(
      @Schema(
              enumeration = {
                "view-only",
                "managed",
                "sent-before",
                "untold",
                "unreadable",
                "not-looked-at"
              })
          String reason,
      String message,
      @Schema(examples = "12") int agents,
      @Schema(description = "Some of their uids") List<String> sample) {}

  static Proposed of(Proposal proposal, ObjectMapper mapper) {
    return new Proposed(
        proposal.agents(),
        proposal.groups().stream().map(group -> group(group, mapper)).toList(),
        proposal.variants().stream()
            .map(each -> new Variants(each.paths(), each.attribute(), each.groups(), each.agents()))
            .toList(),
        proposal.leftOut().stream()
            .map(each ->
                new LeftOut(
                    each.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    each.agents() + " " + each.reason().text(),
                    each.agents(),
                    each.sample().stream().map(Object::toString).toList()))
            .toList());
  }

  private static Group group(Proposal.Group group, ObjectMapper mapper) {
    Label label = group.label();
    AdoptableConfig config = group.config();
    return new Group(
        group.name(),
        group.agents().size(),
        group.runsIt(),
        group.selector().pairs(),
        label == null ? null : new LabelJson(label.key(), label.value()),
        config.gaps().stream().map(gap -> new Gap(gap.file(), gap.line(), gap.path())).toList(),
        config.incomplete(),
        nearest(group.nearest()),
        List.of(config(group, mapper), target(group, mapper)),
        group.agents().stream().map(Object::toString).toList());
  }

  private static @Nullable Nearest nearest(@Nullable Likeness nearest) {
    return nearest == null
        ? null
        : new Nearest(
            nearest.group(),
            nearest.count(),
            nearest.first().stream()
                .map(each ->
                    new Difference(each.path(), each.here(), each.there(), each.attribute()))
                .toList());
  }

  private static ManifestJson config(Proposal.Group group, ObjectMapper mapper) {
    ObjectNode spec = mapper.createObjectNode();
    spec.put("comment", "what " + group.agents().size() + " agents ran when they were adopted");
    ObjectNode files = spec.putObject("files");
    group
        .config()
        .document()
        .files()
        .forEach(file ->
            files.set(
                file.name(),
                mapper.valueToTree(FileJson.of(file.body(), file.contentType(), file.role()))));
    return new ManifestJson("config", group.name(), null, spec);
  }

  private static ManifestJson target(Proposal.Group group, ObjectMapper mapper) {
    ObjectNode spec = mapper.createObjectNode();
    JsonNode selector = mapper.valueToTree(group.selector().pairs());
    spec.set("selector", selector);
    spec.put("config", ConfigReference.pinned(group.name(), 1).toString());
    return new ManifestJson("target", group.name(), null, spec);
  }
}
