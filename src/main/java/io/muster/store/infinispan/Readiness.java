package io.muster.store.infinispan;

import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.infinispan.client.rest.RestClient;
import org.infinispan.client.rest.RestResponse;

/**
 * Asks the servers whether they have started, before anything is sent to them by Hot Rod: their
 * port is open long before that, and a request that comes too early was seen to stop a server's
 * start for good.
 */
final class Readiness {

  private static final int NOT_READY = 503;

  private enum Answer {
    READY,
    STARTING,
    AWAY,
    /** Its REST endpoint is closed. */
    UNKNOWN
  }

  private Readiness() {}

  /**
   * Those that are there, one at least, if all of them have started.
   *
   * @throws StoreUnavailable if not
   */
  static List<Server> require(InfinispanOptions options) {
    List<Server> found = new ArrayList<>();
    for (Server server : options.servers()) {
      switch (ask(options, server)) {
        case STARTING ->
            throw new StoreUnavailable(Reason.IO, "Infinispan at " + server + " is starting.");
        case READY, UNKNOWN -> found.add(server);
        case AWAY -> {}
      }
    }
    if (found.isEmpty()) {
      throw new StoreUnavailable(Reason.IO, "No server of " + options.servers() + " is there.");
    }
    return found;
  }

  private static Answer ask(InfinispanOptions options, Server server) {
    try (RestClient client = Clients.rest(options, server);
        RestResponse answer =
            client
                .server()
                .ready()
                .toCompletableFuture()
                .get(options.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return answer.status() == NOT_READY ? Answer.STARTING : Answer.READY;
    } catch (ExecutionException e) {
      return isRefused(e) ? Answer.AWAY : Answer.UNKNOWN;
    } catch (TimeoutException e) {
      return Answer.AWAY;
    } catch (InterruptedException e) {
      throw Failures.of(e);
    } catch (Exception e) {
      return Answer.UNKNOWN;
    }
  }

  private static boolean isRefused(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof java.net.http.HttpTimeoutException
          || cause instanceof java.nio.channels.UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }
}
