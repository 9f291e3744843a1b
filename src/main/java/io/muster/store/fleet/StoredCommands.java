package io.muster.store.fleet;

import static io.muster.store.CacheName.COMMANDS;

import io.muster.fleet.AgentCommand;
import io.muster.fleet.CommandStore;
import io.muster.fleet.OutgoingMessage;
import io.muster.fleet.QueuedCommand;
import io.muster.protocol.InstanceUid;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.CommandRecord;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands in the cache {@code commands}, by uid and id. One that is there is queued; whoever
 * removes it, by its version, sends it; the lifespan removes those that nobody sends.
 */
@Singleton
final class StoredCommands implements CommandStore {

  private static final int SCANNED_AT_ONCE = 256;

  private final KeyValueStore store;

  StoredCommands(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public void add(QueuedCommand command, Duration lifetime) {
    CommandRecord.Builder record =
        CommandRecord.newBuilder().setExpires(Records.timestamp(command.expires()));
    switch (command.command()) {
      case AgentCommand.Restart _ -> record.setKind(CommandRecord.Kind.KIND_RESTART);
      case AgentCommand.NewUid _ -> record.setKind(CommandRecord.Kind.KIND_NEW_UID);
      case AgentCommand.Message(OutgoingMessage message) ->
          record
              .setKind(CommandRecord.Kind.KIND_MESSAGE)
              .setCapability(message.capability())
              .setType(message.type())
              .setData(message.data());
    }
    Writes.await(
        store.put(COMMANDS, key(command), record.build().toByteString(), Lifespan.of(lifetime)));
  }

  @Override
  public boolean take(QueuedCommand command) {
    Optional<Entry> entry = store.get(COMMANDS, key(command));
    return entry.isPresent()
        && Writes.await(store.remove(COMMANDS, key(command), entry.get().version()))
            == WriteOutcome.APPLIED;
  }

  @Override
  public List<QueuedCommand> waiting() {
    List<QueuedCommand> found = new ArrayList<>();
    store.scan(
        COMMANDS,
        SCANNED_AT_ONCE,
        // One that nobody understands expires; the others are not to wait for it.
        entry -> command(entry).ifPresent(found::add));
    return found;
  }

  private static String key(QueuedCommand command) {
    return command.agent() + "/" + command.id();
  }

  private Optional<QueuedCommand> command(Entry entry) {
    return Records.readable(
        store,
        COMMANDS,
        entry,
        CommandRecord.parser(),
        record -> {
          int slash = entry.key().indexOf('/');
          if (slash < 0) {
            throw new IllegalArgumentException("the key is not uid/id");
          }
          return new QueuedCommand(
              InstanceUid.parse(entry.key().substring(0, slash)),
              entry.key().substring(slash + 1),
              Records.instant(record.getExpires()),
              what(record));
        });
  }

  private static AgentCommand what(CommandRecord record) {
    return switch (record.getKind()) {
      case KIND_RESTART -> new AgentCommand.Restart();
      case KIND_NEW_UID -> new AgentCommand.NewUid();
      case KIND_MESSAGE ->
          new AgentCommand.Message(
              new OutgoingMessage(record.getCapability(), record.getType(), record.getData()));
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("the kind of command is unknown");
    };
  }
}
