package io.muster.store.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What Muster makes, what it accepts, and what is in the configuration to deploy. */
class DefinitionsTest {

  private static final Path DEPLOYED = Path.of("deploy/infinispan/infinispan.xml");

  @Test
  void theConfigurationToDeployHasEachCacheAsMusterWouldMakeIt() throws IOException {
    String deployed = Files.readString(DEPLOYED).replaceAll(">\\s+<", "><");
    for (CacheName cache : CacheName.values()) {
      assertThat(deployed).contains(Definitions.xml(cache));
    }
  }

  @Test
  void whatMusterMakesPassesItsOwnCheck() throws IOException {
    for (CacheName cache : CacheName.values()) {
      DeployedCache deployed = DeployedCache.parse(Definitions.xml(cache));
      assertThatCode(() -> deployed.check(cache)).doesNotThrowAnyException();
    }
  }

  @Test
  void whatAgentsReportAgainMayAlsoBeOnEveryServer() throws IOException {
    DeployedCache replicated = DeployedCache.parse(Definitions.xml(CacheName.DESIRED));
    assertThatCode(() -> replicated.check(CacheName.AGENTS)).doesNotThrowAnyException();
  }

  @Test
  void whatWouldBeLostIsNamed() throws IOException {
    assertWrong(
        CacheName.DESIRED,
        Definitions.xml(CacheName.DESIRED).replaceAll("<persistence.*</persistence>", ""),
        "it has no persistence, expected a file-store");
    assertWrong(
        CacheName.DESIRED,
        Definitions.xml(CacheName.DESIRED).replace("SYNC", "ASYNC"),
        "its mode is ASYNC, expected SYNC");
    assertWrong(
        CacheName.AGENTS,
        Definitions.xml(CacheName.AGENTS).replace("owners=\"2\"", "owners=\"1\""),
        "it has 1 owner, expected 2");
    assertWrong(
        CacheName.AGENTS,
        Definitions.xml(CacheName.AGENTS).replace("text/plain", "application/x-java-object"),
        "its keys are 'application/x-java-object', expected text/plain");
  }

  private static void assertWrong(CacheName cache, String xml, String problem) throws IOException {
    DeployedCache deployed = DeployedCache.parse(xml);
    assertThatThrownBy(() -> deployed.check(cache))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageStartingWith("The Infinispan cache '" + cache.text() + "' is not what Muster")
        .hasMessageContaining(problem);
  }
}
