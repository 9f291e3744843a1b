package io.muster.fleet;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The one place that reads the system clock; everything else is given it. */
@Singleton
class SystemClock {

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }
}
