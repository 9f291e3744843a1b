package io.muster.operator;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When tokens were used. Each is noted in the store at most once in five minutes, and of at most
 * {@value #OPERATORS_AT_ONCE} operators every ten seconds; the others wait. Thread-safe; {@link
 * #used} never blocks.
 */
@Singleton
public final class TokenUses {

  /** How often a token that is in use all the time is noted. */
  static final Duration EVERY = Duration.ofMinutes(5);

  static final int OPERATORS_AT_ONCE = 50;

  private record Key(String operator, String token) {}

  private final OperatorStore store;

  /** By token; of tokens that exist, or did since the start. */
  private final Map<Key, TokenUse> noted = new ConcurrentHashMap<>();

  private final Map<Key, TokenUse> waiting = new ConcurrentHashMap<>();

  /** Knows of no use yet. */
  public TokenUses(OperatorStore store) {
    this.store = store;
  }

  /** A token was used. */
  public void used(KnownOperators.Found found, Instant at, String address) {
    Key key = new Key(found.operator().name(), found.token().name());
    TokenUse before = noted.get(key);
    if (before == null || !at.isBefore(before.at().plus(EVERY)) || at.isBefore(before.at())) {
      TokenUse use = new TokenUse(at, address);
      noted.put(key, use);
      waiting.put(key, use);
    }
  }

  /** When the tokens of an operator were last used, what waits here included. Blocks. */
  public Map<String, TokenUse> of(String operator) {
    Map<String, TokenUse> all = new HashMap<>(store.uses(operator));
    waiting.forEach((key, use) -> {
      if (key.operator().equals(operator)) {
        all.merge(key.token(), use, TokenUse::later);
      }
    });
    return all;
  }

  /** Writes some of what waits. Blocks; what cannot be written waits on. */
  void write() {
    Map<String, Map<String, TokenUse>> next = new HashMap<>();
    for (Map.Entry<Key, TokenUse> each : waiting.entrySet()) {
      String operator = each.getKey().operator();
      if (next.containsKey(operator) || next.size() < OPERATORS_AT_ONCE) {
        next.computeIfAbsent(operator, ignored -> new HashMap<>())
            .put(each.getKey().token(), each.getValue());
      }
    }
    next.forEach((operator, uses) -> {
      store.noteUses(operator, uses);
      uses.forEach((token, use) -> waiting.remove(new Key(operator, token), use));
    });
  }

  /** Forgets what is of tokens that are gone, so that names that come and go take no memory. */
  void keepOnly(KnownOperators operators) {
    noted.keySet().removeIf(key -> !operators.has(key.operator(), key.token()));
    waiting.keySet().removeIf(key -> !operators.has(key.operator(), key.token()));
  }
}
