package io.muster.pages;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what pages link to is there: files and pictures, and headings of pages. Nothing is asked
 * of the network.
 *
 * @param root of the repository
 * @param tracked what git has, by paths from the root; absent where there is no git to ask
 */
record LinkCheck(Path root, Optional<Set<Path>> tracked) {

  /** What is wrong with the links of these pages, by place. */
  List<String> broken(List<Path> pages) {
    Map<Path, Set<String>> anchors = new HashMap<>();
    List<String> broken = new ArrayList<>();
    for (Path page : pages) {
      for (Link link : Pages.links(page)) {
        problem(page, link.target(), anchors)
            .ifPresent(
                problem -> broken.add(link.line().place() + ": " + link.target() + " " + problem));
      }
    }
    return broken;
  }

  private Optional<String> problem(Path page, String target, Map<Path, Set<String>> anchors) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    if (path.startsWith("/") || !file.toAbsolutePath().startsWith(root.toAbsolutePath())) {
      return Optional.of("is outside of the repository");
    }
    if (!Files.exists(file)) {
      return Optional.of("is not there");
    }
    if (!isTracked(file)) {
      return Optional.of("is on this machine only: git does not have it");
    }
    if (hash >= 0
        && !anchors
            .computeIfAbsent(file, LinkCheck::anchors)
            .contains(target.substring(hash + 1))) {
      return Optional.of("is no heading there");
    }
    return Optional.empty();
  }

  private static Set<String> anchors(Path file) {
    return file.toString().endsWith(".md") ? Pages.anchors(file) : Set.of();
  }

  private boolean isTracked(Path file) {
    Path inside = root.toAbsolutePath().relativize(file.toAbsolutePath().normalize());
    return tracked.isEmpty()
        || tracked.get().stream().anyMatch(each -> each.equals(inside) || each.startsWith(inside));
  }
}
