package io.muster.store.fleet;

import static io.muster.store.CacheName.CONTESTS;

import io.muster.cluster.InstanceId;
import io.muster.fleet.SessionQuestion;
import io.muster.fleet.SessionQuestions;
import io.muster.protocol.InstanceUid;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.StoreCorrupt;
import io.muster.store.Writes;
import io.muster.store.proto.ContestRecord;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Questions about sockets in the cache {@code contests}, by id; the lifespan removes the rest. */
@Singleton
final class StoredQuestions implements SessionQuestions {

  private static final Logger LOG = Logger.getLogger(StoredQuestions.class);
  private static final int SCANNED_AT_ONCE = 1_000;

  private final KeyValueStore store;

  StoredQuestions(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public void put(SessionQuestion question, Duration lifetime) {
    ContestRecord record =
        ContestRecord.newBuilder()
            .setAgent(question.agent().toString())
            .setInstance(question.instance().text())
            .setEpoch(question.epoch())
            .setPatienceMillis((int) question.patience().toMillis())
            .setAnswer(answer(question.alive()))
            .build();
    Writes.await(store.put(CONTESTS, question.id(), record.toByteString(), Lifespan.of(lifetime)));
  }

  private static ContestRecord.Answer answer(@Nullable Boolean alive) {
    if (alive == null) {
      return ContestRecord.Answer.ANSWER_UNSPECIFIED;
    }
    return alive ? ContestRecord.Answer.ANSWER_ALIVE : ContestRecord.Answer.ANSWER_GONE;
  }

  @Override
  public void remove(String id) {
    Writes.await(store.remove(CONTESTS, id));
  }

  @Override
  public List<SessionQuestion> all() {
    List<SessionQuestion> found = new ArrayList<>();
    store.scan(
        CONTESTS,
        SCANNED_AT_ONCE,
        entry -> {
          try {
            found.add(question(entry));
          } catch (StoreCorrupt e) {
            // One that nobody understands expires; the others are not to wait for it.
            LOG.warnf("event=contest_unreadable reason=\"%s\"", e.getMessage());
          }
        });
    return found;
  }

  private static SessionQuestion question(Entry entry) {
    return Records.read(
        CONTESTS,
        entry,
        ContestRecord.parser(),
        record ->
            new SessionQuestion(
                entry.key(),
                InstanceUid.parse(record.getAgent()),
                new InstanceId(record.getInstance()),
                record.getEpoch(),
                Duration.ofMillis(record.getPatienceMillis()),
                alive(record)));
  }

  private static @Nullable Boolean alive(ContestRecord record) {
    return switch (record.getAnswer()) {
      case ANSWER_UNSPECIFIED -> null;
      case ANSWER_ALIVE -> true;
      case ANSWER_GONE -> false;
      case UNRECOGNIZED -> throw new IllegalArgumentException("the answer is unknown");
    };
  }
}
