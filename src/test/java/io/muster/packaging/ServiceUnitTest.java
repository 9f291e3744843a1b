package io.muster.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.packaging.Programs.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of systemd, as systemd reads it. */
class ServiceUnitTest {

  private static final Path UNIT = Path.of("packaging/deb/muster.service");
  private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

  @TempDir private Path folder;

  /** With a program that is there, as the package is not installed. */
  private Path unit(String text) throws IOException {
    Path program = Path.of("packaging/deb/muster").toAbsolutePath();
    assertThat(text).contains("ExecStart=/usr/bin/muster serve");
    return Files.writeString(
        folder.resolve("muster.service"), text.replace("/usr/bin/muster", program.toString()));
  }

  private Ran verify(String text) throws Exception {
    return Programs.run(List.of("systemd-analyze", "verify", "--man=no", unit(text).toString()));
  }

  @Test
  void systemdHasNothingToSayAboutIt() throws Exception {
    Programs.assumeInstalled("systemd-analyze");
    assertThat(verify(Files.readString(UNIT))).isEqualTo(new Ran(0, ""));
    assertThat(verify(Files.readString(UNIT).replace("NoNewPrivileges", "NoNewPrivilege")).output())
        .contains("'NoNewPrivilege'");
  }

  @Test
  void itsProcessCanReachLittle() throws Exception {
    Programs.assumeInstalled("systemd-analyze");
    String said = Programs.output("systemd-analyze", "security", "--offline=true", UNIT.toString());
    Matcher exposure = EXPOSURE.matcher(said);
    assertThat(exposure.find()).as(said).isTrue();
    // 1.4 by systemd 252: it speaks over the network, and a JVM makes code.
    assertThat(Double.parseDouble(exposure.group(1))).as(said).isLessThanOrEqualTo(1.6);
  }

  @Test
  void whatItNamesIsWhatThePackageHas() throws IOException {
    assertThat(Files.readString(UNIT))
        .contains(
            "User=muster\n",
            "EnvironmentFile=-/etc/muster/muster.env\n",
            "Environment=MUSTER_CACHE=/var/cache/muster\n",
            "StateDirectory=muster\n",
            "CacheDirectory=muster\n",
            "Restart=on-failure\n",
            "LimitNOFILE=65536\n");
    assertThat(Files.readString(Path.of("packaging/deb/muster.sysusers")))
        .containsPattern("(?m)^u muster - \".*\" /var/lib/muster$");
    assertThat(Files.readString(Path.of("packaging/deb/muster")))
        .contains("MUSTER_DATA=/var/lib/muster", "exec /usr/lib/muster/bin/muster \"$@\"");
  }

  /** An orderly stop takes 20 s, and more if the store hangs; systemd must not kill it before. */
  @Test
  void itIsLeftTheTimeToDrain() throws IOException {
    Matcher stop = Pattern.compile("TimeoutStopSec=(\\d+)").matcher(Files.readString(UNIT));
    assertThat(stop.find()).isTrue();
    assertThat(Integer.parseInt(stop.group(1))).isGreaterThanOrEqualTo(60);
    assertThat(Files.readString(UNIT)).contains("KillSignal=SIGTERM", "SuccessExitStatus=143");
  }
}
