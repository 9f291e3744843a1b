package io.muster.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.ByteString;
import io.muster.access.Permission;
import io.muster.api.http.DurableWait;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.cluster.InstanceId;
import io.muster.fleet.AgentCommand;
import io.muster.fleet.AgentCommands;
import io.muster.fleet.CommandOutcome;
import io.muster.fleet.Connections;
import io.muster.fleet.Connections.Delivery;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OutgoingMessage;
import io.muster.fleet.SessionRecord;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** What an operator has an agent do. */
@Path("/api/v1/agents/{uid}")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Agents")
public class AgentActions {

  private static final Logger LOG = Logger.getLogger(AgentActions.class);

  private final AgentLookup agents;
  private final Fleet fleet;
  private final AgentMapper mapper;
  private final Connections connections;
  private final AgentCommands commands;
  private final Retries retries;

  AgentActions(
      AgentLookup agents,
      Fleet fleet,
      AgentMapper mapper,
      Connections connections,
      AgentCommands commands,
      Retries retries) {
    this.agents = agents;
    this.fleet = fleet;
    this.mapper = mapper;
    this.connections = connections;
    this.commands = commands;
    this.retries = retries;
  }

  /** That something is on its way to the agent. */
  @Schema(name = "Queued")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Queued(
      @Schema(description = "HTTP agents get it with their next poll", examples = "queued")
          String state,
      @Schema(description = "The instance that is to send it, if it has to be left in the store")
          @Nullable String instance,
      @Schema(description = "When it is dropped, if it has to be left in the store")
          @Nullable String expires) {}

  /** A new uid. */
  @Schema(name = "NewUid")
  public record NewUid(String uid, String former) {}

  /**
   * A custom message; data or text.
   *
   * @param data the bytes, as Base64
   * @param text the bytes, as the text they are in UTF-8
   */
  @Schema(name = "CustomMessage", description = "data (Base64) or text, or neither")
  public record MessageJson(
      @Schema(required = true) @Nullable String capability,
      @Nullable String type,
      @Nullable String data,
      @Nullable String text) {}

  @POST
  @Path("/retry")
  @PermissionsAllowed(Permission.AGENT_EXECUTE)
  @Operation(
      operationId = "retryAgent",
      summary = "Offer again what failed",
      description =
          "What the agent answered with FAILED, or never answered, is offered once more. If it"
              + " drifted, the config that it says to have is sent again, once: what it makes of"
              + " it, `why` says.")
  @APIResponse(
      responseCode = "200",
      description = "The agent, its failed attempts forgotten",
      content =
          @Content(
              schema = @Schema(implementation = AgentJson.class),
              examples = @ExampleObject(name = "agent", value = AgentExamples.AGENT)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public AgentJson retry(
      @Parameter(ref = "uid") @RestPath String uid, @Context ContainerRequestContext request) {
    KnownAgent agent = agents.findHere(uid);
    SessionRecord before = agent.elsewhereHolding();
    DurableWait.await(retries.retry(agent));
    agents.requireUnmoved(agent, before);
    connections.reconcile(agent.uid());
    LOG.infof("event=agent_retried agent=%s author=%s", agent.uid(), RequestAuthor.of(request));
    return mapper.detailed(agent, fleet.now());
  }

  @POST
  @Path("/restart")
  @PermissionsAllowed(Permission.AGENT_EXECUTE)
  @Operation(
      operationId = "restartAgent",
      summary = "Ask an agent to restart",
      description = "At most once: it is not repeated if it gets lost on the way.")
  @APIResponse(responseCode = "202", ref = "Queued")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  public RestResponse<Queued> restart(
      @Parameter(ref = "uid") @RestPath String uid, @Context ContainerRequestContext request) {
    KnownAgent agent = agents.find(uid);
    if (!agent.state().can(AgentCapability.ACCEPTS_RESTART_COMMAND)) {
      throw Refusal.conflict(
          "agent " + agent.uid() + " does not have the capability AcceptsRestartCommand");
    }
    return given(agent, new AgentCommand.Restart(), request);
  }

  @POST
  @Path("/messages")
  @Consumes("application/json")
  @PermissionsAllowed(Permission.AGENT_EXECUTE)
  @Operation(
      operationId = "sendMessage",
      summary = "Send a custom message",
      description =
          "Only for a custom capability that the agent listed. Its answers are custom-message"
              + " events of /api/v1/events.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = MessageJson.class),
              examples = @ExampleObject(name = "message", value = AgentExamples.MESSAGE)))
  @APIResponse(responseCode = "202", ref = "Queued")
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "413", ref = "Problem")
  public RestResponse<Queued> send(
      @Parameter(ref = "uid") @RestPath String uid,
      @Context ContainerRequestContext request,
      @Nullable MessageJson body) {
    KnownAgent agent = agents.find(uid);
    if (body == null || body.capability() == null || body.capability().isEmpty()) {
      throw Refusal.badRequest("a custom message needs a capability, as " + AgentExamples.MESSAGE);
    }
    ByteString data = data(body);
    if (data.size() > OutgoingMessage.MAX_DATA) {
      throw Refusal.tooLarge(
          "a custom message carries at most " + OutgoingMessage.MAX_DATA + " bytes");
    }
    if (!agent.state().reported().customCapabilities().contains(body.capability())) {
      throw Refusal.conflict(
          "agent "
              + agent.uid()
              + " does not list the custom capability '"
              + body.capability()
              + "'; it has "
              + agent.state().reported().customCapabilities());
    }
    String type = body.type() == null ? "" : body.type();
    return given(
        agent,
        new AgentCommand.Message(new OutgoingMessage(body.capability(), type, data)),
        request);
  }

  @POST
  @Path("/uid")
  @PermissionsAllowed(Permission.AGENT_EXECUTE)
  @Operation(
      operationId = "assignUid",
      summary = "Give an agent a new uid",
      description =
          "It is told as soon as it can be; labels, history and bucket move along, and the old uid"
              + " finds it for a while. An agent of another instance gets its new uid there.")
  @APIResponse(
      responseCode = "200",
      description = "Both uids",
      content =
          @Content(
              schema = @Schema(implementation = NewUid.class),
              examples = @ExampleObject(name = "uids", value = AgentExamples.NEW_UID)))
  @APIResponse(responseCode = "202", ref = "Queued")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  public RestResponse<?> assignUid(
      @Parameter(ref = "uid") @RestPath String uid, @Context ContainerRequestContext request) {
    KnownAgent agent = agents.find(uid);
    AgentCommand command = new AgentCommand.NewUid();
    if (agent.holdingElsewhere() != null) {
      return given(agent, command, request);
    }
    if (commands.frozen(agent, command) instanceof CommandOutcome.Frozen frozen) {
      throw refusal(agent, frozen);
    }
    InstanceUid former = agent.uid();
    InstanceUid assigned = DurableWait.await(fleet.assignNewUid(agent));
    connections.reconcile(assigned);
    log(agent.uid(), command, request);
    return ResponseBuilder.ok(new NewUid(assigned.toString(), former.toString())).build();
  }

  private RestResponse<Queued> given(
      KnownAgent agent, AgentCommand command, ContainerRequestContext request) {
    RestResponse<Queued> answer = answer(agent, commands.give(agent, command));
    log(agent.uid(), command, request);
    return answer;
  }

  private static void log(InstanceUid agent, AgentCommand command, ContainerRequestContext by) {
    LOG.infof(
        "event=command_given agent=%s command=%s author=%s",
        agent, command.text(), RequestAuthor.of(by));
  }

  private static RestResponse<Queued> answer(KnownAgent agent, CommandOutcome outcome) {
    return switch (outcome) {
      case CommandOutcome.Frozen frozen -> throw refusal(agent, frozen);
      case CommandOutcome.Here(Delivery delivery) -> answer(agent, delivery);
      case CommandOutcome.Waiting(InstanceId instance, Instant expires) ->
          queued(
              new Queued(
                  "queued",
                  instance == null ? null : instance.text(),
                  expires.truncatedTo(ChronoUnit.MILLIS).toString()));
    };
  }

  private static Refusal refusal(KnownAgent agent, CommandOutcome.Frozen frozen) {
    return frozen.freeze() == null
        ? Refusal.unavailable(
            "what is frozen could not be read from the store since the start: no commands are given"
                + " before it is known")
        : Refusal.conflict(
            "agent "
                + agent.uid()
                + " is frozen, and is given no commands: "
                + frozen.freeze().text()
                + ". Lift the freeze first (muster unfreeze)");
  }

  private static RestResponse<Queued> queued(Queued answer) {
    return ResponseBuilder.<Queued>create(202).entity(answer).build();
  }

  private static RestResponse<Queued> answer(KnownAgent agent, Delivery delivery) {
    return switch (delivery) {
      case QUEUED -> queued(new Queued("queued", null, null));
      case FULL ->
          throw Refusal.unavailable(
              "agent " + agent.uid() + " has too many messages waiting; try again later");
      case NOT_CONNECTED -> throw Refusal.conflict("agent " + agent.uid() + " is not connected");
    };
  }

  private static ByteString data(MessageJson message) {
    if (message.data() != null && message.text() != null) {
      throw Refusal.badRequest("a custom message has data (Base64) or text, not both");
    }
    if (message.text() != null) {
      return ByteString.copyFromUtf8(message.text());
    }
    if (message.data() == null) {
      return ByteString.EMPTY;
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(message.data()));
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("data is not Base64: " + e.getMessage());
    }
  }
}
