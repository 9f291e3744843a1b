#!/usr/bin/env bash
# Makes the data folder of a version: make.sh CHECKOUT FILE.zip
# CHECKOUT is a working tree of that version, built: cd CHECKOUT && ./mvnw -q -Dquick package. Needs curl, jq and Python 3.
# What is put there is what DataFolderIT looks for. It is said by the API of 514e5b0, so that any later version can do it, too.
set -euo pipefail
checkout=$(cd "$1" && pwd)
file=$(realpath -m "$2")
work=$(mktemp -d)
cd "$work"
server= agents=
trap 'kill $agents $server 2>/dev/null || true; wait; rm -rf "$work"' EXIT

export MUSTER_AGENTS_TOKENS_FLEET=a-token-of-the-fleet-0123456789
MUSTER_AGENTS_HOST=127.0.0.1 "$checkout/muster" serve --data data --agent-port 0 --operator-port 0 >server.log 2>&1 &
server=$!
until [[ -f data/server.json ]]; do
  kill -0 $server
  sleep 0.2
done
port() { jq -r ".$1" data/server.json; }
api=http://127.0.0.1:$(port operatorPort)/api/v1
auth="Authorization: Bearer $(cat data/operator-token)"
# call METHOD PATH TYPE [BODY]
call() {
  local answer
  answer=$(curl -sS --fail-with-body -X "$1" -H "$auth" -H "Content-Type: $3" ${4:+--data-binary "$4"} "$api/$2") || {
    echo "$1 $2: $answer" >&2
    return 1
  }
  echo "$answer"
}
put() { call PUT "$1" application/json "$2" >/dev/null; }
yaml() { call PUT "$1" application/yaml "$2" >/dev/null; }
get() { curl -sS -f -H "$auth" "$api/$1"; }
# until_is JQ PATH      for a minute
until_is() {
  for _ in {1..300}; do
    [[ $(get "$2" | jq "$1") == true ]] && return
    sleep 0.2
  done
  echo "not so within a minute: $1 of $2" >&2
  get "$2" >&2
  return 1
}
# collector PROCESSORS EXPORTER
collector() {
  printf 'receivers:\n  otlp: {protocols: {grpc: }}\nprocessors:\n  batch:\nexporters:\n  %s\nservice:\n  pipelines:\n    traces: {receivers: [otlp], processors: [%s], exporters: [%s]}\n' \
    "$2" "$1" "${2%%:*}"
}

"$checkout/muster" simulate --agents 20 --seed 514 --heartbeat 5s --apply-time 200ms --behaviours fail=50 --bad-config kafka \
  --token "$MUSTER_AGENTS_TOKENS_FLEET" --url "ws://127.0.0.1:$(port agentPort)/v1/opamp" >agents.log 2>&1 &
agents=$!
until_is '.total == 20' agents

mapfile -t uids < <(get agents | jq -r '.items[].uid' | sort)
for i in {0..4}; do
  put "agents/${uids[$i]}/labels" '{"env": "edge", "team": "checkout"}'
done
for i in {5..19}; do
  put "agents/${uids[$i]}/labels" '{"env": "prod"}'
done

yaml "configs/prod?comment=first" "$(collector '' 'debug: ')"
yaml "configs/prod?comment=in+batches" "$(collector batch 'debug: ')"
yaml "configs/prod?comment=to+Kafka" "$(collector batch 'kafka: {brokers: ["kafka:9092"]}')"
yaml "configs/edge?comment=edge" "$(collector '' 'nop: ')"
yaml "configs/edge?comment=edge+in+batches" "$(collector batch 'nop: ')"
put configs/fallback '{"comment": "two files", "files": {"a.yaml": {"body": "a: 1\n", "contentType": "text/yaml"}, "b.bin": {"bodyBase64": "AAEC/w=="}}}'
yaml ottl/redact $'error_mode: ignore\ntrace_statements:\n  - delete_key(span.attributes, "card")\n'
yaml ottl/redact $'error_mode: ignore\ntrace_statements:\n  - delete_key(span.attributes, "card")\n  - delete_key(span.attributes, "iban")\n'
put targets/prod '{"selector": {"env": "prod"}, "config": "prod@1+redact@1", "order": 20}'
put targets/edge '{"selector": {"env": "edge"}, "config": "edge@1", "order": 5}'
put settings/default-config '{"config": "fallback@1"}'
until_is '.total == 20' 'agents?sync=in_sync'

# One that is through, one that is taken back, one that is under way when the server stops.
rollout() { call POST rollouts application/json "$1" | jq -r .id; }
first=$(rollout '{"target": "prod", "config": "prod@2+redact@2", "stages": [{"percent": 20, "observe": "PT0S"}, {"percent": 100, "observe": "PT0S"}]}')
until_is '.state == "SUCCEEDED" or .state == "succeeded"' "rollouts/$first"
second=$(rollout '{"target": "prod", "config": "prod@3+redact@2", "stages": [{"percent": 100, "observe": "PT1M"}]}')
until_is '.state == "ROLLED_BACK" or .state == "rolled_back"' "rollouts/$second"
third=$(rollout '{"target": "edge", "config": "edge@2", "stages": [{"percent": 40, "observe": "PT0S", "approval": true}, {"percent": 100, "observe": "PT0S"}]}')
until_is '.state == "awaiting_approval"' "rollouts/$third"
put settings/connection '{"opamp": {"endpoint": "ws://127.0.0.1:4320/v1/opamp", "headers": {"x-team": "checkout", "authorization": "Bearer not-a-real-token"}, "heartbeatInterval": "PT45S"}}'
sleep 3

kill $agents
wait $agents || true
until_is '.total == 0' 'agents?status=connected'

# What the server says of all this, for the comparison.
paths=(settings/connection settings/default-config targets/prod targets/edge "rollouts/$first" "rollouts/$second" "rollouts/$third")
paths+=(configs/{prod,edge,fallback} configs/{prod,edge,fallback}/revisions configs/prod/revisions/{1,2,3} configs/edge/revisions/{1,2})
paths+=(configs/fallback/revisions/1 ottl/redact ottl/redact/revisions ottl/redact/revisions/{1,2})
for uid in "${uids[@]}"; do
  paths+=("agents/$uid" "agents/$uid/labels")
done
for path in "${paths[@]}"; do
  get "$path" | jq --arg path "$path" '{($path): .}'
done | jq -s 'add' >data/answers.json
kill $server
wait $server || true
agents= server=

rm -rf data/server.json data/native
du -sh data >&2
python3 - "$file" <<'P'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
    for folder, folders, files in os.walk("data"):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            entry = zipfile.ZipInfo(os.path.relpath(path, "data"), (2026, 11, 30, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (os.stat(path).st_mode & 0xFFFF) << 16
            out.writestr(entry, open(path, "rb").read())
P
ls -l "$file"
