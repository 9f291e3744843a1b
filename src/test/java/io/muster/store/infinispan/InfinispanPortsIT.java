package io.muster.store.infinispan;

import static org.awaitility.Awaitility.await;

import io.muster.config.ConfigStore;
import io.muster.config.ConfigStoreContract;
import io.muster.connection.ConnectionProgressStore;
import io.muster.connection.ConnectionProgressStoreContract;
import io.muster.connection.ConnectionSettingsStore;
import io.muster.connection.ConnectionSettingsStoreContract;
import io.muster.fleet.AgentStore;
import io.muster.fleet.AgentStoreContract;
import io.muster.fleet.CommandStore;
import io.muster.fleet.CommandStoreContract;
import io.muster.fleet.ContentStore;
import io.muster.fleet.ContentStoreContract;
import io.muster.fleet.LabelStore;
import io.muster.fleet.LabelStoreContract;
import io.muster.freeze.FreezeStore;
import io.muster.freeze.FreezeStoreContract;
import io.muster.operator.OperatorStore;
import io.muster.operator.OperatorStoreContract;
import io.muster.policy.SettingsStore;
import io.muster.policy.SettingsStoreContract;
import io.muster.policy.TargetStore;
import io.muster.policy.TargetStoreContract;
import io.muster.rollout.RolloutStore;
import io.muster.rollout.RolloutStoreContract;
import io.muster.rollout.SharedObservations;
import io.muster.rollout.SharedObservationsContract;
import io.muster.store.config.ConfigStores;
import io.muster.store.connection.ConnectionStores;
import io.muster.store.fleet.FleetStores;
import io.muster.store.freeze.FreezeStores;
import io.muster.store.operator.OperatorStores;
import io.muster.store.rollout.RolloutStores;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contracts of the features' ports, against a real server. */
class InfinispanPortsIT {

  private InfinispanStore store;

  @BeforeEach
  void open() {
    store = RealServer.emptyStore();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Nested
  class Agents extends AgentStoreContract {
    @Override
    protected AgentStore store() {
      return FleetStores.on(store).agents();
    }
  }

  @Nested
  class AgentsLabels extends LabelStoreContract {
    @Override
    protected LabelStore store() {
      return FleetStores.on(store).labels();
    }
  }

  @Nested
  class Contents extends ContentStoreContract {
    @Override
    protected ContentStore store() {
      return FleetStores.on(store).contents();
    }
  }

  @Nested
  class Commands extends CommandStoreContract {
    @Override
    protected CommandStore store() {
      return FleetStores.on(store).commands();
    }

    @Override
    protected void pass(Duration time) {
      await().pollDelay(time).until(() -> true);
    }
  }

  @Nested
  class Configs extends ConfigStoreContract {
    @Override
    protected ConfigStore store() {
      return ConfigStores.on(store).configs();
    }
  }

  @Nested
  class Targets extends TargetStoreContract {
    @Override
    protected TargetStore store() {
      return ConfigStores.on(store).targets();
    }
  }

  @Nested
  class Settings extends SettingsStoreContract {
    @Override
    protected SettingsStore store() {
      return ConfigStores.on(store).settings();
    }
  }

  @Nested
  class Freezes extends FreezeStoreContract {
    @Override
    protected FreezeStore store() {
      return FreezeStores.on(store);
    }
  }

  @Nested
  class Operators extends OperatorStoreContract {
    @Override
    protected OperatorStore store() {
      return OperatorStores.on(store);
    }
  }

  @Nested
  class ConnectionSettings extends ConnectionSettingsStoreContract {
    @Override
    protected ConnectionSettingsStore store() {
      return ConnectionStores.on(store);
    }
  }

  @Nested
  class ConnectionProgress extends ConnectionProgressStoreContract {
    @Override
    protected ConnectionProgressStore store() {
      return ConnectionStores.progressOn(store);
    }
  }

  @Nested
  class Rollouts extends RolloutStoreContract {
    @Override
    protected RolloutStore store() {
      return RolloutStores.on(store).rollouts();
    }
  }

  @Nested
  class RolloutObservations extends SharedObservationsContract {
    @Override
    protected SharedObservations sharedObservations() {
      return RolloutStores.on(store).sharedObservations();
    }
  }
}
