package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import java.io.IOException;
import java.net.BindException;
import org.junit.jupiter.api.Test;

class StartProblemTest {

  private static Throwable wrapped(Throwable cause) {
    return new RuntimeException("Failed to start quarkus", new IllegalStateException(cause));
  }

  @Test
  void anOperatorPortInUseSaysWhichAndWhatToDo() {
    String text =
        StartProblem.describe(
            wrapped(new QuarkusBindException("127.0.0.1", 8080, new BindException("in use"))));

    assertThat(text)
        .contains("operator port 8080 on 127.0.0.1")
        .contains("--operator-port")
        .doesNotContain("\tat ");
  }

  @Test
  void theNativeTransportsOwnBindErrorMeansTheOperatorPort() {
    String text =
        StartProblem.describe(
            wrapped(new IOException("bind(..) failed with error(-98): Address already in use")));

    assertThat(text).contains("operator port 8080 on 127.0.0.1").doesNotContain("\tat ");
  }

  @Test
  void messagesMadeForPeopleStandAlone() {
    assertThat(StartProblem.describe(wrapped(new ConfigurationException("port 4320 is taken"))))
        .isEqualTo("Muster cannot start: port 4320 is taken");
    assertThat(StartProblem.describe(wrapped(new PreventFurtherStepsException("disk full", 1))))
        .isEqualTo("Muster cannot start: disk full");
    assertThat(StartProblem.describe(wrapped(new UnknownSetting("unknown setting muster.x"))))
        .isEqualTo("Muster cannot start: unknown setting muster.x");
  }

  @Test
  void aBadValueIsNamedWithoutCodesAndClasses() {
    Problem problem =
        new Problem(
            "SRCFG00039: The config property muster.agents.port with the config value \"abc\" threw"
                + " an Exception whilst being converted SRCFG00029: Expected an integer value, got"
                + " \"abc\"");
    String text =
        StartProblem.describe(wrapped(new ConfigValidationException(new Problem[] {problem})));

    assertThat(text)
        .contains("muster.agents.port is 'abc': Expected an integer value, got \"abc\"")
        .doesNotContain("SRCFG");
  }

  @Test
  void anythingElseIsOurFaultAndKeepsItsTrace() {
    assertThat(StartProblem.describe(wrapped(new NullPointerException("oops"))))
        .contains("Please report this")
        .contains("NullPointerException: oops")
        .contains("\tat ");
  }

  @Test
  void causesThatGoInACircleComeToAnEnd() {
    RuntimeException outer = new RuntimeException("outer");
    outer.initCause(new IllegalStateException("inner", outer));

    assertThat(StartProblem.describe(outer)).contains("Please report this");
  }
}
