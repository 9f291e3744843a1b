package io.muster.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An {@link OperatorStore} in memory, for tests. */
public final class InMemoryOperatorStore implements OperatorStore {

  private final Map<String, Versioned> operators = new TreeMap<>();
  private final Map<String, Map<String, TokenUse>> uses = new HashMap<>();
  private long version;
  private int readings;
  private boolean away;
  private boolean whole = true;

  /** Has every call fail from now on, or none. */
  public synchronized void away(boolean now) {
    away = now;
  }

  /** Has one record be unreadable, or none. */
  public synchronized void damaged(boolean now) {
    whole = !now;
  }

  /** How often anything was read. */
  public synchronized int readings() {
    return readings;
  }

  private void check() {
    if (away) {
      throw new IllegalStateException("the store is away");
    }
    readings++;
  }

  @Override
  public synchronized Optional<Versioned> get(String name) {
    check();
    return Optional.ofNullable(operators.get(name));
  }

  @Override
  public synchronized All all() {
    check();
    return new All(List.copyOf(operators.values().stream().map(Versioned::value).toList()), whole);
  }

  @Override
  public synchronized boolean add(Operator operator) {
    check();
    return operators.putIfAbsent(operator.name(), new Versioned(operator, ++version)) == null;
  }

  @Override
  public synchronized boolean replace(Operator operator, long expectedVersion) {
    check();
    if (!isAt(operator.name(), expectedVersion)) {
      return false;
    }
    operators.put(operator.name(), new Versioned(operator, ++version));
    return true;
  }

  @Override
  public synchronized boolean remove(String name, long expectedVersion) {
    check();
    if (!isAt(name, expectedVersion)) {
      return false;
    }
    operators.remove(name);
    uses.remove(name);
    return true;
  }

  private boolean isAt(String name, long expectedVersion) {
    Versioned before = operators.get(name);
    return before != null && before.version() == expectedVersion;
  }

  @Override
  public synchronized Map<String, TokenUse> uses(String operator) {
    check();
    return Map.copyOf(uses.getOrDefault(operator, Map.of()));
  }

  @Override
  public synchronized void noteUses(String operator, Map<String, TokenUse> used) {
    check();
    Map<String, TokenUse> all = uses.computeIfAbsent(operator, ignored -> new HashMap<>());
    used.forEach((token, use) -> all.merge(token, use, TokenUse::later));
    while (all.size() > Operator.MAX_TOKENS) {
      all.remove(
          all.entrySet().stream()
              .min(Map.Entry.comparingByValue((one, other) -> one.at().compareTo(other.at())))
              .orElseThrow()
              .getKey());
    }
  }
}
