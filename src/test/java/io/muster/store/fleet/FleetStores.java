package io.muster.store.fleet;

import io.muster.fleet.AgentStore;
import io.muster.fleet.CommandStore;
import io.muster.fleet.ContentStore;
import io.muster.fleet.LabelStore;
import io.muster.fleet.SessionQuestions;
import io.muster.fleet.SessionRecords;
import io.muster.store.KeyValueStore;

/** The fleet's ports on any store, for tests of other packages. */
public record FleetStores(
    AgentStore agents,
    LabelStore labels,
    ContentStore contents,
    SessionRecords sessionRecords,
    CommandStore commands,
    SessionQuestions questions) {

  /** All of them on this store. */
  public static FleetStores on(KeyValueStore store) {
    return new FleetStores(
        new StoredAgents(store),
        new StoredLabels(store),
        new StoredContents(store),
        new StoredSessions(store),
        new StoredCommands(store),
        new StoredQuestions(store));
  }
}
