package io.muster.api.agents;

import com.google.protobuf.ByteString;
import io.muster.access.Permission;
import io.muster.agent.Labels;
import io.muster.api.http.DurableWait;
import io.muster.api.http.EntityTags;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.fleet.AgentLabels;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.SessionRecord;
import io.muster.protocol.ContentHash;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.util.Map;
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

/** One agent: what is known of it, and its labels. */
@Path("/api/v1/agents/{uid}")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Agents")
public class AgentResource {

  private static final Logger LOG = Logger.getLogger(AgentResource.class);

  private final AgentLookup agents;
  private final Fleet fleet;
  private final AgentMapper mapper;
  private final AgentLabels agentLabels;

  AgentResource(AgentLookup agents, Fleet fleet, AgentMapper mapper, AgentLabels agentLabels) {
    this.agents = agents;
    this.fleet = fleet;
    this.mapper = mapper;
    this.agentLabels = agentLabels;
  }

  @GET
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "getAgent",
      summary = "Look at an agent",
      description =
          "Everything that is known of it: health tree, effective config (secrets redacted),"
              + " available components, and what it was offered.")
  @APIResponse(
      responseCode = "200",
      description = "The agent",
      content =
          @Content(
              schema = @Schema(implementation = AgentJson.class),
              examples = @ExampleObject(name = "agent", value = AgentExamples.AGENT)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public AgentJson get(@Parameter(ref = "uid") @RestPath String uid) {
    return mapper.detailed(agents.find(uid), fleet.now());
  }

  @GET
  @Path("/why")
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "whyAgent",
      summary = "Ask why an agent is, or is not, on the config it should have",
      description = "One sentence, and the evidence: hashes, times, last error, tries.")
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              schema = @Schema(implementation = WhyJson.class),
              examples = @ExampleObject(name = "refused", value = AgentExamples.WHY)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public WhyJson why(@Parameter(ref = "uid") @RestPath String uid) {
    return mapper.why(agents.find(uid), fleet.now());
  }

  @DELETE
  @PermissionsAllowed(Permission.AGENT_WRITE)
  @Operation(
      operationId = "deleteAgent",
      summary = "Forget an agent",
      description = "With its labels and history. One that still speaks appears again, as new.")
  @APIResponse(responseCode = "204", description = "Forgotten")
  @APIResponse(responseCode = "404", ref = "Problem")
  public void delete(
      @Parameter(ref = "uid") @RestPath String uid, @Context ContainerRequestContext request) {
    KnownAgent agent = agents.findHere(uid);
    SessionRecord before = agent.elsewhereHolding();
    DurableWait.await(fleet.remove(agent));
    agents.requireUnmoved(agent, before);
    LOG.infof("event=agent_removed agent=%s author=%s", agent.uid(), RequestAuthor.of(request));
  }

  @GET
  @Path("/labels")
  @PermissionsAllowed(Permission.LABEL_READ)
  @Operation(
      operationId = "getLabels",
      summary = "Read an agent's labels",
      description = "What operators say of it. The ETag is for If-Match of the PUT.")
  @APIResponse(
      responseCode = "200",
      description = "The labels",
      content =
          @Content(
              schema = @Schema(implementation = Map.class),
              examples = @ExampleObject(name = "labels", value = AgentExamples.LABELS)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RestResponse<Map<String, String>> labels(@Parameter(ref = "uid") @RestPath String uid) {
    return labels(agents.find(uid).state().labels());
  }

  @PUT
  @Path("/labels")
  @Consumes("application/json")
  @PermissionsAllowed(Permission.LABEL_WRITE)
  @Operation(
      operationId = "putLabels",
      summary = "Replace an agent's labels",
      description =
          "All of them; what is not in the body is removed. Selectors see the change at once, those"
              + " of other instances within about a second.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = Map.class),
              examples = @ExampleObject(name = "labels", value = AgentExamples.LABELS)))
  @APIResponse(
      responseCode = "200",
      description = "The labels as they are now",
      content =
          @Content(
              schema = @Schema(implementation = Map.class),
              examples = @ExampleObject(name = "labels", value = AgentExamples.LABELS)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  public RestResponse<Map<String, String>> label(
      @Parameter(ref = "uid") @RestPath String uid,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context ContainerRequestContext request,
      @Nullable Map<String, @Nullable String> body) {
    if (body == null || body.containsValue(null)) {
      throw Refusal.badRequest("the body is an object of texts, as " + AgentExamples.LABELS);
    }
    @SuppressWarnings("NullAway") // no null values: checked above
    Labels labels = new Labels((Map<String, String>) (Map<String, ?>) body);
    agentLabels.put(
        agents.find(uid),
        RequestAuthor.of(request),
        labels,
        before -> EntityTags.check(ifMatch, ifNoneMatch, tag(before), "the label set"));
    return labels(labels);
  }

  @PATCH
  @Path("/labels")
  @Consumes({"application/merge-patch+json", "application/json"})
  @PermissionsAllowed(Permission.LABEL_WRITE)
  @Operation(
      operationId = "patchLabels",
      summary = "Change some of an agent's labels",
      description =
          "A JSON merge patch (RFC 7396): what has a value is set, what is null is removed, and"
              + " other labels stay. The answer has all labels.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = Map.class),
              examples = @ExampleObject(name = "patch", value = AgentExamples.LABEL_PATCH)))
  @APIResponse(
      responseCode = "200",
      description = "The labels",
      content =
          @Content(
              schema = @Schema(implementation = Map.class),
              examples = @ExampleObject(name = "labels", value = AgentExamples.LABELS)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  public RestResponse<Map<String, String>> patch(
      @Parameter(ref = "uid") @RestPath String uid,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context ContainerRequestContext request,
      @Nullable Map<String, @Nullable String> body) {
    if (body == null) {
      throw Refusal.badRequest(
          "the body is an object of texts, or null for what is to go, as "
              + AgentExamples.LABEL_PATCH);
    }
    return labels(
        agentLabels.change(
            agents.find(uid),
            RequestAuthor.of(request),
            before -> {
              EntityTags.check(ifMatch, tag(before), "the label set");
              return before.patched(body);
            }));
  }

  private static RestResponse<Map<String, String>> labels(Labels labels) {
    return ResponseBuilder.ok(labels.pairs()).header("ETag", tag(labels)).build();
  }

  private static String tag(Labels labels) {
    StringBuilder canonical = new StringBuilder();
    labels
        .pairs()
        .forEach((key, value) -> canonical.append(key).append('=').append(value).append('\n'));
    return EntityTags.of(
        ContentHash.sha256(ByteString.copyFromUtf8(canonical.toString())).hex().substring(0, 32));
  }
}
