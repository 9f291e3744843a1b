package io.muster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Remembers what it was told, in order. */
public final class RecordingListener implements ChangeListener {

  /** What stands for a call of {@link #resync()}. */
  public static final String RESYNC = "*";

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @Override
  public void changed(String key) {
    told.add(key);
  }

  @Override
  public void resync() {
    told.add(RESYNC);
  }

  /** Waits for the next call: a key or {@link #RESYNC}. */
  public String next() throws InterruptedException {
    String next = told.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("what the listener was told").isNotNull();
    return next == null ? "" : next;
  }

  /** Whether nothing more was told by now. */
  public boolean isQuiet() {
    return told.isEmpty();
  }
}
