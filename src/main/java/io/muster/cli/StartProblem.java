package io.muster.cli;

import io.muster.access.CannotUseTokenFile;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why the server did not start: what, where, what to do. */
final class StartProblem {

  private static final Pattern SETTING = Pattern.compile("The config property (\\S+)");
  private static final Pattern VALUE = Pattern.compile("with the config value \"([^\"]*)\"");
  private static final Pattern REASON =
      Pattern.compile("threw an Exception whilst being converted:? ?(.*)", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("SRCFG\\d+: ");

  private StartProblem() {}

  /** One message for the person who started the server; a stack trace only if it is our fault. */
  static String describe(Throwable problem) {
    List<Throwable> chain = chain(problem);
    for (Throwable cause : chain) {
      if (cause instanceof QuarkusBindException bind) {
        return portInUse(bind.getHost(), bind.getPort());
      }
      if (cause instanceof ConfigValidationException invalid) {
        return invalidSettings(invalid);
      }
      if (cause instanceof UnknownSetting
          || cause instanceof CannotUseTokenFile
          || cause instanceof ConfigurationException
          || cause instanceof PreventFurtherStepsException) {
        return "Muster cannot start: " + message(cause);
      }
    }
    Throwable root = chain.getLast();
    if (root instanceof IOException && message(root).startsWith("bind(")) {
      // The native transport's own exception: Quarkus does not say which port. The agents' port
      // has a message of its own.
      return portInUse(
          Settings.given("muster.operators.host", "127.0.0.1"),
          Integer.parseInt(Settings.given("muster.operators.port", "8080")));
    }
    if (root.getClass().getName().startsWith("io.muster.") && root.getMessage() != null) {
      return "Muster cannot start: " + root.getMessage();
    }
    StringWriter trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace));
    return "Muster cannot start, and does not know why. Please report this:\n" + trace;
  }

  private static String portInUse(String host, int port) {
    return "Muster cannot start: the operator port "
        + port
        + " on "
        + host
        + " cannot be used; another program, or another Muster, probably has it. See who with 'ss"
        + " -ltnp', or choose another port with --operator-port (0 for a free one).";
  }

  private static String invalidSettings(ConfigValidationException invalid) {
    StringBuilder text = new StringBuilder("Muster cannot start: bad settings.");
    for (int i = 0; i < invalid.getProblemCount(); i++) {
      text.append("\n  ").append(setting(invalid.getProblem(i).getMessage()));
    }
    return text.append("\nAll settings with their meaning: docs/settings.md").toString();
  }

  private static String setting(String problem) {
    Matcher name = SETTING.matcher(problem);
    Matcher value = VALUE.matcher(problem);
    Matcher reason = REASON.matcher(problem);
    if (name.find() && value.find() && reason.find()) {
      return name.group(1)
          + " is '"
          + value.group(1)
          + "': "
          + CODE.matcher(reason.group(1)).replaceAll("").strip();
    }
    return CODE.matcher(problem).replaceAll("").strip();
  }

  private static List<Throwable> chain(Throwable problem) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = problem; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  private static String message(Throwable problem) {
    return problem.getMessage() == null ? problem.toString() : problem.getMessage();
  }
}
