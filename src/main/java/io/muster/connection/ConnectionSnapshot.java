package io.muster.connection;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.Transport;
import io.muster.protocol.ContentHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is offered to whom, as of one reading of the store. Immutable.
 *
 * @param entries in the order they are asked
 * @param generation of the newest change, deletions included
 * @param forms all that is offered, by hash
 */
record ConnectionSnapshot(List<Entry> entries, long generation, Map<ContentHash, OfferForm> forms) {

  /** Nothing is offered. */
  static final ConnectionSnapshot EMPTY = new ConnectionSnapshot(List.of(), 0, Map.of());

  /** A record with both of its forms, and how far it has gone out. */
  record Entry(
      ConnectionRecord value, OfferForm webSocket, OfferForm http, ConnectionProgress progress) {

    String name() {
      return value.name();
    }

    OfferForm form(Transport transport) {
      return switch (transport) {
        case WEBSOCKET -> webSocket;
        case HTTP -> http;
      };
    }

    /** As if nothing had gone out. */
    ConnectionProgress fresh() {
      return ConnectionProgress.none(name(), progress.seal());
    }

    /** The same, gone out so far; the same as before if that is of something else. */
    Entry with(ConnectionProgress newProgress) {
      return newProgress.seal().equals(progress.seal())
          ? new Entry(value, webSocket, http, newProgress)
          : this;
    }
  }

  ConnectionSnapshot {
    entries = List.copyOf(entries);
    forms = Map.copyOf(forms);
  }

  /** Of these records, deleted ones among them, that have gone out so far. */
  static ConnectionSnapshot of(List<ConnectionRecord> records, List<ConnectionProgress> progress) {
    Map<String, ConnectionProgress> byName = new HashMap<>();
    progress.forEach(each -> byName.put(each.name(), each));
    // The generation of all: an agent that moves from one record to another must not seem to be
    // ahead (SEMANTICS 14).
    long generation = records.stream().mapToLong(ConnectionRecord::generation).max().orElse(0);
    List<Entry> entries = new ArrayList<>();
    Map<ContentHash, OfferForm> forms = new HashMap<>();
    StringBuilder selections = new StringBuilder();
    for (ConnectionRecord each : records.stream().sorted(ConnectionRecord.ORDER).toList()) {
      ConnectionSettings settings = each.settings();
      if (settings != null) {
        OfferForm webSocket = OfferForm.of(each, settings, Transport.WEBSOCKET, generation);
        OfferForm http = OfferForm.of(each, settings, Transport.HTTP, generation);
        addSelection(each, selections);
        String seal = seal(each, webSocket, http, selections);
        Entry entry = new Entry(each, webSocket, http, ConnectionProgress.none(each.name(), seal));
        ConnectionProgress gone = byName.get(each.name());
        entries.add(gone == null ? entry : entry.with(gone));
        // Of two records that offer the same, the one asked first.
        forms.putIfAbsent(webSocket.hash(), webSocket);
        forms.putIfAbsent(http.hash(), http);
      }
    }
    return new ConnectionSnapshot(entries, generation, forms);
  }

  /** Each text preceded by its length, so that no two selections read the same. */
  private static void addSelection(ConnectionRecord value, StringBuilder text) {
    value
        .selector()
        .pairs()
        .forEach((key, wanted) -> {
          text.append(key.length()).append(':').append(key);
          text.append(wanted.length()).append(':').append(wanted);
        });
    text.append(value.labelsOnly()).append(';');
  }

  /**
   * Of what goes out and to whom: other settings, another selector, and also one that was asked
   * before and is not any more, may bring settings to agents like which nobody has tried.
   */
  private static String seal(
      ConnectionRecord value, OfferForm webSocket, OfferForm http, StringBuilder selections) {
    ByteString all =
        webSocket
            .hash()
            .bytes()
            .concat(http.hash().bytes())
            .concat(ByteString.copyFromUtf8(value.leaves() + ";" + selections));
    return HexFormat.of().formatHex(ContentHash.sha256(all).bytes().toByteArray());
  }

  /** With this record gone out so far. */
  ConnectionSnapshot with(ConnectionProgress progress) {
    return new ConnectionSnapshot(
        entries.stream()
            .map(each -> each.name().equals(progress.name()) ? each.with(progress) : each)
            .toList(),
        generation,
        forms);
  }

  /** The entry of a name; null if there is none. */
  @Nullable Entry named(String name) {
    return entries.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
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
    return generation == other.generation && parts().equals(other.parts());
  }

  private record Part(ConnectionRecord value, ConnectionProgress progress) {}

  private List<Part> parts() {
    return entries.stream().map(each -> new Part(each.value(), each.progress())).toList();
  }
}
