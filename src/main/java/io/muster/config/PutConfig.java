package io.muster.config;

import org.jspecify.annotations.Nullable;

/**
 * An operator's wish for a new revision.
 *
 * @param author the operator's name
 * @param comment for people, may be empty
 * @param ifMatch number that the newest revision must have; {@link #NONE} if there must be no such
 *     config; null if it does not matter
 * @param allowEmpty take a config or files without content (RC-16)
 */
public record PutConfig(
    String name,
    ConfigDocument document,
    String author,
    String comment,
    @Nullable Long ifMatch,
    boolean allowEmpty) {

  /** For {@link #ifMatch}: there must be no config of this name. */
  public static final long NONE = 0;

  public PutConfig {
    ConfigName.check("config", name);
    ConfigRevision.checkComment(comment);
  }
}
