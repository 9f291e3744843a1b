package io.muster.simulator;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How much of the server's process the parts of the run took; nothing if none is watched. */
final class ServerUsage {

  private final @Nullable ServerProcess server;
  private final Figures figures;
  private ServerProcess.@Nullable Usage connected;
  private ServerProcess.@Nullable Usage steady;
  private ServerProcess.@Nullable Usage end;
  private long messagesBefore;
  private long messagesAfter;

  ServerUsage(@Nullable Long pid, Figures figures) {
    this.server = pid == null ? null : new ServerProcess(pid);
    this.figures = figures;
  }

  synchronized void connected() throws IOException {
    connected = server == null ? null : server.usage();
  }

  synchronized void steady() throws IOException {
    steady = server == null ? null : server.usage();
    messagesBefore = figures.sent.sum();
  }

  synchronized void end() throws IOException {
    end = server == null ? null : server.usage();
    messagesAfter = figures.sent.sum();
  }

  synchronized ServerProcess.@Nullable Usage atConnected() {
    return connected;
  }

  synchronized ServerProcess.@Nullable Usage atSteady() {
    return steady;
  }

  synchronized ServerProcess.@Nullable Usage atEnd() {
    return end;
  }

  synchronized long steadyMessages() {
    return messagesAfter - messagesBefore;
  }
}
