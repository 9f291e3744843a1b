package io.muster.chaos;

/** What an operator does, on some instance. */
sealed interface Change {

  /** The instance that is asked. */
  int instance();

  /** A new revision of the config that a target follows. */
  record PutConfig(int instance) implements Change {
    @Override
    public String toString() {
      return "put config";
    }
  }

  /** A new revision of another config, and then the target that pins it. */
  record MoveTarget(int instance) implements Change {
    @Override
    public String toString() {
      return "move target";
    }
  }

  /** A label of an agent. */
  record PutLabel(int instance, int agent) implements Change {
    @Override
    public String toString() {
      return "label agent " + agent;
    }
  }
}
