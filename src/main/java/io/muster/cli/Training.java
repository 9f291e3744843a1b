package io.muster.cli;

import io.muster.cli.client.Completion;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs operators' commands one after the other in one JVM, which writes down what it loaded and
 * linked: the launcher's AOT cache (bin/train.sh). Not a command.
 */
public final class Training {

  /** What people type most, and each way through the client once. */
  private static final List<String> COMMANDS =
      List.of(
          "get agents",
          "get agents -l env=prod --sync failed -o json",
          "get configs -o yaml",
          "get targets",
          "get rollouts",
          "get failures",
          "get summary",
          "why 019007da-4c69-79d2-9b2d-ebd154eafafe",
          "get configs none",
          "gte agents",
          Completion.COMMAND + " get agents ");

  private Training() {}

  /**
   * Runs them.
   *
   * @param options what is added to each, as the server's data folder
   */
  public static void main(String... options) {
    for (String command : COMMANDS) {
      List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
      if (!command.startsWith(Completion.COMMAND)) {
        arguments.addAll(List.of(options));
      }
      int code = Muster.run(arguments.toArray(String[]::new));
      System.err.println("event=trained code=" + code + " command=\"" + command + "\"");
    }
  }
}
