package io.muster.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what the benchmarks allocate per operation with a committed baseline: bytes repeat from
 * run to run and machine to machine, times do not. Run by {@code benchmarks/jmh/check}.
 */
public final class AllocationCheck {

  /** How much more than the baseline is taken, as a share of it. */
  static final double SLACK = 0.10;

  /** How much more is taken in any case, in bytes: without it 0 would have no slack. */
  static final double LEAST_SLACK = 16;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private AllocationCheck() {}

  /**
   * Compares, or renews the baseline.
   *
   * @param args the results of JMH as JSON, the baseline, and {@code --write} to renew it
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      System.err.println("usage: AllocationCheck RESULTS BASELINE [--write]");
      System.exit(2);
    }
    Map<String, Double> measured = results(Files.readString(Path.of(args[0])));
    Path baselineFile = Path.of(args[1]);
    if (args.length > 2 && args[2].equals("--write")) {
      Files.writeString(baselineFile, baseline(measured));
      System.out.println("renewed " + baselineFile + ": " + measured.size() + " benchmarks");
      return;
    }
    int failures = compare(baseline(Files.readString(baselineFile)), measured, System.out);
    if (failures > 0) {
      System.err.println(
          failures
              + " of the benchmarks above failed. Find out what allocates (-prof gc, or a JFR"
              + " recording); if it has to be, renew the baseline: benchmarks/jmh/check --write");
      System.exit(1);
    }
  }

  /** Bytes per operation by benchmark, class and method, out of what JMH wrote. */
  static Map<String, Double> results(String json) throws IOException {
    Map<String, Double> bytes = new TreeMap<>();
    for (JsonNode each : JSON.readTree(json)) {
      String full = each.path("benchmark").asText();
      int method = full.lastIndexOf('.');
      String name = full.substring(full.lastIndexOf('.', method - 1) + 1);
      JsonNode score = each.at("/secondaryMetrics/gc.alloc.rate.norm/score");
      if (!score.isNumber()) {
        throw new IOException(full + " has no gc.alloc.rate.norm: run JMH with -prof gc");
      }
      if (bytes.put(name, score.doubleValue()) != null) {
        throw new IOException("two benchmarks are called " + name + ": rename one");
      }
    }
    if (bytes.isEmpty()) {
      throw new IOException("JMH reported no benchmark");
    }
    return bytes;
  }

  /** A committed baseline. */
  static Map<String, Double> baseline(String json) throws IOException {
    Map<String, Double> bytes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : JSON.readTree(json).properties()) {
      bytes.put(each.getKey(), each.getValue().doubleValue());
    }
    return bytes;
  }

  /** The baseline as it is committed: whole bytes, by name, so that a change is one line. */
  static String baseline(Map<String, Double> measured) throws IOException {
    Map<String, Long> rounded = new TreeMap<>();
    measured.forEach((name, bytes) -> rounded.put(name, Math.round(bytes)));
    return JSON.writeValueAsString(rounded) + "\n";
  }

  /** Prints a line per benchmark; answers how many are above the baseline or on one side only. */
  static int compare(Map<String, Double> baseline, Map<String, Double> measured, PrintStream out) {
    TreeSet<String> names = new TreeSet<>(baseline.keySet());
    names.addAll(measured.keySet());
    int failures = 0;
    out.printf("%-44s %14s %14s%n", "bytes per operation", "baseline", "now");
    for (String name : names) {
      Verdict verdict = verdict(baseline.get(name), measured.get(name));
      out.printf(
          "%-44s %14s %14s  %s%n",
          name, text(baseline.get(name)), text(measured.get(name)), verdict.text);
      failures += verdict.failed ? 1 : 0;
    }
    return failures;
  }

  /** What is said of one benchmark. */
  enum Verdict {
    AS_BEFORE(false, ""),
    LESS(false, "less: renew the baseline to hold it"),
    MORE(true, "FAILED: more than " + Math.round(SLACK * 100) + " % above"),
    NOT_RUN(true, "FAILED: did not run"),
    UNKNOWN(true, "FAILED: not in the baseline");

    private final boolean failed;
    private final String text;

    Verdict(boolean failed, String text) {
      this.failed = failed;
      this.text = text;
    }
  }

  /** Judges one benchmark; null where a side does not have it. */
  static Verdict verdict(Double baseline, Double measured) {
    if (baseline == null) {
      return Verdict.UNKNOWN;
    }
    if (measured == null) {
      return Verdict.NOT_RUN;
    }
    double slack = Math.max(baseline * SLACK, LEAST_SLACK);
    if (measured > baseline + slack) {
      return Verdict.MORE;
    }
    return measured < baseline - slack ? Verdict.LESS : Verdict.AS_BEFORE;
  }

  private static String text(Double bytes) {
    return bytes == null ? "-" : "%,.0f".formatted(bytes);
  }
}
