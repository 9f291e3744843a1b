package io.muster.api.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.FreezeJson;
import io.muster.config.StoreCondition;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the stored state fares.
 *
 * @param writable whether changes can be stored
 * @param reason why not; null if they can
 * @param damaged records that cannot be read, at most 1,000
 * @param moreDamaged whether there are more than are named
 * @param freezes what keeps changes from being sent to agents
 * @param configMaps how ConfigMaps as a source of configs fare; absent where they are none
 */
@Schema(name = "State")
public record StateJson(
    boolean writable,
    @Nullable String reason,
    List<Damaged> damaged,
    boolean moreDamaged,
    List<FreezeJson> freezes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ConfigMapsJson configMaps) {

  public StateJson {
    damaged = List.copyOf(damaged);
    freezes = List.copyOf(freezes);
  }

  /**
   * A record that cannot be read.
   *
   * @param cache what kind of record: `desired` has configs, targets and settings, `agent-facts`
   *     what is known of agents
   * @param key its name there
   */
  @Schema(name = "DamagedRecord")
  public record Damaged(String cache, String key, String reason) {}

  static StateJson of(
      StoreCondition.Condition condition,
      List<FreezeJson> freezes,
      @Nullable ConfigMapsJson configMaps) {
    return new StateJson(
        condition.writable(),
        condition.reason(),
        condition.damaged().stream()
            .map(each -> new Damaged(each.cache(), each.key(), each.reason()))
            .toList(),
        condition.more(),
        freezes,
        configMaps);
  }
}
