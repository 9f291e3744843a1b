package io.muster.plan;

import io.muster.fleet.TestFleet;
import java.time.InstantSource;
import java.util.List;

/** What belongs to which set, in memory. */
public final class MembershipInTests {

  private MembershipInTests() {}

  /** Nothing belongs to any. */
  public static SetMembership none() {
    return new SetMembership(
        new InMemoryManifestSetStore(),
        new ManifestLabels(new InMemoryManifestLabelStore()),
        InstantSource.fixed(TestFleet.NOW));
  }

  /** One thing belongs to one. */
  public static SetMembership of(String set, ManifestKind kind, String name) {
    SetMembership membership = none();
    var _ =
        membership.claim(
            new OfSet(set, false, false, "ops"), List.of(new ManifestId(kind, name)), "ops");
    return membership;
  }
}
