package io.muster.rollout;

class InMemorySharedObservationsTest extends SharedObservationsContract {

  private final SharedObservations sharedObservations = new InMemorySharedObservations();

  @Override
  protected SharedObservations sharedObservations() {
    return sharedObservations;
  }
}
