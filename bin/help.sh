# Sourced, not run. The help of every command is in bin/help.txt, which a test holds to what the program itself prints, so that
# asking for it needs no JDK, no build and no network.

# show_help FILE ARGUMENTS...     prints the help that the arguments ask for; false if they ask for something else
show_help() {
  texts=$1
  shift
  [ -r "$texts" ] || return 1
  asked=
  if [ $# -eq 0 ]; then
    { echo "Missing command: try 'muster serve'" && help_of muster; } >&2
    exit 2
  fi
  if [ "$1" = help ] && grep -q -x "# muster help" "$texts"; then
    asked=yes
    shift
  fi
  for argument in "$@"; do
    case $argument in
      -h | --help) asked=yes ;;
    esac
  done
  [ -n "$asked" ] || return 1
  of=muster
  for argument in "$@"; do
    # A word that is no command, or an option, ends the command's name.
    grep -q -x -F "# $of $argument" "$texts" || break
    of="$of $argument"
  done
  help_of "$of"
}

# The text under the headings of a command; one with an alias has two.
help_of() {
  awk -v heading="# $1" '
    /^# / { if (!above) found = 0; if ($0 == heading) found = 1; above = 1; next }
    { above = 0; if (found) print }
  ' "$texts"
}
