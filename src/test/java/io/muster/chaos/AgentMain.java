package io.muster.chaos;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A process with some agents: {@code FOLDER FIRST COUNT PORT...}. Runs until it is killed; what the
 * agents had applied when that happened they have when it is started again, and nothing else.
 */
final class AgentMain {

  private AgentMain() {}

  /** Runs them. */
  public static void main(String[] arguments) throws InterruptedException {
    AgentDisk disk = new AgentDisk(Path.of(arguments[0]));
    int first = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    List<Integer> ports = Arrays.stream(arguments).skip(3).map(Integer::valueOf).toList();
    Map<Integer, String> applied = new HashMap<>();
    for (AgentLog.Entry entry : AgentLog.read(disk.log())) {
      if (entry.event() == AgentLog.Event.APPLIED) {
        applied.put(entry.agent(), entry.what());
      }
    }
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    AgentLog log = new AgentLog(disk.log());
    for (int number = first; number < first + count; number++) {
      new Agent(number, ports, applied.getOrDefault(number, ""), disk, log, http, timer).start();
    }
    new CountDownLatch(1).await();
  }
}
