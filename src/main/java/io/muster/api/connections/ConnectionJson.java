package io.muster.api.connections;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.agent.Selector;
import io.muster.api.http.Refusal;
import io.muster.connection.AgentKind;
import io.muster.connection.ConnectionReach;
import io.muster.connection.ConnectionRecord;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.KindProgress;
import io.muster.connection.PutConnection;
import io.muster.failure.InvalidInput;
import io.muster.redaction.SecretKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Connection settings as they are shown.
 *
 * @param generation rises with every change; also the ETag
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ConnectionSettings")
public record ConnectionJson(
    @Schema(examples = "eu") String name,
    Map<String, String> selector,
    @Schema(examples = "10") int order,
    boolean labelsOnly,
    Opamp opamp,
    boolean leaves,
    @Schema(examples = "2") long generation,
    Instant changedAt,
    @Schema(examples = "operator") String changedBy,
    @Schema(description = "The set of manifests that they belong to", examples = "payments")
        @Nullable String managedBy,
    @Schema(description = "Labels of their manifest", examples = "{\"team\": \"edge\"}")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, String> labels,
    List<KindJson> progress,
    @Schema(description = "Where the hidden secrets are; absent if there are none")
        @Nullable String origin,
    @Nullable ReachJson reach,
    @Schema(description = "What keeps it from going out, as a freeze; absent if nothing does")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> warnings) {

  /**
   * How far the settings have gone out to agents of one kind.
   *
   * @param stage first, ten, all, stopped
   * @param proved agents that came back by them
   * @param underWay agents that have their turn
   * @param stopped what stopped it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ConnectionKindProgress")
  public record KindJson(
      String serviceName,
      String serviceVersion,
      @Schema(examples = "websocket") String transport,
      @Schema(examples = "0x3003") String capabilities,
      @Schema(examples = "stopped") String stage,
      int proved,
      int underWay,
      @Nullable StopJson stopped) {

    static KindJson of(AgentKind kind, KindProgress gone) {
      KindProgress.Stop stop = gone.stop();
      return new KindJson(
          kind.serviceName(),
          kind.serviceVersion(),
          kind.transport().name().toLowerCase(Locale.ROOT),
          "0x" + Long.toHexString(kind.capabilities()),
          gone.stage().name().toLowerCase(Locale.ROOT),
          gone.proved(),
          gone.chosen().size(),
          stop == null
              ? null
              : new StopJson(stop.agent(), stop.state(), stop.message(), stop.at()));
    }
  }

  /** The agent that stopped a kind. */
  @Schema(name = "ConnectionStop")
  public record StopJson(String agent, String state, String message, Instant at) {}

  /**
   * Whom the settings reach; only in the answer to a PUT.
   *
   * @param agents connected agents that they are for
   * @param offered those of them that would connect anew
   * @param furtherKinds kinds that are not listed
   * @param refusals what the PUT would be refused for without force
   */
  @Schema(name = "ConnectionReach")
  public record ReachJson(
      long agents,
      long offered,
      List<ReachedKind> kinds,
      long furtherKinds,
      List<String> refusals) {

    static ReachJson of(ConnectionReach.Reach reach, List<String> refusals) {
      return new ReachJson(
          reach.agents(),
          reach.offered(),
          reach.kinds().stream().map(ReachedKind::of).toList(),
          reach.furtherKinds(),
          refusals);
    }
  }

  /**
   * Agents of one kind.
   *
   * @param warnings what is known of how such agents take settings
   */
  @Schema(name = "ConnectionReachedKind")
  public record ReachedKind(
      String serviceName,
      String serviceVersion,
      String transport,
      String capabilities,
      long agents,
      long offered,
      List<String> warnings) {

    static ReachedKind of(ConnectionReach.Kind each) {
      return new ReachedKind(
          each.kind().serviceName(),
          each.kind().serviceVersion(),
          each.kind().transport().name().toLowerCase(Locale.ROOT),
          "0x" + Long.toHexString(each.kind().capabilities()),
          each.agents(),
          each.offered(),
          each.warnings());
    }
  }

  /** Stands for a header's value that is kept and not shown. */
  static final String SECRET = "(secret)";

  /**
   * The connection to the OpAMP server.
   *
   * @param heartbeatInterval null for 30 s
   */
  @Schema(name = "OpampConnection")
  public record Opamp(
      @Schema(required = true, examples = "wss://muster.example.com:4320/v1/opamp")
          @Nullable String endpoint,
      @Schema(description = "A secret value is shown as (secret); put so, it stays as it is")
          @Nullable Map<String, String> headers,
      @Schema(
              description = "ISO 8601, at least PT1S",
              examples = "PT30S",
              defaultValue = "PT30S",
              type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)
          @Nullable Duration heartbeatInterval) {}

  /**
   * All connection settings.
   *
   * @param total how many there are; they are never more than a page
   */
  @Schema(name = "ConnectionSettingsPage")
  public record Page(List<ConnectionJson> items, long total) {}

  /** Connection settings as they are put; what the server adds may be left in. */
  @Schema(name = "ConnectionSettingsBody")
  @JsonIgnoreProperties({
    "name",
    "generation",
    "changedAt",
    "changedBy",
    "managedBy",
    "labels",
    "progress",
    "reach"
  })
  public record Body(
      @Schema(description = "Pairs that must all match; {} matches all agents")
          @Nullable Map<String, @Nullable String> selector,
      @Schema(description = "Lower ones are asked first", defaultValue = "10")
          @Nullable Integer order,
      @Schema(description = "Ignore what agents say of themselves", defaultValue = "false")
          @Nullable Boolean labelsOnly,
      @Schema(required = true) @Nullable Opamp opamp,
      @Schema(
              description =
                  "The endpoint is another server's: agents are not expected back, and each has to"
                      + " say goodbye",
              defaultValue = "false")
          @Nullable Boolean leaves,
      @Schema(description = "As it was shown: (secret) keeps its value only where it was shown")
          @Nullable String origin) {

    /** As a whole: what is not said is as it is by default. */
    public PutConnection whole(
        String name, String by, @Nullable Long ifMatch, @Nullable String here) {
      if (selector == null) {
        throw Refusal.badRequest(
            "connection settings need a selector, {} for all agents, as "
                + ConnectionExamples.BODY);
      }
      boolean last = name.equals(ConnectionRecord.DEFAULT);
      return new PutConnection(
          name,
          new Selector(pairs(selector)),
          order != null
              ? order
              : last ? ConnectionRecord.LAST_ORDER : ConnectionRecord.DEFAULT_ORDER,
          Boolean.TRUE.equals(labelsOnly),
          present -> settings(present, here),
          Boolean.TRUE.equals(leaves),
          by,
          ifMatch);
    }

    /** At the address of old, where settings were all there was: the rest stays as it is. */
    PutConnection ofDefault(String by, @Nullable Long ifMatch, @Nullable String here) {
      return new PutConnection(
          ConnectionRecord.DEFAULT,
          selector == null ? null : new Selector(pairs(selector)),
          order,
          labelsOnly,
          present -> settings(present, here),
          leaves,
          by,
          ifMatch);
    }

    private static Map<String, String> pairs(Map<String, @Nullable String> selector) {
      Map<String, String> pairs = new TreeMap<>();
      selector.forEach((key, value) -> {
        if (value == null) {
          throw Refusal.badRequest("selector key '" + key + "' has no value");
        }
        pairs.put(key, value);
      });
      return pairs;
    }

    /**
     * The settings meant.
     *
     * @param current where hidden values come from
     * @param here the identity of this server; null if it is not known
     */
    private ConnectionSettings settings(
        Optional<ConnectionSettings> current, @Nullable String here) {
      if (origin != null && here != null && !origin.equals(here) && hides()) {
        throw new InvalidInput(
            "opamp.headers have a value that another server showed as (secret) (origin "
                + origin
                + "): write the value");
      }
      if (opamp == null || opamp.endpoint() == null) {
        throw new InvalidInput(
            "connection settings need opamp.endpoint, as " + ConnectionExamples.BODY);
      }
      Map<String, String> headers = new TreeMap<>();
      if (opamp.headers() != null) {
        opamp.headers().forEach((name, value) -> headers.put(name, value(name, value, current)));
      }
      return new ConnectionSettings(
          opamp.endpoint(),
          headers,
          opamp.heartbeatInterval() == null
              ? ConnectionSettings.DEFAULT_HEARTBEAT
              : opamp.heartbeatInterval());
    }

    private boolean hides() {
      return opamp != null && opamp.headers() != null && opamp.headers().containsValue(SECRET);
    }

    private static String value(
        String name, @Nullable String value, Optional<ConnectionSettings> current) {
      if (value == null) {
        throw new InvalidInput("header '" + name + "' has no value");
      }
      if (!value.equals(SECRET)) {
        return value;
      }
      String kept = current.map(settings -> settings.headers().get(name)).orElse(null);
      if (kept == null) {
        throw new InvalidInput(
            "there is no value of header '"
                + name
                + "' here that (secret) could stand for: write the value");
      }
      return kept;
    }
  }

  static ConnectionJson of(
      ConnectionRecord value,
      ConnectionSettings settings,
      @Nullable String managedBy,
      Map<String, String> labels,
      SecretKeys secrets,
      @Nullable String origin,
      Map<AgentKind, KindProgress> progress,
      @Nullable ReachJson reach,
      List<String> warnings) {
    Opamp shown = opamp(settings, secrets);
    boolean hides = shown.headers() != null && shown.headers().containsValue(SECRET);
    return new ConnectionJson(
        value.name(),
        value.selector().pairs(),
        value.order(),
        value.labelsOnly(),
        shown,
        value.leaves(),
        value.generation(),
        value.changedAt(),
        value.changedBy(),
        managedBy,
        labels,
        progress.entrySet().stream()
            .map(each -> KindJson.of(each.getKey(), each.getValue()))
            .toList(),
        hides ? origin : null,
        reach,
        warnings);
  }

  private static Opamp opamp(ConnectionSettings settings, SecretKeys secrets) {
    Map<String, String> headers = new TreeMap<>();
    settings
        .headers()
        .forEach((name, value) ->
            headers.put(
                name, secrets.match(name) || ConnectionSettings.isSecret(name) ? SECRET : value));
    return new Opamp(settings.endpoint(), headers, settings.heartbeatInterval());
  }
}
