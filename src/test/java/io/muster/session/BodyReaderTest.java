package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyReaderTest {

  private static final int K = 1 << 10;
  private static final int LIMIT = 200 * K;

  /** A request whose body comes when the test says so. */
  private static final class Request implements ReadStream<Buffer> {
    private Handler<Throwable> failed = ignored -> {};
    private Handler<Buffer> chunks = ignored -> {};
    private Handler<Void> end = ignored -> {};
    private boolean read;

    @Override
    public Request exceptionHandler(@Nullable Handler<Throwable> handler) {
      failed = Objects.requireNonNull(handler);
      return this;
    }

    @Override
    public Request handler(@Nullable Handler<Buffer> handler) {
      chunks = Objects.requireNonNull(handler);
      read = true;
      return this;
    }

    @Override
    public Request endHandler(@Nullable Handler<Void> handler) {
      end = Objects.requireNonNull(handler);
      return this;
    }

    @Override
    public Request pause() {
      return this;
    }

    @Override
    public Request resume() {
      return this;
    }

    @Override
    public Request fetch(long amount) {
      return this;
    }

    private void chunk(int bytes) {
      chunks.handle(Buffer.buffer(new byte[bytes]));
    }
  }

  private final MessageMemoryBudget budget = new MessageMemoryBudget(256 * K);
  private final Request request = new Request();
  private final List<String> refusals = new ArrayList<>();
  private final List<ByteBuf> bodies = new ArrayList<>();
  private final List<MemoryCharge> charges = new ArrayList<>();

  private void read(@Nullable String contentLength) {
    new BodyReader(request, LIMIT, budget, (status, text) -> refusals.add(status + " " + text))
        .read(
            contentLength,
            (body, charge) -> {
              bodies.add(body);
              charges.add(charge);
            });
  }

  @Test
  void theReceiverGetsTheWholeBodyOnceItHasEnded() {
    read("11");
    request.chunks.handle(Buffer.buffer("hello "));
    request.chunks.handle(Buffer.buffer("world"));
    assertThat(bodies).isEmpty();
    request.end.handle(null);
    assertThat(bodies.getFirst().toString(StandardCharsets.UTF_8)).isEqualTo("hello world");
    assertThat(bodies.getFirst().refCnt()).isEqualTo(1);
    assertThat(refusals).isEmpty();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aBodyWithoutAByteIsAnEmptyBody() {
    read(null);
    request.end.handle(null);
    assertThat(bodies.getFirst().readableBytes()).isZero();
  }

  @Test
  void aBodyOfTheLimitIsTakenAndOneByteMoreIsNot() {
    read(String.valueOf(LIMIT));
    request.chunk(LIMIT);
    request.end.handle(null);
    assertThat(bodies.getFirst().readableBytes()).isEqualTo(LIMIT);

    charges.getFirst().close();
    read(null);
    request.chunk(LIMIT);
    request.chunk(1);
    request.end.handle(null);
    assertThat(bodies).hasSize(1);
    assertThat(refusals).containsExactly("413 the body is larger than the 204800 bytes allowed");
    assertThat(budget.used()).isZero();
  }

  @Test
  void aBodyThatIsDeclaredTooLargeIsRefusedBeforeItComes() {
    read(String.valueOf(LIMIT + 1));
    assertThat(refusals).containsExactly("413 the body is larger than the 204800 bytes allowed");
    assertThat(request.read).isFalse();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aContentLengthThatIsNoNumberIsNotBelieved() {
    read("many");
    request.chunk(LIMIT + 1);
    assertThat(refusals).containsExactly("413 the body is larger than the 204800 bytes allowed");
  }

  @Test
  void aSmallBodyIsFreeAndALargeOneIsChargedUntilItHasBeenProcessed() {
    read(null);
    request.chunk(64 * K);
    assertThat(budget.used()).isZero();
    request.chunk(64 * K);
    assertThat(budget.used()).isEqualTo(64 * K);
    request.end.handle(null);
    assertThat(budget.used()).isEqualTo(64 * K);
    charges.getFirst().close();
    assertThat(budget.used()).isZero();
  }

  @Test
  void withoutMemoryABodyIsRefusedOnceAndWhatStillComesIsDropped() {
    assertThat(budget.tryTake(256 * K)).isTrue();
    read(null);
    request.chunk(64 * K);
    assertThat(refusals).isEmpty();
    request.chunk(1);
    request.chunk(64 * K);
    request.chunk(LIMIT);
    request.end.handle(null);
    assertThat(refusals)
        .containsExactly("503 the server has no memory for more large messages now");
    assertThat(bodies).isEmpty();
    assertThat(budget.used()).as("only what others have").isEqualTo(256 * K);
  }

  @Test
  void memoryThatARefusedBodyHadIsGivenBackAtOnce() {
    read(null);
    request.chunk(150 * K);
    assertThat(budget.used()).isEqualTo(86 * K);
    request.chunk(51 * K);
    assertThat(refusals).hasSize(1);
    assertThat(budget.used()).isZero();
  }

  @Test
  void whenThePeerIsGoneInTheMiddleTheMemoryIsGivenBackAndNobodyIsAnswered() {
    read(null);
    request.chunk(150 * K);
    request.failed.handle(new IllegalStateException("gone"));
    assertThat(budget.used()).isZero();
    request.end.handle(null);
    assertThat(bodies).isEmpty();
    assertThat(refusals).isEmpty();
  }
}
