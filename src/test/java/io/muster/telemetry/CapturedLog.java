package io.muster.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What a class says in the log, at INFO and above, until it is closed. */
public final class CapturedLog implements AutoCloseable {

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger log;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.INFO.intValue()) {
            records.add(line);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Listens from now on. */
  public CapturedLog(Class<?> of) {
    log = Logger.getLogger(of.getName());
    log.addHandler(handler);
  }

  /** The lines as they came. */
  public List<LogRecord> records() {
    return List.copyOf(records);
  }

  /** Their texts, with what is put into them. */
  public List<String> lines() {
    return records.stream().map(line -> ExtLogRecord.wrap(line).getFormattedMessage()).toList();
  }

  @Override
  public void close() {
    log.removeHandler(handler);
  }
}
