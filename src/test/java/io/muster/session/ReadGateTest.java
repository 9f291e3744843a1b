package io.muster.session;

import static io.muster.session.ReadGate.Reason.MAILBOX;
import static io.muster.session.ReadGate.Reason.MEMORY;
import static io.muster.session.ReadGate.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ReadGateTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ReadGate gate = new ReadGate(channel);

  private boolean reads() {
    return channel.config().isAutoRead();
  }

  @Test
  void nothingIsReadWhileThereIsAnyReasonNotTo() {
    gate.close(MAILBOX);
    gate.close(WRITE);
    gate.close(MAILBOX);
    assertThat(reads()).isFalse();
    gate.open(MAILBOX);
    assertThat(reads()).isFalse();
    assertThat(gate.closed(MAILBOX)).isFalse();
    assertThat(gate.closed(WRITE)).isTrue();
    gate.open(WRITE);
    assertThat(reads()).isTrue();
    assertThat(gate.closed()).isFalse();
  }

  @Test
  void openingAGateThatIsOpenDoesNotStartReadingForOthersWhoStopped() {
    channel.config().setAutoRead(false); // as a shut-down may
    gate.open(MEMORY);
    assertThat(reads()).isFalse();
  }
}
