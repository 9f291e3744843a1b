package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentPortReadinessTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 127.0.0.1",
    "::, 127.0.0.1",
    "0:0:0:0:0:0:0:0, 127.0.0.1",
    "127.0.0.2, 127.0.0.2",
    "::1, ::1",
    "192.0.2.7, 192.0.2.7"
  })
  void whatListensOnAllAddressesIsAskedOnTheLoopbackAddress(String host, String probed)
      throws UnknownHostException {
    assertThat(AgentPortReadiness.probed(host)).isEqualTo(InetAddress.ofLiteral(probed));
  }
}
