package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the README repeats is what the page says that it is from. */
class ReadmeTablesTest {

  private static final Path README = Path.of("README.md");
  private static final Path CLIENTS = Path.of("docs/clients.md");
  private static final Path TUNING = Path.of("tuning.md");
  private static final Path FRESH = Path.of("target/readme-clients.md");

  /** Of the clients' table: who, which version, which transports; not the tests. */
  private static final int CLIENT_COLUMNS = 3;

  @Test
  void theClientsAreThoseOfTheirPage() throws IOException {
    List<String> expected =
        table(CLIENTS, "| client | version | transports |").stream()
            .map(ReadmeTablesTest::withoutTests)
            .toList();
    assertThat(expected).hasSizeGreaterThan(5);
    Files.createDirectories(FRESH.getParent());
    Files.write(FRESH, expected);
    assertThat(table(README, "| client | version | transports |"))
        .as("the table of clients in the README is out of date: %s has it as it should be", FRESH)
        .isEqualTo(expected);
  }

  @Test
  void everyFigureIsOneOfTuning() {
    List<String> figures = table(README, "| what | seen | command | date |");
    assertThat(figures).hasSizeGreaterThan(5);
    assertThat(table(TUNING, "| what | seen | command | date |"))
        .as("tuning.md has newer figures, or other ones")
        .containsAll(figures);
  }

  private static String withoutTests(String row) {
    List<String> cells = Arrays.asList(row.split("\\|", -1));
    return String.join("|", cells.subList(0, CLIENT_COLUMNS + 1)) + "|";
  }

  /** The rows of the first table with this head, and the head. */
  private static List<String> table(Path page, String head) {
    List<String> rows = new ArrayList<>();
    for (Line line : Pages.lines(page)) {
      boolean isRow = line.text().startsWith("|");
      if (rows.isEmpty() ? line.text().startsWith(head) : isRow) {
        rows.add(line.text());
      } else if (!rows.isEmpty()) {
        break;
      }
    }
    assertThat(rows).as("%s has a table that begins with %s", page, head).isNotEmpty();
    return rows;
  }
}
