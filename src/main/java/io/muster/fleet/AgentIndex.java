package io.muster.fleet;

import io.muster.protocol.InstanceUid;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** All known agents by uid, and the former uids they may still speak under. Thread-safe. */
final class AgentIndex {

  /** In uid order, so that paging is stable while the fleet changes. */
  private final ConcurrentSkipListMap<InstanceUid, KnownAgent> agents =
      new ConcurrentSkipListMap<>();

  /** The same, for look-ups on the hot path. */
  private final Map<InstanceUid, KnownAgent> byUid = new ConcurrentHashMap<>();

  private final Map<InstanceUid, KnownAgent> aliases = new ConcurrentHashMap<>();

  @Nullable KnownAgent find(InstanceUid uid) {
    KnownAgent agent = byUid.get(uid);
    return agent != null ? agent : aliases.get(uid);
  }

  /** Adds an agent unless its uid is taken; answers the one that has it. */
  KnownAgent add(KnownAgent agent) {
    KnownAgent present = byUid.putIfAbsent(agent.uid(), agent);
    if (present != null) {
      return present;
    }
    agents.put(agent.uid(), agent);
    agent.state().facts().formerUids().keySet().forEach(uid -> aliases.put(uid, agent));
    return agent;
  }

  /** Files an agent under its new uid; the old one becomes an alias. */
  void moved(KnownAgent agent, InstanceUid from) {
    agents.put(agent.uid(), agent);
    byUid.put(agent.uid(), agent);
    aliases.put(from, agent);
    byUid.remove(from, agent);
    agents.remove(from, agent);
  }

  void alias(InstanceUid uid, KnownAgent agent) {
    aliases.put(uid, agent);
  }

  void dropAlias(InstanceUid uid, KnownAgent agent) {
    aliases.remove(uid, agent);
  }

  void remove(KnownAgent agent) {
    byUid.remove(agent.uid(), agent);
    agents.remove(agent.uid(), agent);
    aliases.values().removeIf(other -> other.equals(agent));
  }

  int size() {
    return byUid.size();
  }

  /** All agents in uid order. */
  Collection<KnownAgent> all() {
    return agents.values();
  }

  /** Agents after the given uid, in uid order; all of them for null. */
  Collection<KnownAgent> after(@Nullable InstanceUid uid) {
    return uid == null ? agents.values() : agents.tailMap(uid, false).values();
  }
}
