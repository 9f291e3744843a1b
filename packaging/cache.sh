# Sourced, not run: where an installed Muster keeps what the JVM remembers of an earlier start. It is made at the first
# `muster serve`, in a folder that the user may write. Without it everything works as well, only a little later.

# find_cache HOME JAVA-HOME     sets cache, to a folder that is not there if there is none, unfit, where one could be made, and
# key, what it has to fit: this place, this build and this Java
find_cache() {
  read -r version <"$1/lib/version"
  key="$1 $(cksum "$1/lib/build" "$2/release" 2>/dev/null)"
  # What was made with the program, as in the image, is as trusty as the program.
  if [ "$(cat "$1/cache/key" 2>/dev/null)" = "$key" ]; then
    cache=$1/cache
    unfit=
    return
  fi
  cache=${MUSTER_CACHE:-}
  if [ -z "$cache" ]; then
    cache=${XDG_CACHE_HOME:-}
    [ -n "$cache" ] || cache=${HOME:+$HOME/.cache}
    cache=${cache:+$cache/muster}
  fi
  [ "$cache" != off ] || cache=
  unfit=${cache:+$cache/$version}
  # Only one's own: the JVM trusts what is in it.
  if [ -n "$unfit" ] && [ -O "$unfit" ] && [ "$(cat "$unfit/key" 2>/dev/null)" = "$key" ]; then
    cache=$unfit
    unfit=
  else
    cache=/nonexistent
  fi
}

# make_cache JAVA OPTIONS APP     makes it once for this installation and this Java, whatever comes of it
make_cache() {
  [ -n "$unfit" ] || return 0
  (umask 077 && mkdir -p "$unfit") 2>/dev/null && [ -w "$unfit" ] || return 0
  # Another start may be at it; one that was killed left its lock behind.
  find "$unfit/lock" -maxdepth 0 -mmin +5 -exec rmdir {} \; 2>/dev/null
  mkdir "$unfit/lock" 2>/dev/null || return 0
  rm -f "$unfit/key" "$unfit"/muster*
  echo "Starting it once, so that later starts are quick (some seconds) ..." >&2
  train "$1" "$2" "$3" "$unfit/muster.aot"
  printf '%s\n' "$key" >"$unfit/key"
  rmdir "$unfit/lock"
  cache=$unfit
  unfit=
}
