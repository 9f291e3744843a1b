package io.muster.api.connections;

import io.muster.agent.AgentSelector;
import io.muster.api.connections.ConnectionJson.ReachJson;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.EntityTags;
import io.muster.api.http.FreezeWarnings;
import io.muster.api.http.Refusal;
import io.muster.connection.ConnectionChecks;
import io.muster.connection.ConnectionPolicy;
import io.muster.connection.ConnectionReach;
import io.muster.connection.ConnectionRecord;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.PutConnection;
import io.muster.plan.ManifestKind;
import io.muster.plan.Origin;
import io.muster.plan.SetMembership;
import io.muster.redaction.SecretKeys;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** What both addresses of connection settings do. */
@Singleton
final class ConnectionChanges {

  private final ConnectionPolicy policy;
  private final SecretKeys secrets;
  private final EventHub events;
  private final ConnectionChecks checks;
  private final ConnectionReach reach;
  private final FreezeWarnings freezes;
  private final SetMembership sets;
  private final Origin origin;

  ConnectionChanges(
      ConnectionPolicy policy,
      SecretKeys secrets,
      EventHub events,
      ConnectionChecks checks,
      ConnectionReach reach,
      FreezeWarnings freezes,
      SetMembership sets,
      Origin origin) {
    this.origin = origin;
    this.sets = sets;
    this.checks = checks;
    this.reach = reach;
    this.freezes = freezes;
    this.policy = policy;
    this.secrets = secrets;
    this.events = events;
  }

  /** The generation that the preconditions want; null if any will do. */
  @Nullable Long expected(String name, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    return ifMatch == null && ifNoneMatch == null
        ? null
        : EntityTags.expected(
            ifMatch, ifNoneMatch, policy.get(name).map(ConnectionRecord::generation).orElse(0L));
  }

  RestResponse<ConnectionJson> get(String name) {
    return policy
        .get(name)
        .map(found -> answer(200, found, null))
        .orElseThrow(() -> Refusal.notFound(missing(name)));
  }

  ConnectionJson json(ConnectionRecord value, @Nullable ReachJson whom) {
    ConnectionSettings settings = Objects.requireNonNull(value.settings());
    return ConnectionJson.of(
        value,
        settings,
        sets.owner(ManifestKind.CONNECTION_SETTINGS, value.name()),
        sets.labels().of(ManifestKind.CONNECTION_SETTINGS, value.name()),
        secrets,
        origin.id(),
        policy.progress(value.name()),
        whom,
        whom == null ? List.of() : freezes.of(value::matches));
  }

  /** Which of them have labels that match. */
  Predicate<String> chosen(List<String> selector) {
    return sets.labels().chosen(ManifestKind.CONNECTION_SETTINGS, AgentSelector.parseAll(selector));
  }

  /** The identity of this server. */
  @Nullable String here() {
    return origin.id();
  }

  /** How a put is meant. */
  record Manner(boolean dryRun, boolean force) {}

  RestResponse<ConnectionJson> put(PutConnection put, int created, Manner manner) {
    ConnectionRecord wanted = policy.rehearse(put);
    List<String> refusals =
        checks.refusals(Objects.requireNonNull(wanted.settings()), wanted.leaves());
    ReachJson whom = ReachJson.of(reach.of(wanted), refusals);
    if (manner.dryRun()) {
      return RestResponse.ok(json(wanted, whom));
    }
    if (!refusals.isEmpty() && !manner.force()) {
      throw Refusal.unprocessable(
          String.join("; ", refusals) + ". Put it with ?force=true to do it all the same", null);
    }
    return switch (policy.put(put)) {
      case ConnectionPolicy.Outcome.Changed(ConnectionRecord value, boolean isNew) -> {
        changed(put.name(), false);
        yield answer(isNew ? created : 200, value, whom);
      }
      case ConnectionPolicy.Outcome.Moved(long generation) ->
          throw EntityTags.failed(what(put.name()), generation);
      case ConnectionPolicy.Outcome.NotFound() -> throw Refusal.notFound(missing(put.name()));
      case ConnectionPolicy.Outcome.Busy() ->
          throw Refusal.unavailable("others change the connection settings; try again");
    };
  }

  RestResponse<ConnectionJson> retry(String name, String author) {
    return switch (policy.retry(name, author)) {
      case ConnectionPolicy.Outcome.Changed(ConnectionRecord value, var _) ->
          answer(200, value, null);
      case ConnectionPolicy.Outcome.NotFound(), ConnectionPolicy.Outcome.Moved _ ->
          throw Refusal.notFound(missing(name));
      case ConnectionPolicy.Outcome.Busy() ->
          throw Refusal.unavailable("others change the connection settings; try again");
    };
  }

  /** Whether there was something to delete. */
  boolean delete(String name, String by, @Nullable Long ifMatch) {
    return switch (policy.delete(name, by, ifMatch)) {
      case ConnectionPolicy.Outcome.Changed _ -> {
        sets.forget(ManifestKind.CONNECTION_SETTINGS, name);
        changed(name, true);
        yield true;
      }
      case ConnectionPolicy.Outcome.NotFound() -> false;
      case ConnectionPolicy.Outcome.Moved(long generation) ->
          throw EntityTags.failed(what(name), generation);
      case ConnectionPolicy.Outcome.Busy() ->
          throw Refusal.unavailable("others change the connection settings; try again");
    };
  }

  private void changed(String name, boolean deleted) {
    if (name.equals(ConnectionRecord.DEFAULT)) {
      events.publish(new Event("setting", new Event.Changed("connection", null, deleted)));
    }
    events.publish(new Event("connection-settings", new Event.Changed(name, null, deleted)));
  }

  private RestResponse<ConnectionJson> answer(
      int status, ConnectionRecord value, @Nullable ReachJson whom) {
    return ResponseBuilder.<ConnectionJson>create(status)
        .header("ETag", EntityTags.of(value.generation()))
        .entity(json(value, whom))
        .build();
  }

  static String what(String name) {
    return "connection settings '" + name + "'";
  }

  static String missing(String name) {
    return name.equals(ConnectionRecord.DEFAULT)
        ? "no connection settings are set"
        : "there are no connection settings '" + name + "'";
  }
}
