package io.muster.cli.client;

import java.io.Console;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks before many agents are changed at once. */
public final class Confirmation {

  /** As many are changed without a question. */
  static final int UNASKED = 10;

  /** Somebody to ask. */
  interface Person {
    /** What was answered; null if nobody is there. */
    @Nullable String answer(String question);
  }

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask, however many agents are changed.")
  boolean yes;

  Person person = Confirmation::terminal;

  private static @Nullable String terminal(String question) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return null;
    }
    String line = console.readLine("%s", question);
    return line == null ? "" : line;
  }

  /**
   * Whether to go on.
   *
   * @param what is done, as "restart 12 agents that match env=prod"
   * @throws Declined if nobody is there to say so, or says no
   */
  void ask(int agents, String what) throws Declined {
    if (yes || agents <= UNASKED) {
      return;
    }
    String answer = person.answer("This will " + what + ". Go on? [y/N] ");
    if (answer == null) {
      throw new Declined(
          "this would "
              + what
              + ", and there is no terminal to ask: add --yes if that is meant. Nothing was done");
    }
    String word = answer.strip().toLowerCase(Locale.ROOT);
    if (!word.equals("y") && !word.equals("yes")) {
      throw new Declined("nothing was done");
    }
  }

  /** Nobody confirmed it. */
  static final class Declined extends Exception {

    private static final long serialVersionUID = 1;

    Declined(String message) {
      super(message);
    }
  }
}
