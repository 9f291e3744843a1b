package io.muster.simulator;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Config changes that the simulator makes itself, to measure how long they take to arrive.
 *
 * @param count how many, at least 1
 * @param bytes size of the config
 * @param config where it is put as YAML
 * @param target where Muster's target for the simulated agents is put first; null for a server that
 *     has none
 * @param token of an operator, if the server wants one
 * @param patience how long the agents have to get a change
 * @param pause between the end of one change and the next
 */
public record ChangePlan(
    int count,
    int bytes,
    URI config,
    @Nullable URI target,
    @Nullable String token,
    Duration patience,
    Duration pause) {

  /** Name of the config and of the target on Muster. */
  public static final String NAME = "simulated";

  private static final int MOST_BYTES = 16 << 20;

  /** Checks the ranges. */
  public ChangePlan {
    if (count < 1) {
      throw new IllegalArgumentException("there are " + count + " changes, expected 1 or more");
    }
    if (bytes < 1 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException("a config of " + bytes + " bytes, expected 1 to 16 MiB");
    }
  }

  /** Changes through the operator API of a Muster server. */
  public static ChangePlan onMuster(
      int count, int bytes, URI api, String token, Duration patience, Duration pause) {
    String base = api.toString().replaceAll("/+$", "") + "/api/v1/";
    return new ChangePlan(
        count,
        bytes,
        URI.create(base + "configs/" + NAME),
        URI.create(base + "targets/" + NAME),
        token,
        patience,
        pause);
  }
}
