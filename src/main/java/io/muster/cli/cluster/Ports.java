package io.muster.cli.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of the Infinispan servers. They must know each other's before they start, so the operating
 * system cannot choose; those taken are below what it gives away for connections.
 *
 * @param hotRod of each server, for clients
 * @param group of each server, among themselves
 */
public record Ports(List<Integer> hotRod, List<Integer> group) {

  /** From a group port to the one whose loss tells that the server is gone. */
  static final int DETECTION_OFFSET = 20;

  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int HOT_ROD_OFFSET = 40;
  private static final int TRIES = 200;

  public Ports {
    hotRod = List.copyOf(hotRod);
    group = List.copyOf(group);
  }

  /** Ports that are free now. */
  public static Ports free(int servers) {
    for (int i = 0; i < TRIES; i++) {
      int base = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      List<Integer> group = IntStream.range(base, base + servers).boxed().toList();
      List<Integer> hotRod = shifted(group, HOT_ROD_OFFSET);
      List<Integer> all = new ArrayList<>(group);
      all.addAll(shifted(group, DETECTION_OFFSET));
      all.addAll(hotRod);
      if (all.stream().allMatch(Ports::isFree)) {
        return new Ports(hotRod, group);
      }
    }
    throw new NotReady("No " + 3 * servers + " ports are free on 127.0.0.1.");
  }

  private static List<Integer> shifted(List<Integer> ports, int offset) {
    return ports.stream().map(port -> port + offset).toList();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
