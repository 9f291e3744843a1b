package io.muster.cli.client;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands, options, names and values. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands, options, and names that the server knows.",
      "",
      "  source <(muster completion bash)",
      "  muster completion fish | source"
    },
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Callable<Integer> {

  /** Shells; each script asks `muster __complete WORD…`, which prints a candidate a line. */
  enum Shell {
    // Bash replaces only what stands behind the last of its word breaks, of which = : and @ are
    // some.
    BASH(
        """
        _complete_muster() {
          local line=${COMP_LINE:0:COMP_POINT} words=() current kept reply
          read -ra words <<<"$line"
          [[ $line == *[[:space:]] ]] && words+=("")
          current=${words[${#words[@]}-1]}
          kept=${current%"${current##*[=:@]}"}
          COMPREPLY=()
          while IFS= read -r reply; do
            if [[ $reply == :files ]]; then
              compopt -o filenames 2>/dev/null
              while IFS= read -r reply; do
                COMPREPLY+=("$reply")
              done < <(compgen -f -- "${current#"$kept"}")
            else
              COMPREPLY+=("${reply#"$kept"}")
            fi
          done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
          [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
          return 0
        }
        complete -F _complete_muster muster ./muster
        """),
    ZSH(
        """
        autoload -U +X compinit && compinit
        _complete_muster() {
          local -a replies ended open
          local reply
          replies=("${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
          for reply in "${replies[@]}"; do
            case $reply in
              :files) _files; return ;;
              *=) open+=("$reply") ;;
              ?*) ended+=("$reply") ;;
            esac
          done
          (( ${#ended} )) && compadd -- "${ended[@]}"
          (( ${#open} )) && compadd -S '' -- "${open[@]}"
        }
        compdef _complete_muster muster ./muster
        """),
    FISH(
        """
        function __complete_muster
          set -l before (commandline -opc)
          set -l current (commandline -ct)
          set -l replies (command $before[1] __complete $before[2..-1] "$current" 2>/dev/null)
          if test "$replies" = ":files"
            __fish_complete_path "$current"
          else
            printf '%s\\n' $replies
          end
        end
        complete -c muster -f -a '(__complete_muster)'
        """);

    private final String script;

    Shell(String script) {
      this.script = script;
    }
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(shell.script);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
