package io.muster.store.sqlite;

import io.muster.store.CacheName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many records there are of what nobody could tell again. */
final class Rows {

  /** They do not expire, so that fewer of them means a loss. */
  private static final List<CacheName> COUNTED =
      List.of(
          CacheName.AGENT_FACTS,
          CacheName.LABELS,
          CacheName.DESIRED,
          CacheName.REVISIONS,
          CacheName.ROLLOUTS);

  private static final String COUNT =
      COUNTED.stream()
          .map(cache -> "'" + cache.text() + "'")
          .collect(
              Collectors.joining(
                  ", ",
                  "SELECT cache, count(*) FROM entries WHERE cache IN (",
                  ") GROUP BY cache"));

  private Rows() {}

  /** Counts; reads the index alone. */
  static Map<String, Long> count(Connection connection) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COUNT)) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }
}
