package io.muster.api.events;

/** The examples of events in the description of the API. */
final class EventExamples {

  static final String EVENTS =
      """
      event: ready
      data: {"agents": 120}

      event: agent
      data: {"uid": "018f2c1e-8a3b-7c4d-9e5f-0123456789ab", "changes": ["connected", "changed"],
      data:  "status": "connected", "healthy": true, "lastSeen": "2026-11-23T08:15:30Z"}
      """;

  private EventExamples() {}
}
