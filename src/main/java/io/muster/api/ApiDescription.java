package io.muster.api;

import io.muster.api.agents.AgentActions;
import io.muster.api.agents.AgentExamples;
import io.muster.api.http.Problem;
import io.muster.api.rollouts.RolloutExamples;
import io.muster.api.rollouts.RolloutJson;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** What the OpenAPI document says about the API as a whole. */
@OpenAPIDefinition(
    info = @Info(title = "Muster", version = "v1"),
    security = @SecurityRequirement(name = "token"),
    components =
        @Components(
            securitySchemes =
                @SecurityScheme(
                    securitySchemeName = "token",
                    type = SecuritySchemeType.HTTP,
                    scheme = "bearer",
                    description = "The operator token, kept in the file operator-token"),
            parameters =
                @Parameter(
                    name = "uid",
                    in = ParameterIn.PATH,
                    required = true,
                    description = "The agent's uid, or one it had before",
                    example = AgentExamples.UID),
            responses = {
              @APIResponse(
                  name = "Queued",
                  description = "On its way",
                  content =
                      @Content(
                          mediaType = "application/json",
                          schema = @Schema(implementation = AgentActions.Queued.class),
                          examples =
                              @ExampleObject(name = "queued", value = "{\"state\": \"queued\"}"))),
              @APIResponse(
                  name = "Rollout",
                  description = "The rollout as it is now",
                  content =
                      @Content(
                          mediaType = "application/json",
                          schema = @Schema(implementation = RolloutJson.class),
                          examples =
                              @ExampleObject(name = "rollout", value = RolloutExamples.ROLLOUT))),
              @APIResponse(
                  name = "Problem",
                  description = "Why not (RFC 9457)",
                  content =
                      @Content(
                          mediaType = Problem.JSON,
                          schema = @Schema(implementation = Problem.class),
                          examples =
                              @ExampleObject(
                                  name = "problem",
                                  value =
                                      """
                                      {"type": "about:blank", "title": "Not Found",
                                       "status": 404, "detail": "there is no config 'prod'",
                                       "instance": "/api/v1/configs/prod"}
                                      """)))
            }))
public final class ApiDescription extends jakarta.ws.rs.core.Application {}
