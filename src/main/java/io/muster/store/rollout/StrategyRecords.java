package io.muster.store.rollout;

import io.muster.agent.Selector;
import io.muster.rollout.Comparison;
import io.muster.rollout.Condition;
import io.muster.rollout.Gate;
import io.muster.rollout.Measure;
import io.muster.rollout.Stage;
import io.muster.rollout.StageScope;
import io.muster.rollout.Strategy;
import io.muster.rollout.Strategy.OnFailure;
import io.muster.store.proto.GateRecord;
import io.muster.store.proto.RolloutRecord;
import io.muster.store.proto.StageRecord;
import java.time.Duration;

/** The stored form of a rollout's strategy. */
final class StrategyRecords {

  private StrategyRecords() {}

  static void write(Strategy strategy, RolloutRecord.Builder record) {
    record
        .setPauseOnFailure(strategy.onFailure() == OnFailure.PAUSE)
        .setMaxInFlight(strategy.maxInFlight())
        .setRequireHealth(strategy.requireHealth())
        .setRequireConfirmation(strategy.requireConfirmation());
    strategy.stages().forEach(stage -> record.addStages(write(stage)));
  }

  static Strategy read(RolloutRecord record) {
    return new Strategy(
        record.getStagesList().stream().map(StrategyRecords::read).toList(),
        record.getPauseOnFailure() ? OnFailure.PAUSE : OnFailure.ROLLBACK,
        record.getMaxInFlight(),
        record.getRequireHealth(),
        record.getRequireConfirmation());
  }

  private static StageRecord write(Stage stage) {
    StageRecord.Builder record =
        StageRecord.newBuilder().setObserve(write(stage.observe())).setApproval(stage.approval());
    switch (stage.share()) {
      case StageScope.Percent(int basisPoints) -> record.setBasisPoints(basisPoints);
      case StageScope.Matching(Selector selector) -> record.putAllSelector(selector.pairs());
    }
    stage.gates().forEach(gate -> record.addGates(write(gate)));
    return record.build();
  }

  private static Stage read(StageRecord record) {
    return new Stage(
        record.getBasisPoints() > 0
            ? new StageScope.Percent(record.getBasisPoints())
            : new StageScope.Matching(new Selector(record.getSelectorMap())),
        read(record.getObserve()),
        record.getApproval(),
        record.getGatesList().stream().map(StrategyRecords::read).toList());
  }

  private static GateRecord write(Gate gate) {
    Condition condition = gate.condition();
    GateRecord.Builder record =
        GateRecord.newBuilder()
            .setName(gate.name())
            .setOperator(condition.operator().text())
            .setThreshold(condition.threshold())
            .setConsecutive(condition.consecutive())
            .setEvery(write(condition.every()));
    switch (gate) {
      case Gate.FleetGate fleet ->
          record.setFleet(fleet.measure().toString()).setBaseline(fleet.baseline());
      case Gate.MetricGate metric -> record.setPromql(metric.promql());
    }
    return record.build();
  }

  private static Gate read(GateRecord record) {
    Condition condition =
        new Condition(
            Comparison.parse(record.getOperator()),
            record.getThreshold(),
            record.getConsecutive(),
            read(record.getEvery()));
    return record.getPromql().isEmpty()
        ? new Gate.FleetGate(
            record.getName(), Measure.parse(record.getFleet()), record.getBaseline(), condition)
        : new Gate.MetricGate(record.getName(), record.getPromql(), condition);
  }

  private static com.google.protobuf.Duration write(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static Duration read(com.google.protobuf.Duration record) {
    return Duration.ofSeconds(record.getSeconds(), record.getNanos());
  }
}
