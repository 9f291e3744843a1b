package io.muster.pages;

import java.nio.file.Path;

/** The tour, typed: the longest page, in which agents have a minute to settle before they drift. */
class PagesOfTourIT extends TypedPages {

  @Override
  boolean isOurs(Path page) {
    return page.equals(TOUR);
  }
}
