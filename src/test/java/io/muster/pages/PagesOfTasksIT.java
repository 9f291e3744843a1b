package io.muster.pages;

import java.nio.file.Path;

/** All pages that have no class of their own, typed. */
class PagesOfTasksIT extends TypedPages {

  @Override
  boolean isOurs(Path page) {
    return !page.equals(README) && !page.equals(TOUR);
  }
}
