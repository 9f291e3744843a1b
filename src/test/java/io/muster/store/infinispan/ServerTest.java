package io.muster.store.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.store.CannotOpenStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {

  @Test
  void severalServersAreSeparatedBySemicolons() {
    assertThat(Server.parse("a.example:11222; 10.0.0.1:1 ;[::1]:65535"))
        .containsExactly(
            new Server("a.example", 11_222), new Server("10.0.0.1", 1), new Server("::1", 65_535));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a:", ":1", "a:0", "a:65536", "a:1,b:2", "a:1;", "::1:1", "a b:1"})
  void anythingElseIsRefusedWithWhatWasExpected(String hosts) {
    assertThatThrownBy(() -> Server.parse(hosts))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageStartingWith("muster.store.infinispan.hosts (--infinispan) is '" + hosts + "'")
        .hasMessageContaining("expected host:port;host:port");
  }

  @Test
  void anAddressIsPrintedAsItIsWritten() {
    assertThat(new Server("::1", 1)).hasToString("[::1]:1");
    assertThat(new Server("a", 1)).hasToString("a:1");
  }
}
