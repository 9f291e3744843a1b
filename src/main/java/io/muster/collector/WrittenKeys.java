package io.muster.collector;

import java.util.Set;

/**
 * What is known of keys that a collector leaves out when it writes its config. Many settings it
 * never writes (`hostmetrics` its scrapers, `tail_sampling` the name and type of a policy); those
 * of its shared libraries it leaves out only while they are zero (`omitempty`), so that their
 * absence says something.
 */
final class WrittenKeys {

  /**
   * Of config/configgrpc, confighttp, configtls, configauth and the telemetry's, 0.158 to 0.161.
   */
  private static final Set<String> UNLESS_ZERO =
      Set.of(
          "allowed_headers",
          "allowed_origins",
          "auth",
          "authenticator",
          "authority",
          "ca_file",
          "ca_pem",
          "cert_file",
          "cert_pem",
          "cipher_suites",
          "client_ca_file",
          "client_ca_file_reload",
          "compression_algorithms",
          "cookies",
          "curve_preferences",
          "development",
          "disable_caller",
          "disable_keep_alives",
          "disable_stacktrace",
          "disable_zap_resource",
          "enforcement_policy",
          "endpoint",
          "exposed_headers",
          "force_attempt_http2",
          "headers",
          "http2_ping_timeout",
          "http2_read_idle_timeout",
          "idle_conn_timeout",
          "include_insecure_cipher_suites",
          "include_metadata",
          "include_system_ca_certs_pool",
          "initial_fields",
          "insecure",
          "insecure_skip_verify",
          "keep_alives_enabled",
          "keepalive",
          "key_file",
          "key_pem",
          "max_age",
          "max_concurrent_streams",
          "max_connection_age",
          "max_connection_age_grace",
          "max_connection_idle",
          "max_conns_per_host",
          "max_idle_conns",
          "max_idle_conns_per_host",
          "max_recv_msg_size_mib",
          "max_request_body_size",
          "max_version",
          "middlewares",
          "min_time",
          "min_version",
          "owner_auth",
          "permit_without_stream",
          "proxy_url",
          "read_buffer_size",
          "reload_interval",
          "request_params",
          "response_headers",
          "server_name_override",
          "server_parameters",
          "tpm",
          "traces_url_path",
          "metrics_url_path",
          "logs_url_path",
          "user_agent",
          "verbosity",
          "wait_for_ready",
          "write_buffer_size",
          "readers",
          "propagators");

  /** Mappings in which a key alone switches something on. */
  private static final Set<String> SWITCHES = Set.of("protocols", "scrapers");

  private WrittenKeys() {}

  /** Whether a key that was offered with a value is missing only if somebody took it away. */
  static boolean unlessZero(String key) {
    return UNLESS_ZERO.contains(key);
  }

  /** Whether it matters that a key is there, whatever its value is. */
  static boolean presenceCounts(YamlPath path) {
    return path.parent() != null && SWITCHES.contains(path.parent().step());
  }
}
