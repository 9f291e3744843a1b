package io.muster.benchmarks;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.DocumentCheck;
import io.muster.config.syntax.ConfigProblem;
import io.muster.protocol.ConfigHashes;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentConfigFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What putting a collector's config of 32 KB costs: its hash, in both forms, and its check. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConfigBenchmark {

  private static final int BYTES = 32 << 10;

  private final ByteString yaml = ByteString.copyFromUtf8(Samples.collectorYaml(BYTES));
  private final ConfigDocument document = ConfigDocument.collector(yaml);
  private final Map<String, AgentConfigFile> oneFile = document.toProto().getConfigMapMap();
  private final Map<String, AgentConfigFile> twoFiles =
      Map.of(
          "collector.yaml",
          AgentConfigFile.newBuilder().setBody(yaml).setContentType("text/yaml").build(),
          "readme.txt",
          AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8("by hand")).build());

  /** A config that is not valid would measure how errors are reported. */
  @Setup
  public void validSample() {
    if (!validate().isEmpty()) {
      throw new IllegalStateException("the sample has problems: " + validate());
    }
  }

  @Benchmark
  public ContentHash hashOfOneFile() {
    return ConfigHashes.of(oneFile);
  }

  @Benchmark
  public ContentHash hashOfTwoFiles() {
    return ConfigHashes.of(twoFiles);
  }

  @Benchmark
  public List<ConfigProblem> validate() {
    return DocumentCheck.problems(document, false);
  }
}
