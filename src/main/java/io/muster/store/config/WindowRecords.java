package io.muster.store.config;

import io.muster.policy.Window;
import io.muster.store.proto.WindowRecord;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.stream.Collectors;

/** The stored form of windows. */
public final class WindowRecords {

  private WindowRecords() {}

  /** As it is stored. */
  public static WindowRecord write(Window window) {
    return WindowRecord.newBuilder()
        .addAllDays(window.days().stream().map(DayOfWeek::getValue).sorted().toList())
        .setFrom(window.from().toString())
        .setTo(window.to().toString())
        .setZone(window.zone().getId())
        .build();
  }

  /** Reads it. */
  public static Window read(WindowRecord record) {
    return new Window(
        record.getDaysList().stream().map(DayOfWeek::of).collect(Collectors.toSet()),
        LocalTime.parse(record.getFrom()),
        LocalTime.parse(record.getTo()),
        ZoneId.of(record.getZone()));
  }
}
