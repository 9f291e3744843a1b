package io.muster.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing of a server as a Terraform provider has it: it is created, read, imported by its name,
 * changed from the state that was seen, and deleted; what was written is read on every instance at
 * once.
 */
public final class DeclaredResource {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_FOUND = 404;

  private final List<OperatorClient> instances;
  private final String path;
  private final String type;

  /**
   * A thing.
   *
   * @param instances of one server; the first is written to
   * @param path of the thing
   * @param type of the body of its PUT
   */
  public DeclaredResource(List<OperatorClient> instances, String path, String type) {
    this.instances = List.copyOf(instances);
    this.path = path;
    this.type = type;
  }

  /**
   * What a provider remembers.
   *
   * @param etag the version it saw
   */
  public record State(JsonNode read, String etag) {

    /** Whether a body that is wanted is what was read; what the server adds does not matter. */
    public boolean has(String wanted) {
      try {
        return contains(read, JSON.readTree(wanted));
      } catch (IOException e) {
        throw new AssertionError(wanted, e);
      }
    }

    private static boolean contains(JsonNode read, JsonNode wanted) {
      if (!wanted.isObject()) {
        return read.equals(wanted);
      }
      for (Map.Entry<String, JsonNode> each : wanted.properties()) {
        if (!contains(read.path(each.getKey()), each.getValue())) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * The whole life of a thing, with what goes wrong in between; afterwards it is gone.
   *
   * @param instances of one server, each of which reads what the first has written, at once
   */
  public static void live(
      List<OperatorClient> instances, String path, String first, String second) {
    DeclaredResource mine = new DeclaredResource(instances, path, "application/json");
    // Another one that knows nothing but the name, and writes elsewhere.
    DeclaredResource other = new DeclaredResource(instances.reversed(), path, "application/json");
    assertThat(mine.read()).as(path).isEmpty();
    State created = mine.create(first);
    assertThat(created.has(first)).as("%s", created).isTrue();
    assertThat(mine.tryCreate(first)).as("it is there").isEqualTo(412);

    // The same again changes nothing.
    assertThat(mine.update(created, first)).isEqualTo(200);
    assertThat(mine.read()).contains(created);
    State imported = other.read().orElseThrow();
    assertThat(imported).isEqualTo(created);

    // Somebody else changes it: that is seen, and not overwritten unseen.
    // Of a config each change is a new revision: 201.
    assertThat(other.update(imported, second)).isIn(200, 201);
    State drifted = mine.read().orElseThrow();
    assertThat(drifted.has(first)).isFalse();
    assertThat(mine.update(created, first)).isEqualTo(412);
    assertThat(mine.update(drifted, first)).isIn(200, 201);

    State now = mine.read().orElseThrow();
    assertThat(now.has(first)).isTrue();
    assertThat(mine.delete(created)).as("what was seen is not there").isEqualTo(412);
    assertThat(mine.delete(now)).isEqualTo(204);
    assertThat(mine.read()).isEmpty();
    assertThat(mine.delete(now)).isIn(404, 412);
  }

  private OperatorClient first() {
    return instances.getFirst();
  }

  /** Creates it; fails if it is there. */
  public State create(String body) {
    first().put(path, type, body, "If-None-Match", "*").expecting(200, 201);
    return read().orElseThrow(() -> new AssertionError(path + " was created and is not there"));
  }

  /** Creates it although it may be there: the answer's status. */
  public int tryCreate(String body) {
    return first().put(path, type, body, "If-None-Match", "*").status();
  }

  /** What every instance has, which must be the same; also how it is imported by its name. */
  public Optional<State> read() {
    Optional<State> seen = Optional.empty();
    for (int i = 0; i < instances.size(); i++) {
      Answer answer = instances.get(i).get(path).expecting(200, NOT_FOUND);
      Optional<State> here =
          answer.status() == NOT_FOUND
              ? Optional.empty()
              : Optional.of(new State(answer.json(), answer.header("ETag")));
      if (i > 0 && !here.equals(seen)) {
        throw new AssertionError(path + " is " + seen + " on one instance, and " + here);
      }
      seen = here;
    }
    return seen;
  }

  /** Changes it from the state that was seen: the answer's status, 412 if it is another. */
  public int update(State known, String body) {
    return first().put(path, type, body, "If-Match", known.etag()).status();
  }

  /** Deletes it in the state that was seen: the answer's status. */
  public int delete(State known) {
    return first()
        .send(first().authorized(path).header("If-Match", known.etag()).DELETE())
        .status();
  }
}
