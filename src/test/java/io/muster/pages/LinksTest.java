package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.architecture.Pages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link of every page leads to what a clone has. */
class LinksTest {

  @TempDir private Path folder;

  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    List<Path> pages = Pages.markdown();
    assertThat(pages).hasSizeGreaterThan(60);
    assertThat(pages.stream().mapToInt(page -> Pages.links(page).size()).sum())
        .as("links found")
        .isGreaterThan(400);
    assertThat(new LinkCheck(Path.of("").toAbsolutePath(), tracked()).broken(pages)).isEmpty();
  }

  @Test
  void aFileThatIsThereIsFoundAndAnotherOneIsNot() throws IOException {
    page("there.md", "# A heading: of two\n# A heading: of two\n");

    assertThat(broken("[a](there.md) and [b](missing.md)"))
        .containsExactly("missing.md is not there");
    assertThat(broken("[a](there.md#a-heading-of-two), [b](#here-too)\n## Here, too")).isEmpty();
    assertThat(broken("[b](there.md#a-heading-of-two-1)")).isEmpty();
    assertThat(broken("[c](there.md#a-heading-of-two-2)"))
        .containsExactly("there.md#a-heading-of-two-2 is no heading there");
    assertThat(broken("[d](#nowhere)")).containsExactly("#nowhere is no heading there");
  }

  @Test
  void linksAreFoundInEveryFormThatMarkdownHas() throws IOException {
    assertThat(broken("a [link whose text\nis broken](missing.md) over lines"))
        .containsExactly("missing.md is not there");
    assertThat(broken("[![in a picture](a.svg)](b.md \"with a title\")"))
        .containsExactly("a.svg is not there", "b.md is not there");
    assertThat(broken("[`code` in it](c.md), [in angles](<d e.md>)"))
        .containsExactly("c.md is not there", "d e.md is not there");
    assertThat(broken("See [f].\n\n[f]: f.md")).containsExactly("f.md is not there");
    assertThat(broken("<a href=\"g.md\"><img src=\"h.png\"></a>"))
        .containsExactly("g.md is not there", "h.png is not there");
    assertThat(broken("[brackets [in] it](i.md)")).containsExactly("i.md is not there");
  }

  @Test
  void whatIsNoLinkIntoTheRepositoryIsPassedOver() throws IOException {
    assertThat(
            broken(
                """
                [elsewhere](https://missing.example/a.md), `[code](a.md)`, ``[`code`](b.md)``
                ```sh
                [fenced](c.md)
                ```
                an odd ` backtick

                [this](d.md) one counts, ` and so on
                """))
        .containsExactly("d.md is not there");
  }

  @Test
  void aLinkLeadsNowhereOutsideOfTheRepository() throws IOException {
    assertThat(broken("[a](../other/README.md), [b](/etc/passwd)"))
        .containsExactly(
            "../other/README.md is outside of the repository",
            "/etc/passwd is outside of the repository");
  }

  @Test
  void aFileThatGitDoesNotHaveIsBroken() throws IOException {
    Path page = page("page.md", "[a](mine.md), [b](kept.md), [folder](kept), [other](own)");
    page("mine.md", "");
    page("kept.md", "");
    page("kept/a.md", "");
    page("own/a.md", "");
    Set<Path> tracked = Set.of(Path.of("kept.md"), Path.of("kept/a.md"));
    assertThat(new LinkCheck(folder, Optional.of(tracked)).broken(List.of(page)))
        .containsExactly(
            page + ":1: mine.md is on this machine only: git does not have it",
            page + ":1: own is on this machine only: git does not have it");
  }

  private List<String> broken(String text) throws IOException {
    Path page = page("page.md", text);
    return new LinkCheck(folder, Optional.empty())
        .broken(List.of(page)).stream()
            .map(problem -> problem.replaceFirst(".*page\\.md:\\d+: ", ""))
            .toList();
  }

  private Path page(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** What is committed, or is about to be; nothing in an unpacked archive of the sources. */
  private static Optional<Set<Path>> tracked() throws IOException, InterruptedException {
    if (!Files.exists(Path.of(".git"))) {
      return Optional.empty();
    }
    Process git =
        new ProcessBuilder("git", "ls-files", "-z", "--cached")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as("git ls-files").isZero();
    return Optional.of(
        Stream.of(names.split("\0")).map(Path::of).collect(Collectors.toUnmodifiableSet()));
  }
}
