# Three instances on three Infinispan servers for the benchmarks that source this: started at once, stopped at the end, with
# whatever is listed in $pids. Needs $home; sets $data, $results, $token. OLD is a folder with another version that they are, a
# checkout that was built or an unpacked tarball; needs $JAVA_HOME then.

results=$home/benchmarks/results
mkdir -p "$results"
data=$(mktemp -d) || exit 1
pids=
cluster=
finish() {
  for pid in $pids $cluster; do
    kill "$pid" 2>/dev/null
  done
  test -n "$cluster" && wait "$cluster"
  rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT TERM

app_of() { # folder: the program in a checkout or in an unpacked tarball
  for app in "$1/target/quarkus-app/quarkus-run.jar" "$1/lib/app/quarkus-run.jar"; do
    [ -f "$app" ] && echo "$app" && return
  done
  echo "There is no Muster in $1: neither target/quarkus-app (./mvnw -Dquick package) nor lib/app (a tarball)." >&2
  return 1
}

if [ -n "${OLD:-}" ]; then
  app=$(app_of "$OLD") || exit 1
  jars=$("$home/bin/infinispan.sh") || exit 1
  "$JAVA_HOME/bin/java" "@$home/bin/jvm.options" -jar "$app" cluster --infinispan-class-path "$jars" --data "$data" >"$data/log" 2>&1 &
else
  "$home/muster" cluster --data "$data" >"$data/log" 2>&1 &
fi
cluster=$!
while [ ! -f "$data/cluster.json" ]; do
  kill -0 $cluster 2>/dev/null || { cat "$data/log" >&2; exit 1; }
  sleep 0.2
done
token=$(cat "$data/operator-token")
cp "$data/cluster.json" "$data/at-the-start.json"

field() { # kind, number: a port, or the pid; instances are 1 to 3, of pids 4 to 6 are the Infinispan servers
  tr ',{}' '\n\n\n' <"$data/at-the-start.json" | sed -n "s/.*\"$1\" *: *\([0-9]*\).*/\1/p" | sed -n "$2p"
}
url() { # instance: where agents connect
  echo "ws://127.0.0.1:$(field agentPort "$1")/v1/opamp"
}
urls() { # of all instances, for --url of the simulator
  echo "$(url 1),$(url 2),$(url 3)"
}
api() { # instance, path, options of curl; fails on a refusal
  instance=$1
  path=$2
  shift 2
  curl -sf -m 20 -H "Authorization: Bearer $token" "$@" "http://127.0.0.1:$(field operatorPort "$instance")/api/v1/$path"
}
config() { # instance, name, a text that makes it another revision
  printf '# %s\nreceivers: {otlp: {protocols: {grpc: }}}\nexporters: {debug: }\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n' "$3" |
    api "$1" "configs/$2" -o /dev/null -X PUT -H 'Content-Type: application/yaml' --data-binary @-
}
target() { # name: all agents follow the config of this name
  api 1 "targets/$1" -o /dev/null -X PUT -H 'Content-Type: application/json' -d "{\"selector\": {}, \"config\": \"$1\"}"
}
total() { # instance, query: how many agents it is true of
  api "$1" "agents?limit=1&$2" | sed -n 's/.*"total":\([0-9]*\).*/\1/p'
}
millis() {
  echo $(($(date +%s%N) / 1000000))
}
