package io.muster.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The processor time and memory of a process on this machine, as Linux counts them. */
record ServerProcess(long pid) {

  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final long TICKS_PER_SECOND = 100;
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /**
   * What was used.
   *
   * @param cpuSeconds since the process started, of user and kernel
   * @param rssBytes resident now
   */
  record Usage(double cpuSeconds, long rssBytes) {}

  /** Reads both now; null if the process has ended, as in a test of restarts. */
  @Nullable Usage usage() throws IOException {
    try {
      return read();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private Usage read() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    Matcher rss = RSS.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
    return new Usage(
        (double) ticks / TICKS_PER_SECOND, rss.find() ? Long.parseLong(rss.group(1)) * 1024 : 0);
  }
}
