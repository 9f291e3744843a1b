package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.pages.RunnablePage.Block;
import io.muster.pages.TypingShell.Printed;
import io.muster.pages.TypingShell.Ran;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The picture of a rollback in the README: that it shows what the README says, and can be read. */
class RecordingTest {

  private static final Path PICTURE = Path.of("docs/demo/rollback.svg");
  private static final int MOST_BYTES = 20_000;

  /** WCAG 2: enhanced contrast, for text on the ground of the picture itself. */
  private static final double CONTRAST = 7;

  private static final long SECOND = 1_000_000_000L;

  @Test
  void thePictureShowsWhatTheReadmeSays() throws Exception {
    RunnablePage readme = RunnablePage.read(Path.of("README.md"));
    assertThat(Files.readString(readme.file())).contains("](" + PICTURE + ")");
    assertThatItShowsWhatThePageSays(readme, Files.readString(PICTURE));
  }

  /** Also of the picture that a run of the page makes. */
  static void assertThatItShowsWhatThePageSays(RunnablePage page, String picture) throws Exception {
    assertThat(picture.getBytes(StandardCharsets.UTF_8).length).isLessThan(MOST_BYTES);
    assertThat(picture).doesNotContain("<script", "href", "url(", "@import", "<image");
    List<String> lines = lines(picture);
    boolean recorded = false;
    int found = 0;
    for (Block block : page.blocks()) {
      if (block.isRun()) {
        recorded = block.marks().contains("recorded");
        for (String command : recorded ? block.commands() : List.<String>of()) {
          found++;
          assertThat(lines).as("make it anew: docs/demo/record.sh").contains("$ " + command);
        }
      } else if (block.isOutput() && recorded) {
        for (String line : block.text()) {
          found++;
          assertThat(String.join("\n", lines))
              .as("make it anew: docs/demo/record.sh")
              .containsPattern(PageRun.pattern(line));
        }
      }
    }
    assertThat(found).isGreaterThan(3);
    assertThat(lines).anyMatch(line -> line.contains("rolled_back"));
  }

  @Test
  void itsTextStandsOutFromItsOwnGround() throws Exception {
    String picture = Files.readString(PICTURE);
    String ground = RecordingPicture.BACKGROUND;
    assertThat(picture).contains("fill=\"" + ground + "\"");
    Matcher colour = Pattern.compile("fill: (#[0-9a-f]{6})").matcher(picture);
    int colours = 0;
    while (colour.find()) {
      colours++;
      assertThat(contrast(colour.group(1), ground)).as(colour.group(1)).isGreaterThan(CONTRAST);
    }
    assertThat(colours).isEqualTo(2);
  }

  @Test
  void whatWasPrintedIsShownAsItIsInItsOrderAndNotTooSlowly() throws Exception {
    String longLine = "a <b> & \"c\" " + "word ".repeat(30).strip();
    Ran first =
        new Ran(
            "./muster a",
            0,
            0,
            List.of(),
            List.of(new Printed(SECOND / 2, longLine), new Printed(60 * SECOND, "  end")));
    Ran second =
        new Ran("./muster b", 61 * SECOND, 0, List.of(), List.of(new Printed(62 * SECOND, "")));
    String picture = RecordingPicture.of(List.of(first, second));
    assertThat(lines(picture))
        .containsExactly("$ ./muster a", longLine, "  end", "$ ./muster b", "");
    assertThat(delays(picture)).containsExactly("0.0", "0.5", "0.5", "1.7", "2.5", "3.5");
  }

  private static List<String> delays(String picture) {
    return Pattern.compile("animation-delay:([\\d.]+)s")
        .matcher(picture)
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  /** The lines that it shows; well-formed, or the parser throws. */
  private static List<String> lines(String picture) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    NodeList rows =
        factory
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(picture)))
            .getElementsByTagName("text");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.getLength(); i++) {
      Element row = (Element) rows.item(i);
      String text = row.getTextContent();
      if (row.getAttribute("class").endsWith(RecordingPicture.GOES_ON)) {
        lines.add(lines.removeLast() + text);
      } else {
        lines.add(text);
      }
    }
    return lines;
  }

  private static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double part = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      double linear = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
      sum += weights[i] * linear;
    }
    return sum;
  }
}
