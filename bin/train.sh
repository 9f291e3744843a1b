# Sourced, not run: train JAVA OPTIONS APP CACHE
# Runs the server with some simulated agents once, so that the JVM writes down what it loaded, linked and found hot: later
# starts take two thirds of the time, and the first agents do not wait for the compiler. Without the cache everything
# works as well.

# For a subshell. The settings are those of the server that comes after the training, which must not write simulated agents
# into its store, and cannot use its ports, certificates and tokens. A line of a value may look like a setting: no harm done.
forget_settings() {
  for setting in $(env | LC_ALL=C sed -n 's/^\(MUSTER_[A-Za-z0-9_]*\)=.*/\1/p'); do
    unset "$setting"
  done
}

train() {
  data=$(mktemp -d) || return
  # exec, so that the process to be killed is the JVM.
  (
    forget_settings
    exec "$1" "@$2" -XX:AOTCacheOutput="$4" -jar "$3" serve --data "$data" --agent-port 0 --operator-port 0
  ) >"$data/log" 2>&1 &
  trained=$!
  trap 'kill $trained 2>/dev/null; rm -rf "$data"; exit 130' HUP INT TERM
  seconds=0
  while [ ! -f "$data/server.json" ] && [ $seconds -lt 30 ] && kill -0 $trained 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
  done
  port=$(sed -n 's/.*"agentPort": *\([0-9]*\).*/\1/p' "$data/server.json" 2>/dev/null)
  api=$(sed -n 's/.*"operatorPort": *\([0-9]*\).*/\1/p' "$data/server.json" 2>/dev/null)
  (
    forget_settings
    set -- "$1" -jar "$3" simulate --agents 200 --connect-rate 0 --heartbeat 500ms --changes 2 \
      --apply-time 100ms --duration 2s --url "ws://127.0.0.1:$port/v1/opamp" --operator-url "http://127.0.0.1:$api" \
      --operator-token-file "$data/operator-token"
    # It takes a few seconds; where it cannot connect it would try for minutes.
    if command -v timeout >/dev/null 2>&1; then
      set -- timeout 60 "$@"
    fi
    exec "$@"
  ) >"$data/report" 2>&1
  train_client "$1" "${2%/*}" "${3%/*}" "${4%.aot}-client.aot" "$data" >"$data/client" 2>&1
  kill $trained 2>/dev/null
  wait $trained 2>/dev/null
  trap - HUP INT TERM
  rm -rf "$data"
}

# train_client JAVA BIN APP-FOLDER CACHE DATA     the same for operators' commands, against the server on a data folder
train_client() {
  # The image has no launcher.
  [ -f "$2/client.sh" ] || return 0
  . "$2/client.sh"
  client_path "$3" "$4" || return 0
  "$1" -cp "$class_path" io.muster.cli.CacheableJar "$picocli" "${4%.aot}-picocli.jar" && client_path "$3" "$4"
  (
    forget_settings
    exec "$1" "$gc" "@$2/client.options" -XX:AOTCacheOutput="$4" -cp "$class_path" io.muster.cli.Training "--data=$5"
  )
}
