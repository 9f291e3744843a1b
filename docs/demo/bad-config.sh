#!/usr/bin/env bash
# A bad config meets a rollout: starts a server and 2,000 simulated agents on the loopback address, rolls out a config that
# half of them refuse, and shows the gate, the rollback and how many agents it reached. Stops all it started. About a minute.
set -euo pipefail
cd "$(dirname "$0")/../.."
agents=${1:-2000}
data=$(mktemp -d "${TMPDIR:-/tmp}/muster-demo-XXXXXX")
server='' fleet=''
finish() {
  [[ -z $fleet ]] || kill "$fleet" 2>/dev/null || true
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$data"
}
trap finish EXIT

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'bad-config: %s\n' "$*" >&2; exit 1; }
field() { python3 -c 'import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1].split("."): value = value[key]
print(value)' "$1"; }
api() { curl -sS --fail-with-body -H "Authorization: Bearer $(cat "$data/operator-token")" "$@"; }

say "A server"
./muster serve --data "$data" --agent-port 0 --operator-port 0 >"$data/log" 2>&1 &
server=$!
for _ in $(seq 600); do [[ -s $data/server.json ]] && break; kill -0 "$server" || fail "$(cat "$data/log")"; sleep 0.5; done
[[ -s $data/server.json ]] || fail "the server did not start: $(tail -5 "$data/log")"
base=http://127.0.0.1:$(field operatorPort <"$data/server.json")/api/v1

config() {
  api -o /dev/null -X PUT -H 'Content-Type: application/yaml' "$base/configs/prod" --data-binary @- <<YAML
# $1
receivers: {otlp: {protocols: {grpc: }}}
exporters: {debug: }
service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
YAML
}
config "the config that works"
api -o /dev/null -X PUT -H 'Content-Type: application/json' "$base/targets/all" -d '{"selector": {}, "config": "prod@1"}'

say "$agents agents, half of which refuse every config that contains the word harmful"
./muster simulate --agents "$agents" --url "ws://127.0.0.1:$(field agentPort <"$data/server.json")/v1/opamp" \
  --behaviours fail=50 --bad-config harmful --report "$data/fleet.json" 2>"$data/fleet.log" &
fleet=$!
synced() { api "$base/agents?limit=1&q=" | field total; }
for _ in $(seq 120); do [[ $(synced) -ge $agents ]] && break; sleep 0.5; done
[[ $(synced) -ge $agents ]] || fail "only $(synced) agents came"
sleep 5
printf '%s agents are connected and have prod@1\n' "$(synced)"

say "prod@2 is harmful, and is rolled out: 5 %, then all"
config "harmful"
id=$(api -X POST -H 'Content-Type: application/json' "$base/rollouts" -d '{"target": "all", "config": "prod@2",
  "stages": [{"percent": 5, "observe": "PT1M"}, {"percent": 100, "observe": "PT1M"}]}' | field id)
begun=$SECONDS last=''
while :; do
  rollout=$(api "$base/rollouts/$id")
  line=$(python3 -c 'import json, sys
r = json.load(sys.stdin); c = r["counts"]
print(r["state"], "stage", r["stage"], r["phase"], "| offered", c["offered"], "failed", c["failed"], "back", c["rolledBack"])' <<<"$rollout")
  [[ $line == "$last" ]] || printf '%3s s  %s\n' $((SECONDS - begun)) "$line"
  last=$line
  case $(field state <<<"$rollout") in rolled_back) break ;; succeeded | aborted) fail "it was not rolled back" ;; esac
  (( SECONDS - begun < 120 )) || fail "no end after two minutes"
  sleep 0.3
done

back() { api "$base/agents?limit=1&sync=in_sync" | field total; }
for _ in $(seq 120); do [[ $(back) -ge $agents ]] && break; sleep 0.5; done
[[ $(back) -ge $agents ]] || fail "only $(back) agents have prod@1 again"

say "Why"
field reason <<<"$rollout"
offered=$(field counts.offered <<<"$rollout")
say "The harm: $offered of $agents agents were given it, and all $agents have prod@1; the target says $(api "$base/targets/all" | field config)"
(( offered <= agents / 100 || offered <= 1 )) || fail "more than one agent in a hundred was given it"
