package io.muster.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One page of agents.
 *
 * @param total how many match in all
 * @param next the cursor of the next page; null if this is the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AgentPage")
public record AgentPageJson(
    List<AgentJson> items,
    @Schema(description = "How many match in all", examples = "1") int total,
    @Schema(
            description = "Cursor of the next page; absent on the last",
            examples = "AQGPLB6KO3xNnl8BI0Vniav")
        @Nullable String next) {}
