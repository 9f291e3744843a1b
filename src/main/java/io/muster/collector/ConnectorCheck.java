package io.muster.collector;

import io.muster.collector.CollectorConfig.Component;
import io.muster.collector.Pipeline.Use;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what joins pipelines: a connector is an exporter of one and a receiver of another, for
 * signals that it supports, and no way through connectors leads back to where it began.
 */
final class ConnectorCheck {

  private record End(Pipeline pipeline, Use use) {}

  /** A connector and where it is used. */
  private record Joint(
      Component connector, Optional<Set<KnownSignals.Pair>> pairs, List<End> from, List<End> to) {

    /** What is not known to be impossible. */
    boolean joins(Signal a, Signal b) {
      return pairs.map(known -> known.contains(new KnownSignals.Pair(a, b))).orElse(true);
    }
  }

  private final CollectorConfig config;
  private final Findings findings;

  ConnectorCheck(CollectorConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  void check() {
    ambiguous();
    Map<ComponentId, Joint> joints = joints();
    if (config.pipelinesComplete()) {
      joints.values().forEach(this::bothSides);
    }
    cycle(joints);
  }

  private void ambiguous() {
    for (Component connector : config.section(ComponentKind.CONNECTOR).components().values()) {
      for (ComponentKind kind : List.of(ComponentKind.EXPORTER, ComponentKind.RECEIVER)) {
        if (config.defines(kind, connector.id())) {
          findings.error(
              connector.place(),
              connector.path(),
              "'" + connector.id() + "' is a connector and a " + kind.word(),
              "rename one, as '" + connector.id() + "/connector'");
        }
      }
    }
  }

  private Map<ComponentId, Joint> joints() {
    Map<ComponentId, Joint> joints = new LinkedHashMap<>();
    for (Pipeline pipeline : config.pipelines()) {
      for (Use use : pipeline.exporters().items()) {
        joint(joints, use).ifPresent(joint -> joint.from().add(new End(pipeline, use)));
      }
      for (Use use : pipeline.receivers().items()) {
        joint(joints, use).ifPresent(joint -> joint.to().add(new End(pipeline, use)));
      }
    }
    return joints;
  }

  private Optional<Joint> joint(Map<ComponentId, Joint> joints, Use use) {
    Component connector = config.section(ComponentKind.CONNECTOR).components().get(use.id());
    return connector == null
        ? Optional.empty()
        : Optional.of(
            joints.computeIfAbsent(
                use.id(),
                id ->
                    new Joint(
                        connector,
                        KnownSignals.pairs(id.type()),
                        new ArrayList<>(),
                        new ArrayList<>())));
  }

  private void bothSides(Joint joint) {
    Set<Signal> from = EnumSet.noneOf(Signal.class);
    Set<Signal> to = EnumSet.noneOf(Signal.class);
    joint.from().forEach(end -> from.add(end.pipeline().signal()));
    joint.to().forEach(end -> to.add(end.pipeline().signal()));
    for (End end : joint.from()) {
      if (to.stream().noneMatch(signal -> joint.joins(end.pipeline().signal(), signal))) {
        oneSided(joint, end, "an exporter", "receiver", to);
      }
    }
    for (End end : joint.to()) {
      if (from.stream().noneMatch(signal -> joint.joins(signal, end.pipeline().signal()))) {
        oneSided(joint, end, "a receiver", "exporter", from);
      }
    }
  }

  private void oneSided(Joint joint, End end, String role, String other, Set<Signal> there) {
    String signal = end.pipeline().signal().word();
    findings.error(
        end.use().place(),
        end.use().path(),
        "connector '"
            + joint.connector().id()
            + "' is "
            + role
            + " of pipeline '"
            + end.pipeline().id()
            + "', and "
            + other
            + (there.isEmpty()
                ? " of none"
                : " only of pipelines whose signal it does not join with " + signal),
        "name it as "
            + other
            + " of a pipeline"
            + joint.pairs().map(ConnectorCheck::list).orElse(""));
  }

  private static String list(Set<KnownSignals.Pair> pairs) {
    return "; it joins "
        + String.join(
            ", ",
            pairs.stream().map(p -> p.from().word() + " to " + p.to().word()).sorted().toList());
  }

  /** The ways through a connector; one node per pair of signals, so that they are not too many. */
  private static void ways(Joint joint, CycleSearch ways, Map<String, End> ends) {
    for (Signal a : Signal.values()) {
      for (Signal b : Signal.values()) {
        if (!joint.joins(a, b)) {
          continue;
        }
        String node =
            "connector '" + joint.connector().id() + "' (" + a.word() + " to " + b.word() + ")";
        for (End from : joint.from()) {
          if (from.pipeline().signal() == a) {
            ends.putIfAbsent(node, from);
            ways.add("pipeline '" + from.pipeline().id() + "'", node);
          }
        }
        for (End to : joint.to()) {
          if (to.pipeline().signal() == b) {
            ways.add(node, "pipeline '" + to.pipeline().id() + "'");
          }
        }
      }
    }
  }

  /** Finds one way round, if there is any. */
  private void cycle(Map<ComponentId, Joint> joints) {
    CycleSearch ways = new CycleSearch();
    Map<String, End> ends = new LinkedHashMap<>();
    joints.values().forEach(joint -> ways(joint, ways, ends));
    List<String> round = ways.round();
    if (round.isEmpty()) {
      return;
    }
    int start = 0;
    while (!ends.containsKey(round.get(start))) {
      start++;
    }
    List<String> turned = new ArrayList<>(round.subList(start, round.size()));
    turned.addAll(round.subList(0, start + 1));
    End end = ends.get(turned.getFirst());
    if (end == null) {
      return;
    }
    boolean certain =
        joints.values().stream()
            .filter(joint ->
                turned.stream()
                    .anyMatch(n -> n.startsWith("connector '" + joint.connector().id() + "' (")))
            .allMatch(joint -> joint.pairs().isPresent());
    String message = "data goes round for ever: " + String.join(" -> ", turned);
    String hint = "take one of the connectors out of a pipeline";
    if (certain) {
      findings.error(end.use().place(), end.use().path(), message, hint);
    } else {
      findings.warn(
          end.use().place(), end.use().path(), message, hint + ", unless it joins other signals");
    }
  }
}
