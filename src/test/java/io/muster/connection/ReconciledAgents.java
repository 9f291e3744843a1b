package io.muster.connection;

import io.muster.fleet.Connections;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OutgoingMessage;
import io.muster.protocol.InstanceUid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Connections that remember who was looked at. */
final class ReconciledAgents implements Connections {

  /** How often all agents were looked at. */
  int times;

  /** Who was looked at one by one. */
  final List<InstanceUid> one = new ArrayList<>();

  @Override
  public void reconcile(InstanceUid uid) {
    one.add(uid);
  }

  @Override
  public void reconcileAll(Predicate<KnownAgent> first) {
    times++;
  }

  @Override
  public Delivery restart(InstanceUid uid) {
    return Delivery.NOT_CONNECTED;
  }

  @Override
  public Delivery send(InstanceUid uid, OutgoingMessage message) {
    return Delivery.NOT_CONNECTED;
  }

  @Override
  public void close(InstanceUid uid, String reason) {}
}
