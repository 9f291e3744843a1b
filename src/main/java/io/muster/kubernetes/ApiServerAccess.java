package io.muster.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** How the API server is reached: by the pod's service account, or by a kubeconfig. */
final class ApiServerAccess {

  /** Where Kubernetes mounts it. */
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private ApiServerAccess() {}

  /**
   * The API server of the settings. Reads files; asks nobody yet.
   *
   * @throws IllegalArgumentException if a setting is wrong
   */
  static ConfigMapApi of(KubernetesSettings settings, InstantSource clock) {
    Config config =
        settings
            .kubeconfig()
            .map(ApiServerAccess::kubeconfig)
            .orElseGet(ApiServerAccess::inCluster);
    return of(config, settings.selector(), settings.requestTimeout(), clock);
  }

  static ConfigMapApi of(Config found, String selector, Duration timeout, InstantSource clock) {
    int millis = Math.toIntExact(timeout.toMillis());
    // Tries are counted, and told, by the source itself.
    Config config =
        new ConfigBuilder(found)
            .withRequestRetryBackoffLimit(0)
            .withConnectionTimeout(millis)
            .withRequestTimeout(millis)
            .build();
    return new HttpConfigMapApi(config, selector, timeout, clock);
  }

  private static Config kubeconfig(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "muster.kubernetes.kubeconfig is " + file + ", which cannot be read");
    }
    return Config.fromKubeconfig(file.toFile());
  }

  private static Config inCluster() {
    if (!Files.isReadable(SERVICE_ACCOUNT)) {
      throw new IllegalArgumentException(
          "muster.kubernetes.enabled is true, and this is no pod with a service account ("
              + SERVICE_ACCOUNT
              + " cannot be read): mount its token, or set muster.kubernetes.kubeconfig");
    }
    return Config.autoConfigure(null);
  }
}
