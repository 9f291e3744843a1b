package io.muster.cli.client;

import java.io.IOException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** A file that cannot be read as manifests; the message says where and what to do. */
final class WrongManifest extends IOException {

  private static final long serialVersionUID = 1;

  static final String SHAPE =
      "a manifest is a mapping with kind, name and spec, as 'kind: target'; a file that a manifest"
          + " takes its text from is named by 'from'";

  WrongManifest(String message) {
    super(message);
  }

  static WrongManifest at(SourcePlace place, String message) {
    return new WrongManifest(place + ": " + message);
  }

  static WrongManifest noYaml(String file, MarkedYamlEngineException e) {
    String problem = e.getProblem() == null ? "the text is not valid" : e.getProblem();
    String context = e.getContext() == null ? "" : " " + e.getContext();
    SourcePlace place =
        e.getProblemMark()
            .map(mark -> SourcePlace.of(file, mark))
            .orElseGet(() -> new SourcePlace(file, 0, 0));
    return at(place, "this is no YAML: " + problem + context);
  }
}
