package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private final ThreadsInTests threads = new ThreadsInTests();
  private final List<Integer> processed = new ArrayList<>();
  private final List<Throwable> broken = new ArrayList<>();
  private final Mailbox<Integer> mailbox = new Mailbox<>(threads, this::process, broken::add);
  private Runnable during = () -> {};

  private void process(Integer message) {
    Runnable now = during;
    during = () -> {};
    now.run();
    processed.add(message);
  }

  @Test
  void nothingIsProcessedOnTheThreadThatPosts() {
    mailbox.post(1);
    assertThat(processed).isEmpty();
    assertThat(mailbox.idle()).isFalse();
    threads.runAll();
    assertThat(processed).containsExactly(1);
    assertThat(mailbox.idle()).isTrue();
  }

  @Test
  void messagesAreProcessedInTheOrderInWhichTheyCame() {
    IntStream.range(0, 100).forEach(mailbox::post);
    threads.runAll();
    assertThat(processed).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void oneThreadAtATimeProcessesHoweverManyWait() {
    IntStream.range(0, 100).forEach(mailbox::post);
    assertThat(threads.waiting()).isEqualTo(1);
    during =
        () -> {
          mailbox.post(100);
          assertThat(threads.waiting()).isZero();
          assertThat(processed).isEmpty();
        };
    threads.runOne();
    assertThat(processed).hasSize(101).isSorted();
    assertThat(threads.waiting()).isZero();
  }

  @Test
  void anIdleMailboxHoldsNoThreadAndTakesOneAgainWithTheNextMessage() {
    mailbox.post(1);
    threads.runAll();
    mailbox.post(2);
    assertThat(threads.waiting()).isEqualTo(1);
    threads.runAll();
    assertThat(processed).containsExactly(1, 2);
  }

  @Test
  void aMessageThatBreaksIsToldAndThoseBehindItAreProcessed() {
    Error noMemory = new OutOfMemoryError("in a test");
    during =
        () -> {
          throw noMemory;
        };
    mailbox.post(1);
    mailbox.post(2);
    threads.runAll();
    assertThat(processed).containsExactly(2);
    assertThat(broken).containsExactly(noMemory);
    assertThat(mailbox.idle()).isTrue();
  }

  @Test
  void aMailboxWhoseFailureCannotEvenBeToldGoesOn() {
    Mailbox<Integer> unlucky =
        new Mailbox<>(
            threads,
            this::process,
            error -> {
              throw new IllegalStateException("no memory to log it", error);
            });
    during =
        () -> {
          throw new OutOfMemoryError("in a test");
        };
    unlucky.post(1);
    unlucky.post(2);
    threads.runAll();
    assertThat(processed).containsExactly(2);
    assertThat(unlucky.idle()).isTrue();
  }

  @Test
  void theMessageBeingProcessedDoesNotWait() {
    List<Boolean> alone = new ArrayList<>();
    during = () -> alone.add(mailbox.waitsForNothing());
    mailbox.post(1);
    threads.runAll();
    during = () -> alone.add(mailbox.waitsForNothing());
    mailbox.post(2);
    mailbox.post(3);
    threads.runAll();
    assertThat(alone).containsExactly(true, false);
    assertThat(mailbox.waitsForNothing()).isTrue();
  }
}
