package io.muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProxyTest {

  private final ServerSocket echoing;
  private final Proxy proxy;

  ProxyTest() throws IOException {
    echoing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    proxy = new Proxy(echoing.getLocalPort(), 2, socket -> 0);
  }

  @BeforeEach
  void echo() {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket socket = echoing.accept();
              Thread.ofVirtual().start(() -> echo(socket));
            }
          } catch (IOException e) {
            // the end of the test
          }
        });
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // reset
    }
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echoing.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void say(Socket socket, int letter) throws IOException {
    socket.getOutputStream().write(letter);
  }

  @Test
  void itCarriesBothWays() throws IOException {
    try (Socket socket = connect()) {
      say(socket, 'a');
      assertThat(socket.getInputStream().read()).isEqualTo('a');
    }
  }

  @Test
  void aCutResetsWhatIsOpenAndWhatIsNewUntilItHeals() throws IOException {
    try (Socket before = connect()) {
      say(before, 'a');
      assertThat(before.getInputStream().read()).isEqualTo('a');
      proxy.cut(0, Manner.RESET);
      assertThatThrownBy(
              () -> {
                if (before.getInputStream().read() < 0) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    assertThatThrownBy(
            () -> {
              try (Socket during = connect()) {
                say(during, 'a');
                if (during.getInputStream().read() < 0) {
                  throw new IOException("closed");
                }
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    proxy.heal(0);
    itCarriesBothWays();
  }

  @Test
  void aSilentCutHoldsBackWhatIsSentUntilItHeals() throws IOException {
    try (Socket socket = connect()) {
      say(socket, 'a');
      assertThat(socket.getInputStream().read()).isEqualTo('a');
      proxy.cut(0, Manner.SILENT);
      say(socket, 'b');
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      proxy.heal(0);
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo('b');
    }
  }

  @Test
  void anotherLaneIsNotCut() throws IOException {
    proxy.cut(1, Manner.RESET);
    itCarriesBothWays();
  }

  @Test
  void theProcessAtTheOtherEndIsFound() throws IOException {
    try (Socket socket = connect()) {
      String inode = Sockets.inode(socket.getLocalPort(), proxy.port()).orElseThrow();
      assertThat(Sockets.has(ProcessHandle.current().pid(), inode)).isTrue();
      assertThat(Sockets.has(1, inode)).isFalse();
    }
  }

  @Test
  void theLastLineOfAKilledProcessMayBeCutOff(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("events.log");
    var entry = new AgentLog.Entry(12, 3, AgentLog.Event.OFFERED, "ab");
    new AgentLog(file).write(entry);
    java.nio.file.Files.writeString(file, "13 3 off", java.nio.file.StandardOpenOption.APPEND);
    assertThat(AgentLog.read(file)).containsExactly(entry);
  }
}
