package io.muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.chaos.AgentLog.Entry;
import io.muster.chaos.AgentLog.Event;
import io.muster.chaos.Evidence.AgentView;
import io.muster.chaos.Evidence.AttemptView;
import io.muster.chaos.Evidence.View;
import io.muster.chaos.Write.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each invariant holds for a world that is well, and is broken by what it is there for. */
class InvariantsTest {

  /** The first agent is a pinned one, the second a following one. */
  private static final int AGENTS = 2;

  private final List<Write> writes = new ArrayList<>();
  private final Map<Integer, List<Entry>> logs = new HashMap<>();
  private final Map<String, AgentView> agents = new HashMap<>();
  private Map<Group, Map<Long, String>> revisions =
      Map.of(
          Group.PINNED, Map.of(1L, "aaaaaaaa01", 2L, "aaaaaaaa02", 3L, "aaaaaaaa03"),
          Group.FOLLOWING, Map.of(1L, "bbbbbbbb01", 2L, "bbbbbbbb02"));
  private long pinned = 2;

  InvariantsTest() {
    writes.add(new Write.Revision(Group.FOLLOWING, "one", 1, "bbbbbbbb01", Outcome.ACKNOWLEDGED));
    writes.add(new Write.Pin(2, Outcome.ACKNOWLEDGED));
    writes.add(new Write.Label(1, "7", Outcome.ACKNOWLEDGED));
    log(0, Event.STARTED, "", Event.OFFERED, "aaaaaaaa01", Event.OFFERED, "aaaaaaaa02");
    log(0, Event.APPLIED, "aaaaaaaa02");
    log(1, Event.OFFERED, "bbbbbbbb01", Event.APPLIED, "bbbbbbbb01");
    log(1, Event.OFFERED, "bbbbbbbb02", Event.APPLIED, "bbbbbbbb02");
    show(0, "connected", "aaaaaaaa02", "", "APPLIED");
    show(1, "connected", "bbbbbbbb02", "7", "APPLIED");
  }

  private void log(int agent, Object... eventsAndHashes) {
    List<Entry> entries = logs.computeIfAbsent(agent, ignored -> new ArrayList<>());
    for (int i = 0; i < eventsAndHashes.length; i += 2) {
      entries.add(
          new Entry(
              entries.size(), agent, (Event) eventsAndHashes[i], (String) eventsAndHashes[i + 1]));
    }
  }

  private void show(int agent, String status, String hash, String label, String state) {
    agents.put(
        Agent.uid(agent).toString(),
        new AgentView(status, hash, hash, "in_sync", label, List.of(new AttemptView(hash, state))));
  }

  private Evidence evidence() {
    return new Evidence(
        AGENTS, writes, logs, List.of(new View("muster-1", revisions, pinned, agents)));
  }

  private List<String> broken() {
    Evidence evidence = evidence();
    return Invariants.all().entrySet().stream()
        .filter(each -> !each.getValue().violations(evidence).isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void allHoldInAWorldThatIsWell() {
    assertThat(broken()).isEmpty();
  }

  @Test
  void anAgentThatRunsAnOlderConfigHasNotTheNewest() {
    log(1, Event.APPLIED, "bbbbbbbb01");
    assertThat(broken()).containsExactly("everybody has the newest");
  }

  @Test
  void anAgentThatIsShownWithAnotherConfigHasNotTheNewest() {
    show(1, "connected", "bbbbbbbb01", "7", "APPLIED");
    assertThat(broken()).containsExactly("everybody has the newest");
  }

  @Test
  void anAgentThatIsNotInTheListIsNotShown() {
    agents.remove(Agent.uid(0).toString());
    assertThat(broken()).containsExactly("everybody is shown once by all");
  }

  @Test
  void anAgentThatIsShownAsOfflineIsNotShown() {
    show(0, "disconnected", "aaaaaaaa02", "", "APPLIED");
    assertThat(broken()).containsExactly("everybody is shown once by all");
  }

  @Test
  void anAgentThatDoesNotExistIsShownTooOften() {
    show(2, "connected", "bbbbbbbb02", "", "APPLIED");
    assertThat(broken()).containsExactly("everybody is shown once by all");
  }

  @Test
  void aRevisionThatIsNotThereIsMissing() {
    writes.add(new Write.Revision(Group.FOLLOWING, "two", 5, "bbbbbbbb05", Outcome.ACKNOWLEDGED));
    assertThat(broken()).containsExactly("nothing acknowledged is missing");
  }

  @Test
  void aRevisionThatHasAnotherContentIsMissing() {
    writes.add(new Write.Revision(Group.FOLLOWING, "two", 2, "bbbbbbbbff", Outcome.ACKNOWLEDGED));
    assertThat(broken()).containsExactly("nothing acknowledged is missing");
  }

  @Test
  void aTargetThatWentBackIsMissing() {
    writes.add(new Write.Pin(3, Outcome.ACKNOWLEDGED));
    assertThat(broken()).containsExactly("nothing acknowledged is missing");
  }

  @Test
  void aLabelThatIsNotThereIsMissing() {
    show(1, "connected", "bbbbbbbb02", "6", "APPLIED");
    assertThat(broken()).containsExactly("nothing acknowledged is missing");
  }

  @Test
  void aLabelOfBeforeIsMissingALaterOneAndOneOfUnknownFateAreNot() {
    writes.add(new Write.Label(1, "8", Outcome.ACKNOWLEDGED));
    assertThat(broken()).containsExactly("nothing acknowledged is missing");
    show(1, "connected", "bbbbbbbb02", "8", "APPLIED");
    assertThat(broken()).isEmpty();
    show(1, "connected", "bbbbbbbb02", "9", "APPLIED");
    assertThat(broken()).containsExactly("nothing acknowledged is missing");
    writes.add(new Write.Label(1, "9", Outcome.UNKNOWN));
    assertThat(broken()).isEmpty();
  }

  @Test
  void whatWasNotAcknowledgedNeedNotBeThere() {
    writes.add(new Write.Revision(Group.FOLLOWING, "two", 0, "", Outcome.UNKNOWN));
    writes.add(new Write.Pin(3, Outcome.REFUSED));
    assertThat(broken()).isEmpty();
  }

  @Test
  void anOlderOfferAfterANewerOneGoesBack() {
    log(1, Event.OFFERED, "bbbbbbbb01", Event.OFFERED, "bbbbbbbb02");
    assertThat(broken()).containsExactly("nobody goes back");
  }

  @Test
  void theSameOfferOnceMoreDoesNotGoBack() {
    log(1, Event.OFFERED, "bbbbbbbb02");
    assertThat(broken()).isEmpty();
  }

  @Test
  void anOfferOfNoRevisionIsReported() {
    log(1, Event.OFFERED, "aaaaaaaa02");
    assertThat(broken()).containsExactly("nobody goes back");
  }

  @Test
  void anAttemptWithoutAnEndIsOpen() {
    show(1, "connected", "bbbbbbbb02", "7", "OFFERED");
    assertThat(broken()).containsExactly("nothing is open");
    show(1, "connected", "bbbbbbbb02", "7", "APPLYING");
    assertThat(broken()).containsExactly("nothing is open");
    show(1, "connected", "bbbbbbbb02", "7", "FAILED");
    assertThat(broken()).isEmpty();
  }

  @Test
  void aNewUidIsReported() {
    log(1, Event.RENAMED, "01");
    assertThat(broken()).containsExactly("nobody is renamed");
  }
}
