package io.muster.chaos;

/** Connections that a proxy of ours carries, and can cut. */
sealed interface Route {

  /** Those of all agents to an instance. */
  record AgentsTo(int instance) implements Route {
    @Override
    public String toString() {
      return "agents to muster-" + (instance + 1);
    }
  }

  /** Those of one instance to all Infinispan servers; the other instances keep theirs. */
  record InstanceToStores(int instance) implements Route {
    @Override
    public String toString() {
      return "muster-" + (instance + 1) + " to infinispan";
    }
  }

  /** Those of one instance to one Infinispan server. */
  record InstanceToStore(int instance, int store) implements Route {
    @Override
    public String toString() {
      return "muster-" + (instance + 1) + " to infinispan-" + (store + 1);
    }
  }
}
