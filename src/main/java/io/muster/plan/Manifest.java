package io.muster.plan;

import io.muster.agent.Labels;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.connection.PutConnection;
import io.muster.policy.PutTarget;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.StartRollout;
import org.jspecify.annotations.Nullable;

/** One thing that an operator wants to be: what a PUT takes. */
public sealed interface Manifest {

  /** What it is about. */
  ManifestId id();

  /** A config; `ifMatch` is not used. */
  record OfConfig(PutConfig put) implements Manifest {
    @Override
    public ManifestId id() {
      return new ManifestId(ManifestKind.CONFIG, put.name());
    }
  }

  /** A set of OTTL rules; `ifMatch` is not used. */
  record OfRules(PutConfig put) implements Manifest {
    @Override
    public ManifestId id() {
      return new ManifestId(ManifestKind.RULE_SET, put.name());
    }
  }

  /** A target; `ifMatch` is not used. */
  record OfTarget(PutTarget put) implements Manifest {
    @Override
    public ManifestId id() {
      return new ManifestId(ManifestKind.TARGET, put.name());
    }
  }

  /**
   * The config of agents that no target wants. There is one, called {@value #NAME}.
   *
   * @param config null for none
   */
  record OfDefault(@Nullable ConfigReference config, String author) implements Manifest {

    /** Its name. */
    public static final String NAME = "default";

    @Override
    public ManifestId id() {
      return new ManifestId(ManifestKind.DEFAULT_CONFIG, NAME);
    }
  }

  /** Connection settings; `ifMatch` is not used. */
  record OfConnection(PutConnection put) implements Manifest {
    @Override
    public ManifestId id() {
      return new ManifestId(ManifestKind.CONNECTION_SETTINGS, put.name());
    }
  }

  /** All labels of an agent. */
  record OfLabels(InstanceUid uid, Labels labels, String author) implements Manifest {
    @Override
    public ManifestId id() {
      return new ManifestId(ManifestKind.LABELS, uid.toString());
    }
  }

  /** A rollout that has brought its target there, or does, or is to be started. */
  record OfRollout(String name, StartRollout start) implements Manifest {
    @Override
    public ManifestId id() {
      return new ManifestId(ManifestKind.ROLLOUT, name);
    }
  }
}
