package io.muster.config.syntax;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The YAML parser with an end to depth and size: the composer behind it is recursive and keeps
 * every node.
 */
final class BoundedParser implements Parser {

  /** Levels of mappings and sequences. */
  static final int MAX_DEPTH = 100;

  /** The text goes beyond a bound. */
  static final class BoundExceeded extends YamlEngineException {
    private static final long serialVersionUID = 1;

    private final transient Mark mark;

    private BoundExceeded(String message, Mark mark) {
      super(message);
      this.mark = mark;
    }

    Mark mark() {
      return mark;
    }
  }

  private final Parser parser;
  private final YamlAllowance allowance;
  private int depth;

  BoundedParser(LoadSettings settings, String text, YamlAllowance allowance) {
    this.allowance = allowance;
    parser = new ParserImpl(settings, new StreamReader(settings, text));
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    if (!allowance.takeEvent()) {
      throw exceeded(
          "the document has more than " + YamlAllowance.MAX_EVENTS + " keys and values", event);
    }
    if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
      throw exceeded("mappings and lists are nested more than " + MAX_DEPTH + " deep", event);
    }
    if (event instanceof CollectionEndEvent) {
      depth--;
    }
    return event;
  }

  private static BoundExceeded exceeded(String message, Event event) {
    return new BoundExceeded(message, event.getStartMark().orElseThrow());
  }
}
