package io.muster.collector;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which signals the widely used components of the collector and its contrib distribution take.
 * Agents do not tell it, so this is from the components' own pages; what is not in the list is not
 * checked. Types are compared without underscores: `hostmetrics` and `host_metrics` are one.
 */
final class KnownSignals {

  /** From one signal to another, through a connector. */
  record Pair(Signal from, Signal to) {}

  /** Type and the first letters of its signals. */
  private static final String RECEIVERS =
      """
      otlp tmlp, zipkin t, jaeger t, opencensus tm, skywalking tm, datadog tml, awsxray t,
      prometheus m, hostmetrics ml, statsd m, collectd m, carbon m, influxdb m,
      kubeletstats m, k8scluster ml, dockerstats m, mysql ml, postgresql ml, httpcheck m, sqlserver ml,
      oracledb ml, snmp m, kafkametrics m, awsecscontainermetrics m,
      awscontainerinsightreceiver m, filelog l, journald l, syslog l, tcplog l, udplog l,
      fluentforward l, windowseventlog l, k8sevents l, k8sobjects l, loki l, webhookevent l,
      namedpipe l, windowsperfcounters m, activedirectoryds m, signalfx ml, splunkhec ml,
      kafka tml, googlecloudpubsub tml, prometheusremotewrite m, wavefront m, chrony m,
      haproxy m
      """;

  private static final String PROCESSORS =
      """
      batch tml, memorylimiter tmlp, attributes tml, resource tmlp, filter tmlp, transform tmlp,
      span t, tailsampling t, groupbytrace t, probabilisticsampler tl, cumulativetodelta m,
      deltatorate m, deltatocumulative m, metricstransform m, metricsgeneration m, interval m,
      metricstarttime m, logdedup l, k8sattributes tmlp, resourcedetection tmlp, groupbyattrs tml,
      redaction tml, remotetap tml, geoip tml, logstransform l, sumologic tml
      """;

  private static final String EXPORTERS =
      """
      debug tmlp, otlp tmlp, otlphttp tmlp, nop tmlp, file tmlp, zipkin t, jaeger t, awsxray t,
      prometheus m, prometheusremotewrite m, carbon m, awsemf m, signalfx tml, splunkhec tml,
      loki l, awscloudwatchlogs l, syslog l, elasticsearch tmlp, kafka tmlp,
      datadog tml, clickhouse tml, loadbalancing tml, googlecloud tml, azuremonitor tml,
      awss3 tml, sentry tl, logging tml, honeycombmarker l, influxdb tml, pulsar tml
      """;

  private static final String CONNECTORS =
      """
      forward tt mm ll pp, spanmetrics tm, servicegraph tm, count tm mm lm pm, exceptions tm tl,
      sum tm mm lm, signaltometrics tm mm lm pm, routing tt mm ll pp, failover tt mm ll,
      roundrobin tt mm ll, datadog tm tt, grafanacloud tm, metricsaslogs ml, otlpjson lt lm ll lp
      """;

  private static final Map<ComponentKind, Map<String, Set<Signal>>> SIGNALS =
      Map.of(
          ComponentKind.RECEIVER, signals(RECEIVERS),
          ComponentKind.PROCESSOR, signals(PROCESSORS),
          ComponentKind.EXPORTER, signals(EXPORTERS));

  private static final Map<String, Set<Pair>> PAIRS = pairs();

  private KnownSignals() {}

  /** The signals of a receiver, processor or exporter; empty if unknown. */
  static Optional<Set<Signal>> of(ComponentKind kind, String type) {
    return Optional.ofNullable(SIGNALS.getOrDefault(kind, Map.of()).get(plain(type)));
  }

  /** What a connector joins; empty if unknown. */
  static Optional<Set<Pair>> pairs(String type) {
    return Optional.ofNullable(PAIRS.get(plain(type)));
  }

  private static String plain(String type) {
    String plain = type.replace("_", "");
    return plain.equals("otlpgrpc") ? "otlp" : plain;
  }

  private static Map<String, Set<Signal>> signals(String table) {
    Map<String, Set<Signal>> signals = new HashMap<>();
    for (String entry : table.split(",", -1)) {
      String[] words = entry.strip().split("\\s+", -1);
      Set<Signal> set = EnumSet.noneOf(Signal.class);
      words[1].chars().forEach(letter -> set.add(Signal.of((char) letter)));
      signals.put(words[0], set);
    }
    return Map.copyOf(signals);
  }

  private static Map<String, Set<Pair>> pairs() {
    Map<String, Set<Pair>> pairs = new HashMap<>();
    for (String entry : CONNECTORS.split(",", -1)) {
      String[] words = entry.strip().split("\\s+", -1);
      Set<Pair> set = new HashSet<>();
      for (int i = 1; i < words.length; i++) {
        set.add(new Pair(Signal.of(words[i].charAt(0)), Signal.of(words[i].charAt(1))));
      }
      pairs.put(words[0], Set.copyOf(set));
    }
    return Map.copyOf(pairs);
  }
}
