package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.ConfigComparison;
import io.muster.collector.SeededChange.Kind;
import io.muster.collector.SeededChange.Place;
import io.muster.collector.YamlValue.Mapping;
import io.muster.config.ConfigDocument;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Of no config that a real collector took it is said that the collector drifted. */
class EffectiveCorpusTest {

  private static final int CHANGES = 500;
  private static final long SEED = 20_261_130;

  /** What decision 28 does not compare. */
  private static final Pattern NOT_COMPARED =
      Pattern.compile("references/|ottl/variable-|service/telemetry/resource|/headers/|/password$");

  static Stream<Arguments> corpora() {
    return EffectiveCorpus.RELEASES.stream()
        .flatMap(release ->
            Stream.of(Arguments.of(release, "collector", 180), Arguments.of(release, "typed", 1)));
  }

  private static ConfigComparison compare(ConfigDocument offered, ConfigDocument effective) {
    return MergedConfig.read(offered)
        .map(config -> config.in(MergedConfig.read(effective).orElseThrow()))
        .orElse(ConfigComparison.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("corpora")
  void whatCollectorsMakeOfTheCorpusIsNoDrift(String release, String kind, int atLeast) {
    Map<String, String> effective = EffectiveCorpus.effective(release, kind);
    List<String> wrong = new ArrayList<>();
    effective.forEach((name, text) -> {
      ConfigDocument offered = EffectiveCorpus.offered(kind, name);
      ConfigDocument runs = EffectiveCorpus.reported(text);
      wrong(name, compare(offered, runs), wrong);
      wrong(
          name + ", redacted",
          compare(EffectiveCorpus.redacted(offered), EffectiveCorpus.redacted(runs)),
          wrong);
    });
    assertThat(wrong).isEmpty();
    assertThat(effective.size()).isGreaterThanOrEqualTo(atLeast);
  }

  /** One of each kind in turn, so that the many values do not crowd out the rest. */
  @ParameterizedTest
  @FieldSource("io.muster.collector.EffectiveCorpus#RELEASES")
  void ofFiveHundredChangesAllAreFoundThatCanBeCompared(String release) {
    Map<Kind, List<Candidate>> candidates = candidates(release);
    List<Kind> kinds = List.of(Kind.values());
    Random random = new Random(SEED);
    List<String> missed = new ArrayList<>();
    Map<Kind, Integer> made = new EnumMap<>(Kind.class);
    for (int i = 0; i < CHANGES; i++) {
      Kind kind = kinds.get(i % kinds.size());
      List<Candidate> of = candidates.getOrDefault(kind, List.of());
      Candidate candidate = of.get(random.nextInt(of.size()));
      Mapping changed = SeededChange.apply(candidate.place(), candidate.effective(), random);
      made.merge(kind, 1, Integer::sum);
      NotComparedCount count = new NotComparedCount();
      if (new OfferedParts(count).compare(candidate.offered(), changed) == null) {
        missed.add(
            kind + " " + candidate.name() + " " + String.join("/", candidate.place().path()));
      }
    }
    assertThat(made).containsOnlyKeys(Kind.values());
    assertThat(missed)
        .as("seed %d, missed of %d: what is redacted, a reference or masked", SEED, CHANGES)
        .allMatch(change -> NOT_COMPARED.matcher(change).find())
        .hasSizeLessThanOrEqualTo(CHANGES / 20);
  }

  private record Candidate(String name, Mapping offered, Mapping effective, Place place) {}

  private static Map<Kind, List<Candidate>> candidates(String release) {
    Map<Kind, List<Candidate>> candidates = new EnumMap<>(Kind.class);
    for (String kind : List.of("collector", "typed")) {
      EffectiveCorpus.effective(release, kind)
          .forEach((name, text) -> {
            Mapping offered = CollectorCheck.read(EffectiveCorpus.offered(kind, name)).merged();
            Mapping effective = CollectorCheck.read(EffectiveCorpus.reported(text)).merged();
            if (offered != null && effective != null) {
              for (Place place : new SeededChange(offered, effective).places()) {
                candidates
                    .computeIfAbsent(place.kind(), _ -> new ArrayList<>())
                    .add(new Candidate(name, offered, effective, place));
              }
            }
          });
    }
    return candidates;
  }

  private static void wrong(String name, ConfigComparison comparison, List<String> wrong) {
    // The collector reads the first of two documents; we read neither, and compare nothing.
    boolean unread =
        comparison instanceof ConfigComparison.Unknown && name.startsWith("syntax/two-documents");
    if (!unread && !(comparison instanceof ConfigComparison.Same)) {
      wrong.add(name + ": " + comparison);
    }
  }
}
