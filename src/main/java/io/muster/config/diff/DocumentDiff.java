package io.muster.config.diff;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What changes from one config to another, file by file in name order; unchanged files are left
 * out. Pure.
 */
public record DocumentDiff(List<FileDiff> files) {

  /** Larger files are not compared line by line. */
  private static final int MAX_TEXT = 4 << 20;

  public DocumentDiff {
    files = List.copyOf(files);
  }

  /** What happened to a file. */
  public enum Change {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * What changes in one file.
   *
   * @param fromType content type before; empty if it was added
   * @param toType content type after; empty if it was removed
   * @param binary not text, or too large: only that it changed is told
   * @param hunks none if it is binary or only its content type changed
   */
  public record FileDiff(
      String name,
      Change change,
      String fromType,
      String toType,
      boolean binary,
      List<LineDiff.Hunk> hunks) {
    public FileDiff {
      hunks = List.copyOf(hunks);
    }
  }

  /** Compares two configs. */
  public static DocumentDiff between(ConfigDocument from, ConfigDocument to) {
    TreeSet<ConfigFile> names = new TreeSet<>(from.files());
    names.addAll(to.files());
    List<FileDiff> files = new ArrayList<>();
    for (ConfigFile each : names) {
      Optional<ConfigFile> before = from.file(each.name());
      Optional<ConfigFile> after = to.file(each.name());
      if (!before.equals(after)) {
        files.add(file(each.name(), before, after));
      }
    }
    return new DocumentDiff(files);
  }

  private static FileDiff file(
      String name, Optional<ConfigFile> before, Optional<ConfigFile> after) {
    Change change =
        before.isEmpty() ? Change.ADDED : after.isEmpty() ? Change.REMOVED : Change.CHANGED;
    ByteString from = before.map(ConfigFile::body).orElse(ByteString.EMPTY);
    ByteString to = after.map(ConfigFile::body).orElse(ByteString.EMPTY);
    boolean binary = !isText(from) || !isText(to);
    return new FileDiff(
        name,
        change,
        before.map(ConfigFile::contentType).orElse(""),
        after.map(ConfigFile::contentType).orElse(""),
        binary,
        binary ? List.of() : LineDiff.between(from.toStringUtf8(), to.toStringUtf8()));
  }

  private static boolean isText(ByteString body) {
    if (body.size() > MAX_TEXT || !body.isValidUtf8()) {
      return false;
    }
    for (int i = 0; i < body.size(); i++) {
      if (body.byteAt(i) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The whole as a unified diff; empty if nothing changed. */
  public String unified() {
    StringBuilder text = new StringBuilder();
    for (FileDiff file : files) {
      String old = file.change() == Change.ADDED ? "/dev/null" : "a/" + file.name();
      String now = file.change() == Change.REMOVED ? "/dev/null" : "b/" + file.name();
      if (file.change() == Change.CHANGED && !file.fromType().equals(file.toType())) {
        text.append("content type ").append(file.fromType());
        text.append(" -> ").append(file.toType()).append('\n');
      }
      if (file.binary()) {
        text.append("Binary files ").append(old).append(" and ").append(now).append(" differ\n");
      } else if (!file.hunks().isEmpty()) {
        text.append("--- ").append(old).append("\n+++ ").append(now).append('\n');
        text.append(LineDiff.unified(file.hunks()));
      }
    }
    return text.toString();
  }
}
