package io.muster.config.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.diff.DocumentDiff.Change;
import io.muster.config.diff.DocumentDiff.FileDiff;
import io.muster.config.diff.LineDiff.Hunk;
import io.muster.config.diff.LineDiff.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class LineDiffTest {

  /** Applies a difference by the line numbers of its hunks, checking every line it expects. */
  private static String apply(String from, List<Hunk> hunks) {
    List<String> old = LineDiff.lines(from);
    StringBuilder result = new StringBuilder();
    int at = 0;
    int toLine = 1;
    for (Hunk hunk : hunks) {
      int start = hunk.fromLines() == 0 ? hunk.fromLine() : hunk.fromLine() - 1;
      for (; at < start; at++, toLine++) {
        result.append(old.get(at));
      }
      assertThat(hunk.toLine()).isEqualTo(hunk.toLines() == 0 ? toLine - 1 : toLine);
      for (LineDiff.Line line : hunk.lines()) {
        if (line.kind() != Kind.ADDED) {
          assertThat(old.get(at++)).isEqualTo(line.text());
        }
        if (line.kind() != Kind.REMOVED) {
          result.append(line.text());
          toLine++;
        }
      }
    }
    for (; at < old.size(); at++) {
      result.append(old.get(at));
    }
    return result.toString();
  }

  private static String text(Random random, int mostLines, int words) {
    StringBuilder text = new StringBuilder();
    int lines = random.nextInt(mostLines + 1);
    for (int i = 0; i < lines; i++) {
      text.append("line ").append(random.nextInt(words)).append('\n');
    }
    return random.nextInt(4) == 0 ? text.append("no end").toString() : text.toString();
  }

  @Test
  void applyingTheDifferenceToTheOlderTextGivesTheNewer() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      int words = 1 + random.nextInt(12);
      String from = text(random, 40, words);
      String to = text(random, 40, words);
      assertThat(apply(from, LineDiff.between(from, to))).as("seed %d", seed).isEqualTo(to);
    }
  }

  @Test
  void theDifferenceIsAShortestOne() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      String from = text(random, 12, 4);
      String to = text(random, 12, 4);
      long edits =
          LineDiff.between(from, to).stream()
              .flatMap(hunk -> hunk.lines().stream())
              .filter(line -> line.kind() != Kind.SAME)
              .count();
      assertThat(edits)
          .as("seed %d from <%s> to <%s>", seed, from, to)
          .isEqualTo(shortest(LineDiff.lines(from), LineDiff.lines(to)));
    }
  }

  /** Length of a shortest script, by the longest common subsequence. */
  private static long shortest(List<String> from, List<String> to) {
    int[][] common = new int[from.size() + 1][to.size() + 1];
    for (int i = 1; i <= from.size(); i++) {
      for (int j = 1; j <= to.size(); j++) {
        common[i][j] =
            from.get(i - 1).equals(to.get(j - 1))
                ? common[i - 1][j - 1] + 1
                : Math.max(common[i - 1][j], common[i][j - 1]);
      }
    }
    return from.size() + to.size() - 2L * common[from.size()][to.size()];
  }

  @Test
  void aUnifiedDiffLooksAsEverywhere() {
    String from = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15";
    String to = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n";
    assertThat(LineDiff.unified(LineDiff.between(from, to)))
        .isEqualTo(
            """
            @@ -2,7 +2,7 @@
             2
             3
             4
            -5
            +five
             6
             7
             8
            @@ -12,4 +12,5 @@
             12
             13
             14
            -15
            \\ No newline at end of file
            +15
            +16
            """);
  }

  @Test
  void nearChangesShareAHunkAndFarOnesDoNot() {
    String from = "a\n1\n2\n3\n4\n5\n6\nb\n";
    assertThat(LineDiff.between(from, from.replace("a", "x").replace("b", "y"))).hasSize(1);
    String further = "a\n1\n2\n3\n4\n5\n6\n7\nb\n";
    assertThat(LineDiff.between(further, further.replace("a", "x").replace("b", "y"))).hasSize(2);
  }

  @Test
  void equalTextsHaveNoDifference() {
    assertThat(LineDiff.between("a\n", "a\n")).isEmpty();
    assertThat(LineDiff.unified(List.of())).isEmpty();
  }

  @Test
  void textsThatAreTooDifferentGetACoarseDifferenceInTime() {
    StringBuilder from = new StringBuilder("same\n");
    StringBuilder to = new StringBuilder("same\n");
    for (int i = 0; i < 60_000; i++) {
      from.append("a").append(i).append('\n');
      to.append("b").append(i).append('\n');
    }
    List<Hunk> hunks =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> LineDiff.between(from.toString(), to.toString()));
    assertThat(hunks).hasSize(1);
    assertThat(hunks.getFirst().head()).isEqualTo("@@ -1,60001 +1,60001 @@");
    assertThat(apply(from.toString(), hunks)).isEqualTo(to.toString());
  }

  private static ConfigFile file(String name, String body, String type) {
    return new ConfigFile(name, ByteString.copyFromUtf8(body), type);
  }

  @Test
  void filesAreAddedRemovedChangedOrBinary() {
    List<ConfigFile> from = new ArrayList<>();
    from.add(file("changed", "a\nb\n", ""));
    from.add(file("removed", "x\n", ""));
    from.add(file("same", "x\n", ""));
    from.add(file("typed", "x\n", "text/yaml"));
    from.add(file("zbinary", "\0", ""));
    List<ConfigFile> to = new ArrayList<>();
    to.add(file("added", "y\n", ""));
    to.add(file("changed", "a\nc\n", ""));
    to.add(file("same", "x\n", ""));
    to.add(file("typed", "x\n", "yaml"));
    to.add(file("zbinary", "\0\0", ""));
    DocumentDiff diff = DocumentDiff.between(new ConfigDocument(from), new ConfigDocument(to));
    assertThat(diff.files())
        .extracting(FileDiff::name, FileDiff::change, FileDiff::binary)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("added", Change.ADDED, false),
            org.assertj.core.groups.Tuple.tuple("changed", Change.CHANGED, false),
            org.assertj.core.groups.Tuple.tuple("removed", Change.REMOVED, false),
            org.assertj.core.groups.Tuple.tuple("typed", Change.CHANGED, false),
            org.assertj.core.groups.Tuple.tuple("zbinary", Change.CHANGED, true));
    assertThat(diff.unified())
        .isEqualTo(
            """
            --- /dev/null
            +++ b/added
            @@ -0,0 +1 @@
            +y
            --- a/changed
            +++ b/changed
            @@ -1,2 +1,2 @@
             a
            -b
            +c
            --- a/removed
            +++ /dev/null
            @@ -1 +0,0 @@
            -x
            content type text/yaml -> yaml
            Binary files a/zbinary and b/zbinary differ
            """);
  }
}
