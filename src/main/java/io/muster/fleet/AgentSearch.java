package io.muster.fleet;

import io.muster.agent.AgentState;
import io.muster.agent.Attribute;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds agents by a walk over all of them: 20,000 take a few milliseconds, and no index has to be
 * kept while they report. Thread-safe.
 */
public final class AgentSearch {

  private final Fleet fleet;
  private final FleetSettings settings;

  AgentSearch(Fleet fleet, FleetSettings settings) {
    this.fleet = fleet;
    this.settings = settings;
  }

  /** The page of agents that match. */
  public AgentPage find(AgentQuery query) {
    return find(query, agent -> true);
  }

  /** The page of agents that match, and of which this holds; it is asked last. */
  public AgentPage find(AgentQuery query, Predicate<KnownAgent> also) {
    Instant now = fleet.now();
    String text = query.text().toLowerCase(Locale.ROOT);
    List<KnownAgent> page = new ArrayList<>();
    int total = 0;
    boolean more = false;
    for (KnownAgent agent : fleet.agents()) {
      if (!matches(agent, query, text, now) || !also.test(agent)) {
        continue;
      }
      total++;
      if (query.after() == null || agent.uid().compareTo(query.after()) > 0) {
        if (page.size() < query.limit()) {
          page.add(agent);
        } else {
          more = true;
        }
      }
    }
    @Nullable InstanceUid next = more ? page.getLast().uid() : null;
    return new AgentPage(page, total, next);
  }

  private boolean matches(KnownAgent agent, AgentQuery query, String text, Instant now) {
    AgentState state = agent.state();
    return query.selector().matches(state)
        && (query.presences().isEmpty()
            || query.presences().contains(agent.presence(now, settings)))
        && (query.health() == null
            || query.health()
                == AgentQuery.HealthFilter.of(
                    state.reported().health(), agent.presence(now, settings)))
        && (text.isEmpty() || contains(state, text));
  }

  private static boolean contains(AgentState state, String text) {
    Description description = state.reported().description();
    Health health = state.reported().health();
    return state.uid().toString().contains(text)
        || anyLabel(state.labels().pairs(), text)
        || (description != null
            && (anyAttribute(description.identifying(), text)
                || anyAttribute(description.nonIdentifying(), text)))
        || (health != null && (has(health.status(), text) || has(health.lastError(), text)));
  }

  private static boolean anyLabel(Map<String, String> labels, String text) {
    return labels.entrySet().stream()
        .anyMatch(label -> has(label.getKey(), text) || has(label.getValue(), text));
  }

  private static boolean anyAttribute(List<Attribute> attributes, String text) {
    for (Attribute attribute : attributes) {
      if (has(attribute.value().asText(), text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(String value, String lowerCaseText) {
    return value.toLowerCase(Locale.ROOT).contains(lowerCaseText);
  }
}
