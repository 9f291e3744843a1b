package io.muster.audit;

import java.util.ArrayList;
import java.util.List;

/** Signed checkpoints as they stand in a file, one behind the other. */
public final class SignedNotes {

  private static final String SIGNATURE = "— ";

  private SignedNotes() {}

  /** Each with its signatures; what follows the last signature belongs to none. */
  public static List<String> of(String file) {
    List<String> notes = new ArrayList<>();
    StringBuilder note = new StringBuilder();
    boolean signed = false;
    for (String line : file.lines().toList()) {
      boolean signature = line.startsWith(SIGNATURE);
      if (signed && !signature) {
        notes.add(note.toString());
        note.setLength(0);
        signed = false;
      }
      if (!note.isEmpty() || !line.isBlank()) {
        note.append(line).append('\n');
      }
      signed |= signature;
    }
    if (signed) {
      notes.add(note.toString());
    }
    return notes;
  }
}
