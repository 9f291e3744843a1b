package io.muster.config;

import io.muster.protocol.ContentHash;
import java.time.Instant;
import java.util.List;

/**
 * A revision without its content, for lists.
 *
 * @param number as of the {@link ConfigRevision}
 * @param files names, in order
 * @param bytes of all files together, with their names
 */
public record RevisionSummary(
    String name,
    long number,
    ContentHash hash,
    String author,
    Instant createdAt,
    String comment,
    List<String> files,
    long bytes) {

  public RevisionSummary {
    files = List.copyOf(files);
  }

  static RevisionSummary of(ConfigRevision revision) {
    return new RevisionSummary(
        revision.name(),
        revision.number(),
        revision.hash(),
        revision.author(),
        revision.createdAt(),
        revision.comment(),
        revision.document().files().stream().map(ConfigFile::name).toList(),
        revision.document().size());
  }
}
