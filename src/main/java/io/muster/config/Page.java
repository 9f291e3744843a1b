package io.muster.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a longer list. Cursors are keys, not positions: paging neither repeats nor skips
 * what is there all the time.
 *
 * @param total items of the whole list
 * @param next cursor of the page behind this one; null if this is the last
 */
public record Page<T>(List<T> items, long total, @Nullable String next) {
  public Page {
    items = List.copyOf(items);
  }
}
