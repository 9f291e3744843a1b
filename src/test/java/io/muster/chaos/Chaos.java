package io.muster.chaos;

import io.muster.chaos.Schedule.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code benchmarks/chaos}. */
@Command(
    name = "chaos",
    description =
        "Kills, stops and cuts off Infinispan servers, instances and agents by a seed while configs"
            + " change, heals all, and checks that nothing was lost and nobody was led astray. Ends"
            + " with 1 if something was.",
    mixinStandardHelpOptions = true)
final class Chaos implements Callable<Integer> {

  private static final int SHOWN = 5;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The first seed (default: a random one).")
  @Nullable Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many, one after the other (default: ${DEFAULT-VALUE}).")
  int seeds;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Begin no further seed after so many minutes.")
  @Nullable Integer minutes;

  @Option(
      names = "--faults",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long the faults of a seed last (default: ${DEFAULT-VALUE}).")
  int faults;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "150",
      description = "Agents, in three processes (default: ${DEFAULT-VALUE}).")
  int agents;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "target/chaos",
      description =
          "Where everything happens, and logs of failures stay (default: ${DEFAULT-VALUE}).")
  Path folder = Path.of("");

  @Option(names = "--application", required = true, hidden = true)
  Path application = Path.of("");

  @Option(names = "--java-options", required = true, hidden = true)
  Path javaOptions = Path.of("");

  @Option(names = "--infinispan-class-path", required = true, hidden = true)
  Path infinispan = Path.of("");

  private @Nullable World world;
  private @Nullable Operators operators;
  private Path worlds = Path.of("");
  private int number;

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Chaos()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long first = seed != null ? seed : new SplittableRandom().nextLong(1, 1_000_000);
    long begun = System.nanoTime();
    int passed = 0;
    int failed = 0;
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeWorld, "chaos-stop"));
    for (int i = 0; i < seeds; i++) {
      if (minutes != null && System.nanoTime() - begun > Duration.ofMinutes(minutes).toNanos()) {
        break;
      }
      if (run(first + i)) {
        passed++;
      } else {
        failed++;
      }
    }
    closeWorld();
    delete(worlds);
    System.out.printf("%d seeds held, %d did not%n", passed, failed);
    return failed == 0 ? 0 : 1;
  }

  private boolean run(long current) throws IOException, InterruptedException {
    System.out.printf("seed %d ...%n", current);
    Shape shape = new Shape(3, 3, 3, agents / 3 * 3, Duration.ofSeconds(faults));
    World used = world(shape);
    Operators asked = operators;
    if (asked == null) {
      throw new IllegalStateException("nobody to ask");
    }
    Run.Result result;
    try (PrintWriter log =
        new PrintWriter(
            worlds.resolve("seed-" + current + ".log").toFile(), StandardCharsets.UTF_8)) {
      result = new Run(used, asked, Schedule.of(current, shape), log).run();
    }
    System.out.println(line(result));
    if (!result.passed()) {
      explain(result);
      System.out.printf(
          "  again: benchmarks/chaos --seed %d --agents %d --faults %d; logs: %s%n",
          current, agents, faults, worlds);
      closeWorld(); // The next seed must not suffer from this one.
      worlds = Path.of("");
    }
    return result.passed();
  }

  private static String line(Run.Result result) {
    return "seed %d: %d faults, changes %s, %s, %d retried: %s"
        .formatted(
            result.seed(),
            result.faults(),
            result.changes().toString().toLowerCase(Locale.ROOT),
            result
                .converged()
                .map(took -> "converged in %.1f s".formatted(took.toMillis() / 1000.0))
                .orElse("not converged"),
            result.givenUp(),
            result.passed() ? "held" : "FAILED");
  }

  private static void explain(Run.Result result) {
    result
        .violations()
        .forEach((name, found) -> {
          System.out.printf("  NOT: %s (%d)%n", name, found.size());
          found.stream().limit(SHOWN).forEach(each -> System.out.println("    " + each));
        });
  }

  private World world(Shape shape) throws IOException, InterruptedException {
    World running = world;
    if (running != null) {
      return running;
    }
    worlds = Files.createDirectories(folder.toAbsolutePath());
    worlds = Files.createTempDirectory(worlds, "world-" + ++number + "-");
    World made =
        new World(
            worlds,
            new Processes.Installation(
                application.toAbsolutePath(),
                List.of("@" + javaOptions.toAbsolutePath(), "-XX:TieredStopAtLevel=1"),
                Files.readString(infinispan, StandardCharsets.UTF_8).strip(),
                infinispan.toAbsolutePath().resolveSibling("server.jsa")),
            shape);
    world = made;
    Operators made2 =
        new Operators(
            java.util.stream.IntStream.range(0, shape.instances())
                .mapToObj(made::operator)
                .toList());
    made2.prepare();
    operators = made2;
    return made;
  }

  private synchronized void closeWorld() {
    World running = world;
    world = null;
    if (running != null) {
      running.close();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (tree.toString().isEmpty() || !Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
