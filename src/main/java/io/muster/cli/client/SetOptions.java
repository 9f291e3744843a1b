package io.muster.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How manifests are applied together. */
public final class SetOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "NAME",
      description =
          "Apply the manifests as a set: what they name belongs to it, and what belongs to another"
              + " set is refused.")
  @Nullable String set;

  @Option(
      names = "--prune",
      description = "Also delete what belongs to the set and is not among the manifests.")
  boolean prune;

  @Option(names = "--take-over", description = "Also what belongs to another set.")
  boolean takeOver;

  @Option(
      names = "--force",
      description = "Also connection settings after which agents are likely not to come back.")
  boolean force;

  /** Adds what is asked for to the body of a plan. */
  void into(ObjectNode body) {
    if (set == null && (prune || takeOver)) {
      throw new ParameterException(
          spec.commandLine(),
          (prune ? "--prune deletes" : "--take-over takes")
              + " by set: say which, with --set NAME");
    }
    if (set != null) {
      body.putObject("set").put("name", set).put("prune", prune).put("takeOver", takeOver);
    }
    if (force) {
      body.put("force", true);
    }
  }
}
