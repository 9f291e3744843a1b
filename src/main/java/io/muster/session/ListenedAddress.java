package io.muster.session;

import io.muster.fleet.AgentAccess;
import io.muster.fleet.AgentAddress;
import jakarta.inject.Singleton;

/** The agents' port as it is listened on. */
@Singleton
class ListenedAddress implements AgentAddress {

  private final AgentListener listener;
  private final AgentSettings settings;
  private final AgentAccess access;

  ListenedAddress(AgentListener listener, AgentSettings settings, AgentAccess access) {
    this.listener = listener;
    this.settings = settings;
    this.access = access;
  }

  @Override
  public Address address() {
    return new Address(
        listener.secure(), settings.host(), listener.port(), settings.path(), access.required());
  }
}
