# Sourced, not run. Maven alone says nothing for minutes, or one line for each of its files.

# build HOME     builds the server; says every few seconds what it is at, and where all of it is written down
build() {
  log=$1/target/build.log
  mkdir -p "$1/target" || return
  : >"$log" || return
  echo "Building Muster, once. With an empty Maven repository it takes some minutes, else one; $log has all of it." >&2
  watch_build "$log" $$ &
  watching=$!
  (cd "$1" && ./mvnw -B -Dquick package -DskipTests) >"$log" 2>&1
  code=$?
  kill "$watching" 2>/dev/null
  wait "$watching" 2>/dev/null
  if [ $code -ne 0 ]; then
    grep '^\[ERROR\]' "$log" | head -n 20 >&2
    # Whatever Maven did not say as an error: no network, no disk, no JDK.
    grep -q '^\[ERROR\]' "$log" || tail -n 20 "$log" >&2
    echo "The build failed. All that it said is in $log" >&2
  fi
  return $code
}

# watch_build LOG PID     until it is killed, or the process PID is gone
watch_build() {
  seconds=0
  said=
  while kill -0 "$2" 2>/dev/null; do
    at=$(build_step "$1")
    if [ "${at%%,*}" != "$said" ] || [ $((seconds % 15)) -eq 0 ]; then
      printf '%4d s  %s\n' "$seconds" "$at" >&2
      said=${at%%,*}
    fi
    sleep 1
    seconds=$((seconds + 1))
  done
}

# What Maven is at by its log: the plugin that runs, and how many files it has fetched.
build_step() {
  awk '
    BEGIN { step = "starting Maven" }
    /Downloaded from/ { files++ }
    /^\[INFO\] Scanning for projects/ { step = "reading the project" }
    /^\[INFO\] --- / {
      step = "preparing"
      if ($3 ~ /^protobuf/) step = "compiling the protocol"
      if ($3 ~ /^compiler/) step = "compiling"
      if ($3 ~ /^quarkus/) step = "putting the server together"
    }
    END { print step (files ? ", " files " files fetched from Maven Central" : "") }
  ' "$1"
}
