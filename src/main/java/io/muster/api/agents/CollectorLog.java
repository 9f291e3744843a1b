package io.muster.api.agents;

import java.util.regex.Pattern;

/**
 * Where to look for the reason, if a message says no more than that a collector ended. The OpAMP
 * supervisor tells an exit code, and why it came to that is in what the collector wrote.
 */
final class CollectorLog {

  private static final Pattern NO_REASON =
      Pattern.compile(
          "(?:.*\\bexit(?:ed)?(?: unexpectedly)?(?: with)?,? ?(?:exit )?(?:code|status)["
              + " =:]*-?\\d+|.*\\bsignal: (?:killed|terminated|aborted|segmentation fault)(?:"
              + " \\(core dumped\\))?|.*\\bConfig apply timeout exceeded|.*\\bAgent exited"
              + " unexpectedly)(?: while applying configuration)?[.! ]*(?:Will restart in a"
              + " bit\\.*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final String WHERE =
      " (that is not the reason, which is in the collector's own log: under the OpAMP supervisor"
          + " agent.log in its storage.directory, /var/lib/otelcol/supervisor by default, or the"
          + " supervisor's own log with agent.passthrough_logs; with"
          + " agent.collector_crash_log_snippet_kib it tells the end of it here)";

  private CollectorLog() {}

  /** What to add to a message; empty if it gives a reason, or is none. */
  static String hint(String message) {
    return NO_REASON.matcher(message.strip()).matches() ? WHERE : "";
  }
}
