package io.muster.telemetry;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.WriterHandler;

/** Gives the log its form, before anything of ours says a word. */
@Singleton
final class LogForm {

  /** Before settings are checked, which may have something to say. */
  private static final int FIRST = 0;

  void start(@Observes @Priority(FIRST) StartupEvent start, LogSettings settings) {
    ExtFormatter formatter =
        switch (settings.format()) {
          case TEXT -> new TextLogFormatter();
          case JSON -> new JsonLogFormatter();
        };
    write(Logger.getLogger("").getHandlers(), formatter);
  }

  /** Quarkus keeps its handlers in one that waits until logging is set up. */
  private static void write(Handler[] handlers, ExtFormatter formatter) {
    for (Handler handler : handlers) {
      if (handler instanceof WriterHandler) {
        handler.setFormatter(formatter);
      } else if (handler instanceof ExtHandler holder) {
        write(holder.getHandlers(), formatter);
      }
    }
  }
}
