package io.muster.rollout;

class InMemorySightingsTest extends SightingsContract {

  private final Sightings sightings = new InMemorySightings();

  @Override
  protected Sightings sightings() {
    return sightings;
  }
}
