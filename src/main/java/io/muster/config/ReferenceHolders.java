package io.muster.config;

import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who names a config or rule set, as the store has them now. Blocks. */
public interface ReferenceHolders {

  /** For people: "target prod", "the default config". */
  List<String> users(String name);

  /** Names of the targets that follow the newest revision. */
  List<String> followers(String name);

  /** Revisions that are pinned. */
  Set<Long> pinned(String name);

  /** What speaks against a new revision where the newest is followed. */
  Optional<ConfigProblem> objection(String name, ConfigDocument document);
}
