package io.muster.store.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.fleet.AgentStore.StoredReport;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.store.Records;
import io.muster.store.proto.OfferStatusRecord;
import io.muster.store.proto.ReportRecord;

/** The stored form of what agents report. */
final class ReportRecords {

  private ReportRecords() {}

  static ByteString write(StoredReport stored) {
    Reported reported = stored.reported();
    ReportRecord.Builder report =
        ReportRecord.newBuilder()
            .setCapabilities(reported.capabilities().bits())
            .addAllCustomCapabilities(reported.customCapabilities())
            .setSequence(stored.sequence())
            .setLastSeen(Records.timestamp(stored.lastSeen()))
            .setEffectiveConfigBehind(stored.behind());
    if (reported.description() != null) {
      report.setDescription(reported.description().toProto());
    }
    if (reported.health() != null) {
      report.setHealth(reported.health().encoded());
    }
    if (reported.effectiveConfig() != null) {
      report.setEffectiveConfig(reported.effectiveConfig().bytes());
    }
    if (reported.configStatus() != null) {
      report.setConfigStatus(status(reported.configStatus()));
    }
    if (reported.connectionStatus() != null) {
      report.setConnectionStatus(status(reported.connectionStatus()));
    }
    if (reported.packageStatuses() != null) {
      report.setPackageStatuses(reported.packageStatuses());
    }
    if (reported.componentsHash() != null) {
      report.setComponentsHash(reported.componentsHash().bytes());
    }
    return report.build().toByteString();
  }

  static StoredReport read(ReportRecord report) {
    Reported reported =
        new Reported(
            new AgentCapabilities(report.getCapabilities()),
            report.hasDescription() ? Description.of(report.getDescription()) : null,
            report.hasHealth() ? health(report.getHealth()) : null,
            report.hasEffectiveConfig() ? new ContentHash(report.getEffectiveConfig()) : null,
            report.hasConfigStatus() ? status(report.getConfigStatus()) : null,
            report.hasConnectionStatus() ? status(report.getConnectionStatus()) : null,
            report.hasPackageStatuses() ? report.getPackageStatuses() : null,
            report.getCustomCapabilitiesList(),
            report.hasComponentsHash() ? new ContentHash(report.getComponentsHash()) : null);
    return new StoredReport(
        reported,
        report.getSequence(),
        Records.instant(report.getLastSeen()),
        report.getEffectiveConfigBehind());
  }

  private static Health health(ByteString encoded) {
    try {
      ComponentHealth root = ComponentHealth.parseFrom(encoded);
      return new Health(root.getHealthy(), root.getStatus(), root.getLastError(), encoded);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("its health does not decode", e);
    }
  }

  private static OfferStatusRecord status(OfferStatus status) {
    OfferStatusRecord.State state =
        switch (status.state()) {
          case UNSET -> OfferStatusRecord.State.STATE_UNSET;
          case APPLIED -> OfferStatusRecord.State.STATE_APPLIED;
          case APPLYING -> OfferStatusRecord.State.STATE_APPLYING;
          case FAILED -> OfferStatusRecord.State.STATE_FAILED;
          case UNRECOGNIZED -> OfferStatusRecord.State.STATE_UNRECOGNIZED;
        };
    return OfferStatusRecord.newBuilder()
        .setHash(status.hash().bytes())
        .setState(state)
        .setError(status.error())
        .build();
  }

  private static OfferStatus status(OfferStatusRecord status) {
    OfferStatus.State state =
        switch (status.getState()) {
          case STATE_UNSET -> OfferStatus.State.UNSET;
          case STATE_APPLIED -> OfferStatus.State.APPLIED;
          case STATE_APPLYING -> OfferStatus.State.APPLYING;
          case STATE_FAILED -> OfferStatus.State.FAILED;
          case STATE_UNRECOGNIZED, UNRECOGNIZED -> OfferStatus.State.UNRECOGNIZED;
        };
    return new OfferStatus(new ContentHash(status.getHash()), state, status.getError());
  }
}
