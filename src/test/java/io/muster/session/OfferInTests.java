package io.muster.session;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.Transport;
import io.muster.connection.ConnectionOffer;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferTraits;
import io.muster.freeze.Outgoing;
import io.muster.policy.ConfigOffer;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.ConnectionSettingsOffers;
import io.muster.protocol.proto.OpAMPConnectionSettings;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same for every agent; breaks for some agents if told to. */
final class OfferInTests implements Offer {

  private final OfferTraits traits;
  private final Function<String, Fragment> content;
  private final Set<InstanceUid> broken = new HashSet<>();
  private @Nullable Due due;
  private Runnable whenAsked = () -> {};
  private int asked;

  private OfferInTests(OfferTraits traits, Function<String, Fragment> content) {
    this.traits = traits;
    this.content = content;
  }

  /** A config of one file. */
  static OfferInTests config() {
    return new OfferInTests(
        ConfigOffer.TRAITS,
        text ->
            Fragments.remoteConfig(
                Map.of("", AgentConfigFile.newBuilder().setBody(bytes(text)).build()), hash(text)));
  }

  /** Another endpoint for OpAMP itself. */
  static OfferInTests opampSettings() {
    return new OfferInTests(
        ConnectionOffer.TRAITS,
        text ->
            Fragments.connectionSettings(
                ConnectionSettingsOffers.newBuilder()
                    .setHash(hash(text).bytes())
                    .setOpamp(OpAMPConnectionSettings.newBuilder().setDestinationEndpoint(text))
                    .build()));
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  static ContentHash hash(String text) {
    return ContentHash.sha256(bytes(text));
  }

  void want(String text) {
    due = new Due(hash(text), text, 1, content.apply(text), Instant.EPOCH);
  }

  /** Throws from now on when it is asked about this agent. */
  void breakFor(InstanceUid uid) {
    broken.add(uid);
  }

  void mend() {
    broken.clear();
  }

  void whenAsked(Runnable action) {
    whenAsked = action;
  }

  /** How often it was asked what an agent should have. */
  int asked() {
    return asked;
  }

  @Override
  public OfferTraits traits() {
    return traits;
  }

  @Override
  public Optional<Due> due(AgentState agent, Transport transport) {
    asked++;
    whenAsked.run();
    if (broken.contains(agent.uid())) {
      throw new IllegalStateException("broken for " + agent.uid());
    }
    return Optional.ofNullable(due);
  }

  @Override
  public Outgoing outgoing(AgentState agent, Due wanted) {
    return Outgoing.CHANGE;
  }

  @Override
  public void refresh() {}
}
