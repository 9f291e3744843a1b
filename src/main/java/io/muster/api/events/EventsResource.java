package io.muster.api.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.access.OperatorPrincipal;
import io.muster.access.Permission;
import io.muster.access.SignIn;
import io.muster.access.SignedIn;
import io.muster.agent.AgentState;
import io.muster.api.agents.AgentMapper;
import io.muster.api.events.Event.AgentChanges;
import io.muster.api.events.Event.AgentEvent;
import io.muster.api.http.Refusal;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What happens, as it happens. */
@Path("/api/v1/events")
@Tag(name = "Events")
public class EventsResource {

  private final EventHub hub;
  private final Fleet fleet;
  private final AgentMapper mapper;
  private final ObjectMapper json;
  private final SignIn signIn;

  EventsResource(EventHub hub, Fleet fleet, AgentMapper mapper, ObjectMapper json, SignIn signIn) {
    this.hub = hub;
    this.fleet = fleet;
    this.mapper = mapper;
    this.json = json;
    this.signIn = signIn;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "events",
      summary = "Follow what happens",
      description =
          "Server-sent events: `ready` at the beginning; `agent` for each agent that changed, at"
              + " most twice a second, with what it is now; `custom-message`; `config`, `target`"
              + " and `setting` for what operators change. `overflow` says that this reader was too"
              + " slow and events were lost: read anew what you show. Nothing is repeated after a"
              + " reconnect.")
  @APIResponse(
      responseCode = "200",
      description = "A stream that does not end",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "events", value = EventExamples.EVENTS)))
  @APIResponse(responseCode = "429", ref = "Problem")
  public Multi<OutboundSseEvent> events(
      @Context Sse sse,
      @Context HttpServerRequest request,
      @Context ContainerRequestContext operator) {
    HttpConnection connection = request.connection();
    Subscription subscription =
        hub.subscribe(allowed(operator.getSecurityContext().getUserPrincipal()), connection::close)
            .orElseThrow(() ->
                Refusal.tooMany(
                    EventHub.MAX_READERS + " readers follow the events already; try again later"));
    Multi<OutboundSseEvent> ready =
        Multi.createFrom().item(() -> event(sse, "ready", new Event.Ready(fleet.size())));
    Multi<OutboundSseEvent> rest =
        Multi.createBy()
            .repeating()
            .completionStage(subscription::next)
            .indefinitely()
            .onItem()
            .transformToIterable(batch -> events(sse, batch));
    return Multi.createBy()
        .concatenating()
        .streams(ready, rest)
        .onTermination()
        .invoke(() -> hub.unsubscribe(subscription));
  }

  /** A stream has no end of its own: it ends with the token that it was asked for with. */
  private BooleanSupplier allowed(@Nullable Principal operator) {
    return operator instanceof OperatorPrincipal(SignedIn who)
        ? () -> signIn.stillGood(who)
        : () -> true;
  }

  private List<OutboundSseEvent> events(Sse sse, Subscription.Batch batch) {
    List<OutboundSseEvent> result = new ArrayList<>();
    if (batch.overflow()) {
      result.add(event(sse, "overflow", Event.Overflow.EVENT));
    }
    batch.others().forEach(other -> result.add(event(sse, other.name(), other.data())));
    batch.agents().forEach(agent -> result.add(event(sse, "agent", describe(agent))));
    if (result.isEmpty()) {
      result.add(sse.newEventBuilder().comment("still here").build());
    }
    return result;
  }

  private OutboundSseEvent event(Sse sse, String name, Object data) {
    try {
      // As text: with a media type, each event would carry it in a field that SSE does not know.
      return sse.newEventBuilder()
          .name(name)
          .data(String.class, json.writeValueAsString(data))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event cannot be written as JSON", e);
    }
  }

  private AgentEvent describe(AgentChanges changes) {
    String former = changes.former() == null ? null : changes.former().toString();
    return fleet
        .find(changes.uid())
        .map(agent -> describe(changes, former, agent))
        .orElseGet(() ->
            new AgentEvent(
                changes.uid().toString(), changes.names(), former, null, null, null, null));
  }

  private AgentEvent describe(AgentChanges changes, @Nullable String former, KnownAgent agent) {
    AgentState state = agent.state();
    return new AgentEvent(
        changes.uid().toString(),
        changes.names(),
        former,
        mapper.status(agent, fleet.now()),
        mapper.healthy(agent, fleet.now()),
        mapper.config(state),
        agent.lastSeen());
  }
}
