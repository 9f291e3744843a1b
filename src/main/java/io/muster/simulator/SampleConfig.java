package io.muster.simulator;

/** A collector's config of any size: a small pipeline, and processors to fill it up. */
final class SampleConfig {

  private static final int MINIMUM = 512;

  private SampleConfig() {}

  /**
   * The YAML.
   *
   * @param mark makes one config differ from another of the same size
   * @param bytes wanted size; it is at least half a kilobyte and reached to a line
   */
  static String yaml(String mark, int bytes) {
    StringBuilder yaml =
        new StringBuilder(Math.max(MINIMUM, bytes) + 256)
            .append("# ")
            .append(mark)
            .append(
                """

                receivers:
                  otlp:
                    protocols:
                      grpc:
                        endpoint: 0.0.0.0:4317
                exporters:
                  debug:
                """)
            .append("    sampling_thereafter: ")
            // More than a comment: an agent is not sent what means the same as what it runs.
            .append(1 + Math.floorMod(mark.hashCode(), 1_000_000))
            .append(
                """

                service:
                  pipelines:
                    traces:
                      receivers: [otlp]
                      processors: [batch]
                      exporters: [debug]
                processors:
                  batch: {}
                """);
    for (int i = 0; yaml.length() < bytes; i++) {
      yaml.append("  attributes/").append(i).append(":\n    actions:\n");
      yaml.append("      - key: example.attribute.").append(i).append("\n        action: upsert\n");
      yaml.append("        value: ").append(AgentProfile.mix(i)).append('\n');
    }
    return yaml.toString();
  }
}
