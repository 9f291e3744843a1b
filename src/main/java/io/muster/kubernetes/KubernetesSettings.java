package io.muster.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** ConfigMaps of a Kubernetes cluster as a source of configs. */
@ConfigMapping(prefix = "muster.kubernetes")
public interface KubernetesSettings {

  /** Whether ConfigMaps are a source of configs. */
  @WithDefault("false")
  boolean enabled();

  /**
   * Namespaces whose ConfigMaps are looked at, with commas between them, at most 50; without any,
   * the namespace of the server's pod, or of the kubeconfig's context.
   */
  Optional<List<String>> namespaces();

  /** Which ConfigMaps are configs: a label selector of Kubernetes. */
  @WithDefault("muster.io/config=true")
  String selector();

  /**
   * A kubeconfig, whose current context says where the API server is; without one, the service
   * account of the pod.
   */
  Optional<Path> kubeconfig();

  /**
   * How often everything is listed anew, whatever the watch said, and what was refused is tried
   * again.
   */
  @WithDefault("10m")
  Duration resync();

  /** Least time between two revisions of one ConfigMap; of what comes sooner the newest counts. */
  @WithDefault("10s")
  Duration minInterval();

  /** How long a request to the API server may take. */
  @WithDefault("10s")
  Duration requestTimeout();
}
