package io.muster.redaction;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * A value as it stands in the text.
 *
 * @param event where it starts
 * @param end where it ends
 * @param inner what is in it, in order; of a mapping keys and values in turn
 */
record YamlNode(NodeEvent event, Event end, List<YamlNode> inner) {

  /** The documents of these events, which are whole. */
  static List<YamlNode> documents(List<Event> events) {
    List<YamlNode> documents = new ArrayList<>();
    List<YamlNode> open = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof NodeEvent node) {
        YamlNode made =
            new YamlNode(
                node, node, node instanceof CollectionStartEvent ? new ArrayList<>() : List.of());
        (open.isEmpty() ? documents : open.getLast().inner).add(made);
        if (node instanceof CollectionStartEvent) {
          open.add(made);
        }
      } else if (event instanceof CollectionEndEvent) {
        YamlNode done = open.removeLast();
        List<YamlNode> siblings = open.isEmpty() ? documents : open.getLast().inner;
        siblings.set(siblings.size() - 1, new YamlNode(done.event, event, done.inner));
      }
    }
    return documents;
  }

  boolean mapping() {
    return event instanceof MappingStartEvent;
  }

  boolean collection() {
    return event instanceof CollectionStartEvent;
  }

  boolean flow() {
    return event instanceof CollectionStartEvent start && start.isFlow();
  }

  boolean alias() {
    return event instanceof AliasEvent;
  }

  /** Of a single value; empty of all else. */
  String text() {
    return event instanceof ScalarEvent scalar ? scalar.getValue() : "";
  }
}
