package io.muster.pages;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The README, typed. What it shows of a rollout is drawn from it as well: {@code
 * docs/demo/record.sh} keeps the picture.
 */
class PagesIT extends TypedPages {

  private static final Path RECORDING = Path.of("target", "rollback.svg");

  @Override
  boolean isOurs(Path page) {
    return page.equals(README);
  }

  @Override
  void draw(RunnablePage page, List<TypingShell.Ran> recording) throws Exception {
    String picture = RecordingPicture.of(recording);
    Files.writeString(RECORDING, picture);
    RecordingTest.assertThatItShowsWhatThePageSays(page, picture);
  }
}
