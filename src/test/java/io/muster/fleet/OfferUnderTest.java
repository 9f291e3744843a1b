package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.agent.Transport;
import io.muster.freeze.Outgoing;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import io.muster.protocol.ServerCapability;
import io.muster.telemetry.OfferMetrics;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A kind of offer that is neither a config nor connection settings, for everybody. */
final class OfferUnderTest implements Offer {

  static final ContentHash HASH = ContentHash.sha256(ByteString.copyFromUtf8("telemetry"));

  private static final OfferTraits TRAITS =
      new OfferTraits(
          new OfferKind("OWN_TELEMETRY"),
          ServerCapability.OFFERS_CONNECTION_SETTINGS,
          AgentCapability.REPORTS_OWN_METRICS,
          message -> null,
          reported -> null,
          new OfferMetrics.Names("test.telemetry.offers", "test.telemetry"),
          Set.of());

  @Override
  public OfferTraits traits() {
    return TRAITS;
  }

  @Override
  public Optional<Due> due(AgentState agent, Transport transport) {
    return Optional.of(new Due(HASH, "", 1, Fragments.flags(1), Instant.EPOCH));
  }

  @Override
  public Outgoing outgoing(AgentState agent, Due due) {
    return Outgoing.CHANGE;
  }

  @Override
  public void refresh() {}
}
