package io.muster.store.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.muster.protocol.RandomMessages;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import io.muster.store.CrashingStore;
import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.StoreUnavailable;
import io.muster.store.Writes;
import io.muster.store.proto.ConfigFileRecord;
import io.muster.store.proto.FactsRecord;
import io.muster.store.proto.HeadRecord;
import io.muster.store.proto.ReportRecord;
import io.muster.store.proto.RevisionRecord;
import io.muster.store.proto.RolloutRecord;
import io.muster.store.proto.TargetRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of a store, and other stores that begin with them. */
class StateImportTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final String FACTS = "0190e0a2-0000-7000-8000-0000000000%02d";

  @TempDir Path folder;
  private final KeyValueStore old = new InMemoryStore(CLOCK);
  private final KeyValueStore fresh = new InMemoryStore(CLOCK, true);

  @BeforeEach
  void fill() {
    var random = new RandomMessages(new Random(7));
    put(CacheName.DESIRED, "config/edge", head("edge", 2, 3));
    put(CacheName.DESIRED, "ottl/edge", head("edge", 1));
    put(CacheName.DESIRED, "target/edge", random.fill(TargetRecord.getDefaultInstance()));
    put(CacheName.ROLLOUTS, "r1", random.fill(RolloutRecord.getDefaultInstance()));
    put(CacheName.REVISIONS, "edge/2", revision("edge", 2, "a: 1\n"));
    put(CacheName.REVISIONS, "edge/3", revision("edge", 3, "a: 2\n"));
    put(CacheName.REVISIONS, "ottl/edge/1", revision("edge", 1, "b: 1\n"));
    for (int i = 10; i < 90; i++) {
      put(CacheName.AGENT_FACTS, FACTS.formatted(i), random.fill(FactsRecord.getDefaultInstance()));
    }
    put(
        CacheName.AGENTS,
        FACTS.formatted(10),
        ReportRecord.newBuilder().setCapabilities(7).setSequence(9).build());
  }

  private void put(CacheName cache, String key, Message value) {
    Writes.await(old.put(cache, key, value.toByteString(), Lifespan.FOREVER));
  }

  private static HeadRecord head(String name, long... revisions) {
    HeadRecord.Builder head = HeadRecord.newBuilder().setName(name);
    for (long revision : revisions) {
      head.addRevisions(revision);
    }
    return head.build();
  }

  private static RevisionRecord revision(String name, long number, String body) {
    return RevisionRecord.newBuilder()
        .setName(name)
        .setNumber(number)
        .addFiles(ConfigFileRecord.newBuilder().setBody(ByteString.copyFromUtf8(body)))
        .build();
  }

  private static String export(KeyValueStore store) throws IOException {
    var bytes = new ByteArrayOutputStream();
    new StoredState(store).take().write(bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("export.yaml"), text);
  }

  private Path file() throws IOException {
    return file(export(old));
  }

  private void assertNothingIn(KeyValueStore store) {
    for (CacheName cache : CacheName.values()) {
      store.scan(cache, 10, entry -> assertThat(entry.key()).as(cache.text()).isEmpty());
    }
  }

  @Test
  void whatIsImportedIsExportedAsItWas() throws IOException {
    String before = export(old);

    StateImport.run(fresh, file(before), CLOCK);

    assertThat(export(fresh)).isEqualTo(before);
    assertThat(fresh.get(CacheName.REVISIONS, "edge/3").orElseThrow().value())
        .isEqualTo(revision("edge", 3, "a: 2\n").toByteString());
  }

  @Test
  void aReportIsKeptWithoutWhatItRefersToSoThatTheAgentIsAskedForIt() throws Exception {
    StateImport.run(fresh, file(), CLOCK);

    ByteString report = fresh.get(CacheName.AGENTS, FACTS.formatted(10)).orElseThrow().value();
    assertThat(ReportRecord.parseFrom(report))
        .isEqualTo(ReportRecord.newBuilder().setCapabilities(7).build());
  }

  @Test
  void revisionsThatNoHeadNamesAreLeftovers() throws IOException {
    put(CacheName.REVISIONS, "edge/1", revision("edge", 1, "leftover"));

    assertThat(export(old)).doesNotContain("leftover");
  }

  @Test
  void anExportThatMissesARevisionIsNotWhole() {
    Writes.await(old.remove(CacheName.REVISIONS, "edge/2"));

    assertThatThrownBy(() -> export(old))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("Try again");
  }

  @Test
  void theSameFileIsImportedOnce() throws IOException {
    Path file = file();
    StateImport.run(fresh, file, CLOCK);
    Writes.await(fresh.remove(CacheName.ROLLOUTS, "r1"));
    String changed = export(fresh);

    StateImport.run(fresh, file, CLOCK);

    assertThat(export(fresh)).isEqualTo(changed);
  }

  @Test
  void aStoreWithSomethingElseIsLeftAlone() throws IOException {
    Path file = file();
    Writes.await(
        fresh.put(
            CacheName.DESIRED, "config/other", head("other").toByteString(), Lifespan.FOREVER));
    String before = export(fresh);

    assertThatThrownBy(() -> StateImport.run(fresh, file, CLOCK))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContaining("it has 'config/other' in 'desired'")
        .hasMessageContaining("Nothing was written");
    assertThat(export(fresh)).isEqualTo(before);
  }

  @Test
  void aStoreWithAnotherValueIsLeftAlone() throws IOException {
    Path file = file();
    Writes.await(
        fresh.put(
            CacheName.DESIRED, "config/edge", head("edge", 3).toByteString(), Lifespan.FOREVER));

    assertThatThrownBy(() -> StateImport.run(fresh, file, CLOCK))
        .hasMessageContaining("it has 'config/edge' in 'desired', and not as in the file");
    assertThat(fresh.get(CacheName.REVISIONS, "edge/3")).isEmpty();
  }

  @Test
  void anImportWhileAnInstanceRunsIsRefused() throws IOException {
    Path file = file();
    Writes.await(
        fresh.put(CacheName.LEASES, "instance/a", ByteString.copyFromUtf8("a"), Lifespan.FOREVER));

    assertThatThrownBy(() -> StateImport.run(fresh, file, CLOCK))
        .hasMessageContaining("(lease 'instance/a'). Stop all instances");
    assertThat(fresh.get(CacheName.DESIRED, "config/edge")).isEmpty();
  }

  @Test
  void whereverAnImportIsCutOffTheNextOneCompletesIt() throws IOException {
    String before = export(old);
    Path file = file(before);
    boolean crashed = true;
    int cuts = 0;
    for (int writes = 0; crashed; writes += 5) {
      var memory = new InMemoryStore(CLOCK, true);
      var crashing = new CrashingStore(memory, writes);
      try {
        StateImport.run(crashing, file, CLOCK);
      } catch (CrashingStore.Crash | CompletionException e) {
        cuts++;
      }
      crashed = crashing.crashed();

      StateImport.run(memory, file, CLOCK);

      assertThat(export(memory)).as("cut off after %d writes", writes).isEqualTo(before);
    }
    assertThat(cuts).isGreaterThan(10);
  }

  @Test
  void aFileThatIsNotWholeIsRefusedBeforeAnythingIsWritten() throws IOException {
    String whole = export(old);
    String cut = whole.substring(0, whole.indexOf("---\nend:"));

    assertRefused(cut, "ends after record 88 without saying so: it was cut off");
    assertRefused(
        cut.substring(0, cut.lastIndexOf("---\n")) + "---\nend:\n  records: 88\n",
        "has 87 records, and says that it has 88");
    assertRefused(whole + "---\nmore: 1\n", "has something else than records after record 88");
    assertRefused(
        whole.replaceFirst("(?s)---\ncache: rollouts.*?---\n", "---\n"), "has 87 records");
  }

  @Test
  void whatIsNoExportOfThisVersionIsRefused() throws IOException {
    String whole = export(old);

    assertRefused("", "ends after record 0");
    assertRefused("receivers: {}\n", "does not begin as an export of Muster does");
    assertRefused("a: [\n", "is not YAML");
    assertRefused(whole.replace("version: 1", "version: 2"), "is an export of version 2");
    assertRefused(
        whole.replace("key: target/edge", "key: gadget/edge"),
        "has in record 3 (desired gadget/edge) what this version does not know");
    assertRefused(whole.replace("key: edge/2", "key: edge/3"), "has the record 'edge/3' twice");
    assertRefused(
        whole.replaceFirst("name: edge\n", "name: [edge]\n"),
        "has a mistake in record 1 (desired config/edge): value.name is a list of 1, expected"
            + " text");
    assertThatThrownBy(() -> StateImport.run(fresh, folder.resolve("none.yaml"), CLOCK))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContaining("cannot be read");
  }

  private void assertRefused(String text, String why) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> StateImport.run(fresh, file, CLOCK))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContaining(why);
    assertNothingIn(fresh);
  }
}
