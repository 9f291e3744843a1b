package io.muster.cli.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How commands end; scripts rely on it (docs/reference/cli.md). Wrong usage is picocli's 2. */
public final class ExitCode {

  /** All is well. */
  public static final int OK = 0;

  /** The server refused, or a plan cannot be applied. */
  public static final int REFUSED = 1;

  /** The server does not answer, or there is no token for it. */
  public static final int UNREACHABLE = 3;

  /** The world is not the one that was planned for or seen: 409 and 412. */
  public static final int MOVED = 4;

  /** There is a difference, where that was asked for. */
  public static final int DIFFERENT = 5;

  private static final int CONFLICT = 409;
  private static final int PRECONDITION = 412;

  private ExitCode() {}

  /** Says what went wrong, and how the command ends by that. */
  public static int of(Exception problem, CommandLine command, ParseResult parsed)
      throws Exception {
    // What was printed so far stands before it
    command.getOut().flush();
    return switch (problem) {
      case Refused refused -> {
        command.getErr().println(refused.text());
        yield refused.status() == CONFLICT || refused.status() == PRECONDITION ? MOVED : REFUSED;
      }
      case Unreachable away -> {
        command.getErr().println(away.getMessage());
        yield UNREACHABLE;
      }
      case Confirmation.Declined no -> {
        command.getErr().println(no.getMessage());
        yield REFUSED;
      }
      case IOException failed -> {
        command.getErr().println(FileProblem.message(failed));
        yield REFUSED;
      }
      case ParameterException wrong ->
          command.getParameterExceptionHandler().handleParseException(wrong, new String[0]);
      default -> {
        command.getErr().println(unexpected(problem));
        yield REFUSED;
      }
    };
  }

  /** Nobody is shown a stack trace who has not asked for it. */
  static String unexpected(Throwable problem) {
    String message = problem.getMessage() == null ? "" : PlainText.of(problem.getMessage());
    StringWriter text = new StringWriter();
    text.append("this should not have happened, and is a mistake in muster");
    text.append(message.isBlank() ? "" : ": " + message);
    if (System.getenv("MUSTER_DEBUG") == null) {
      text.append(". Please report it, with what is printed when MUSTER_DEBUG=1 is set");
    } else {
      text.append(System.lineSeparator());
      problem.printStackTrace(new PrintWriter(text, true));
    }
    return text.toString().stripTrailing();
  }
}
