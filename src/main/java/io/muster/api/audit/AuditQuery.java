package io.muster.api.audit;

import io.muster.api.http.Refusal;
import io.muster.audit.AuditEntry;
import io.muster.audit.AuditEntry.Outcome;
import io.muster.audit.AuditLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the log are meant: all of what is given has to hold.
 *
 * @param who an operator's name
 * @param object a part of the path, such as a name or the uid of an agent
 */
record AuditQuery(
    @Nullable String who,
    @Nullable String object,
    @Nullable String verb,
    AuditEntry.@Nullable Result result,
    @Nullable Instant since,
    @Nullable Instant until)
    implements Predicate<AuditLine> {

  static AuditQuery of(
      @Nullable String who,
      @Nullable String object,
      @Nullable String verb,
      @Nullable String result,
      @Nullable String since,
      @Nullable String until) {
    return new AuditQuery(
        who, object, verb, result(result), instant("since", since), instant("until", until));
  }

  private static AuditEntry.@Nullable Result result(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(AuditEntry.Result.values())
        .filter(each -> AuditLine.word(each).equals(word))
        .findFirst()
        .orElseThrow(() ->
            Refusal.badRequest(
                "result is '" + word + "', expected done, refused, failed or unknown"));
  }

  private static @Nullable Instant instant(String name, @Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.badRequest(
          name + " is '" + text + "', expected a time as 2026-12-01T03:00:00Z");
    }
  }

  @Override
  public boolean test(AuditLine line) {
    AuditEntry entry = line.entry();
    return (who == null || entry.actor().name().equals(who))
        && (object == null || entry.object().contains(object))
        && (verb == null || entry.verb().equals(verb))
        && (result == null
            || entry.outcome() instanceof Outcome.Ended ended && ended.result() == result)
        && (since == null || !entry.at().isBefore(since))
        && (until == null || entry.at().isBefore(until));
  }
}
