package io.muster.session;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.agent.Transport;
import io.muster.fleet.Offer;
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

  private final OfferKind kind;
  private final Function<String, Fragment> content;
  private final Set<InstanceUid> broken = new HashSet<>();
  private @Nullable Due due;
  private Runnable whenAsked = () -> {};
  private int asked;

  private OfferInTests(OfferKind kind, Function<String, Fragment> content) {
    this.kind = kind;
    this.content = content;
  }

  /** A config of one file. */
  static OfferInTests config() {
    return new OfferInTests(
        OfferKind.CONFIG,
        text ->
            Fragments.remoteConfig(
                Map.of("", AgentConfigFile.newBuilder().setBody(bytes(text)).build()), hash(text)));
  }

  /** Another endpoint for OpAMP itself. */
  static OfferInTests opampSettings() {
    return new OfferInTests(
        OfferKind.CONNECTION,
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
  public OfferKind kind() {
    return kind;
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
  public void refresh() {}
}
