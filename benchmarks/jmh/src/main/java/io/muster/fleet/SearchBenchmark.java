package io.muster.fleet;

import io.muster.agent.AgentSelector;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A page of 100 agents out of 20,000: by selector, and by a text that is found nowhere. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SearchBenchmark {

  private static final int AGENTS = 20_000;
  private static final int PAGE = 100;

  private final AgentSearch search = new MeasuredFleet(AGENTS).search();
  private final AgentQuery bySelector =
      query(
          AgentSelector.parse("service.attribute0=value-7,host.attribute7=value-7"), "");
  private final AgentQuery byText = query(AgentSelector.ALL, "nowhere");

  @Benchmark
  public AgentPage selectorOver20000Agents() {
    return search.find(bySelector);
  }

  @Benchmark
  public AgentPage textOver20000Agents() {
    return search.find(byText);
  }

  private static AgentQuery query(AgentSelector selector, String text) {
    return new AgentQuery(selector, text, Set.of(), null, null, PAGE);
  }
}
