package io.muster.rollout;

class InMemorySharedObservationsTest extends SharedObservationsContract {

  private final SharedObservations sightings = new InMemorySharedObservations();

  @Override
  protected SharedObservations sightings() {
    return sightings;
  }
}
