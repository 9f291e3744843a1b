package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is offered to whom, as of one reading of the store. Immutable.
 *
 * @param entries in the order they are asked
 * @param generation of the newest change, deletions included
 */
record ConnectionSnapshot(List<Entry> entries, long generation) {

  /** Nothing is offered. */
  static final ConnectionSnapshot EMPTY = new ConnectionSnapshot(List.of(), 0);

  /** A record with both of its forms. */
  record Entry(ConnectionRecord value, OfferForm webSocket, OfferForm http) {

    OfferForm form(Transport transport) {
      return switch (transport) {
        case WEBSOCKET -> webSocket;
        case HTTP -> http;
      };
    }
  }

  ConnectionSnapshot {
    entries = List.copyOf(entries);
  }

  /** Of these records, deleted ones among them. */
  static ConnectionSnapshot of(List<ConnectionRecord> records) {
    // The generation of all: an agent that moves from one record to another must not seem to be
    // ahead (SEMANTICS 14).
    long generation = records.stream().mapToLong(ConnectionRecord::generation).max().orElse(0);
    List<Entry> entries = new ArrayList<>();
    for (ConnectionRecord each : records.stream().sorted(ConnectionRecord.ORDER).toList()) {
      ConnectionSettings settings = each.settings();
      if (settings != null) {
        entries.add(
            new Entry(
                each,
                OfferForm.of(each, settings, Transport.WEBSOCKET, generation),
                OfferForm.of(each, settings, Transport.HTTP, generation)));
      }
    }
    return new ConnectionSnapshot(entries, generation);
  }

  /** The record that an agent has; null if none matches. */
  @Nullable Entry entry(AgentState agent) {
    for (int i = 0; i < entries.size(); i++) { // For every agent at every look.
      if (entries.get(i).value().matches(agent)) {
        return entries.get(i);
      }
    }
    return null;
  }

  /** Whether both lead to the same. */
  boolean sameAs(ConnectionSnapshot other) {
    return generation == other.generation
        && entries.stream()
            .map(Entry::value)
            .toList()
            .equals(other.entries.stream().map(Entry::value).toList());
  }
}
