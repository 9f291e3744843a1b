package io.muster.cli.cluster;

import io.muster.cli.cluster.Instances.Instance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code cluster.json}: where a cluster that is ready can be reached. Written by rename, so that
 * who sees it sees all of it; removed at the orderly end.
 */
final class ClusterFile {

  private static final String NAME = "cluster.json";

  private final Path path;

  ClusterFile(Path folder) {
    path = folder.resolve(NAME);
  }

  /** Writes it; the stores are in the order of their ports. */
  void write(List<Instance> instances, List<Integer> storePorts, List<Child> stores)
      throws IOException {
    List<String> musters =
        instances.stream()
            .map(instance ->
                "{\"agentPort\": %d, \"operatorPort\": %d, \"pid\": %d}"
                    .formatted(
                        instance.agentPort(), instance.operatorPort(), instance.child().pid()))
            .toList();
    List<String> servers = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      servers.add("{\"port\": %d, \"pid\": %d}".formatted(storePorts.get(i), stores.get(i).pid()));
    }
    Path part = path.resolveSibling(NAME + ".new");
    Files.writeString(
        part,
        "{\"instances\": [%s], \"stores\": [%s]}%n"
            .formatted(String.join(", ", musters), String.join(", ", servers)),
        StandardCharsets.UTF_8);
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void remove() throws IOException {
    Files.deleteIfExists(path);
  }
}
