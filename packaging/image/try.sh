#!/usr/bin/env bash
# Builds the JVM image from the tarball that ./mvnw package has made, on bases of its own (bases.sh), starts it as an engine does
# (its user, no capability, a read-only root, /tmp without execution, process 1) and asks of it what its users will.
#   try.sh [--keep DIR]     with --keep the images stay in DIR, as buildah --root DIR/root --runroot DIR/run shows them
# Needs root on Linux, buildah, mmdebstrap, jq, curl, unshare and nsenter; no container engine. Ends with 1 at the first thing that is wrong.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
keep=
if [[ ${1:-} == --keep ]]; then
  keep=$(mkdir -p "$2" && cd "$2" && pwd)
fi
storage=${keep:-$work}
buildah=(--storage-driver vfs --root "$storage/root" --runroot "$storage/run")
outer=
container=

finish() {
  [[ -z $outer ]] || kill -KILL "$outer" 2>/dev/null || true
  [[ -z $container ]] || buildah "${buildah[@]}" rm "$container" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

ok() { printf 'ok: %s\n' "$*"; }
wrong() {
  printf 'wrong: %s\n' "$*" >&2
  [[ ! -f $work/log ]] || tail -n 40 "$work/log" >&2
  exit 1
}

# ---- Build -----------------------------------------------------------------------------------------------------------------
packaging/image/bases.sh "${buildah[@]}"
# OCI's format has no health checks.
buildah "${buildah[@]}" bud --format docker --pull=never --isolation chroot -f src/main/docker/Dockerfile.jvm -t muster:jvm \
  --build-arg APP=prebuilt --build-arg JDK=localhost/muster-jdk --build-arg BASE=localhost/muster-base \
  --build-arg VERSION=tried --build-arg REVISION="$(git rev-parse HEAD 2>/dev/null || echo unknown)" . >"$work/build" 2>&1 \
  || { cat "$work/build" >&2; wrong "the image cannot be built"; }
config=$(buildah "${buildah[@]}" inspect --type image muster:jvm | jq .Docker.config)
container=$(buildah "${buildah[@]}" from --pull=never muster:jvm)
root=$(buildah "${buildah[@]}" mount "$container")
ok "built, $(du -sm "$root" | cut -f1) MB unpacked"

get() { jq -r "$1" <<<"$config"; }
[[ $(get .User) == 65532:0 ]] || wrong "user $(get .User)"
[[ $(get '.Labels["org.opencontainers.image.version"]') == tried ]] || wrong "labels: $(get .Labels)"
for file in licences/THIRD-PARTY.txt sbom.cdx.json LICENSE NOTICE; do
  [[ -s $root/opt/muster/$file ]] || wrong "no $file"
done
[[ $(stat -c '%a %u:%g' "$root/data") == '770 65532:0' ]] || wrong "/data is $(stat -c '%a %u:%g' "$root/data")"
others=$(find "$root/opt/muster" ! -type l -perm /022)
[[ -z $others ]] || wrong "others may write $others"
ok "user, labels, licences, list of components, modes"

# ---- Run -------------------------------------------------------------------------------------------------------------------
data=$work/data
mkdir -m 0770 "$data"
chown 65532:0 "$data"
mapfile -t program < <(get '.Entrypoint + .Cmd | .[]')
mapfile -t variables < <(get '.Env[]')
folder=$(get .WorkingDir)
mapfile -t check < <(get '.Healthcheck.Test[1:][]')
variables+=(MUSTER_AGENTS_PORT=0 MUSTER_OPERATORS_PORT=0 MUSTER_OPERATORS_HOST=127.0.0.1 MUSTER_AGENTS_TOKENS_FLEET="$(openssl rand -hex 32)")
token=${variables[-1]#*=}

# As process 1 of name spaces of its own, with the image as a read-only root. The host's own name does not resolve.
confine='
set -eu
root=$1 data=$2; shift 2
mount --bind "$root" "$root"
mount --bind "$data" "$root/data"
mount -t tmpfs -o noexec,nosuid,nodev,size=64m tmpfs "$root/tmp"
mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
for device in null zero urandom random; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mount -t proc proc "$root/proc"
hostname without-a-name
mount -o remount,ro,bind "$root"
exec setpriv --bounding-set=-all,+sys_chroot,+setuid,+setgid --no-new-privs chroot --userspec=65532:0 --groups= "$root" "$@"'

start() {
  : >"$work/log"
  mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/data"
  unshare --mount --propagation private --pid --uts --fork --kill-child sh -c "$confine" confine "$root" "$data" \
    /usr/bin/env -i -C "$folder" "${variables[@]}" "${program[@]}" >"$work/log" 2>&1 &
  outer=$!
  local seconds=0
  until [[ -f $data/server.json ]]; do
    kill -0 "$outer" 2>/dev/null || wrong "it does not start"
    ((seconds++ < 60)) || wrong "it is not ready after 60 s"
    sleep 1
  done
  pid=$(pgrep -P "$outer")
  operators=http://127.0.0.1:$(jq .operatorPort "$data/server.json")
  agents=127.0.0.1:$(jq .agentPort "$data/server.json")
}

# inside COMMAND...     what `docker exec` does
inside() {
  nsenter --target "$pid" --mount --pid --uts --root --wd --setuid 65532 --setgid 0 /usr/bin/env -i "${variables[@]}" "$@"
}

status() { curl -s -o /dev/null -w '%{http_code}' --max-time 10 "$@"; }

start
ok "ready as process 1, user $(stat -c %u "/proc/$pid")"
[[ $(stat -c %u "/proc/$pid") == 65532 ]] || wrong "not as its user"
[[ $(awk '/^CapEff/ {print $2}' "/proc/$pid/status") == 0000000000000000 ]] || wrong "it has capabilities"
inside /usr/bin/env touch /opt/muster/x 2>/dev/null && wrong "its root can be written"
ok "no capability, nothing writable but /data and /tmp"

[[ $(status "$operators/readyz") == 200 ]] || wrong "not ready: $(curl -s "$operators/readyz")"
operator=$(cat "$data/operator-token")
[[ $(status "$operators/api/v1/agents") == 401 ]] || wrong "operators' port without a token"
[[ $(status -H "Authorization: Bearer $operator" "$operators/api/v1/agents") == 200 ]] || wrong "operators' port with the token"
opamp=(-X POST -H 'Content-Type: application/x-protobuf' --data-binary @"$work/report" "http://$agents/v1/opamp")
# instance_uid of 16 bytes: field 1, wire type 2.
printf '\x0a\x100123456789abcdef' >"$work/report"
[[ $(status "${opamp[@]}") == 401 ]] || wrong "agents' port without a token"
[[ $(status -H "Authorization: Bearer $token" "${opamp[@]}") == 200 ]] || wrong "agents' port with a token"
ok "ready where the host's name does not resolve; 401 without a token and 200 with it, on both ports"

number() { curl -sf -H "Authorization: Bearer $operator" "$operators/api/v1/agents" | jq '.items | length'; }
[[ $(number) == 1 ]] || wrong "agents: $(number)"
listed=$(inside muster get agents -o name 2>&1) || wrong "muster get agents: $listed"
[[ $listed == 30313233-* ]] || wrong "muster get agents says: $listed"
inside muster health >/dev/null || wrong "muster health"
ok "an agent is there, and muster is on the PATH"

inside "${check[@]}" || wrong "the health check fails"
TIMEFORMAT='%U %S'
spent=$({ time for _ in 1 2 3 4 5 6 7 8 9 10; do inside "${check[@]}"; done; } 2>&1)
ok "a health check takes $(awk '{printf "%.0f", ($1 + $2) * 100}' <<<"$spent") ms of the processor"

stop() {
  kill -TERM "$pid"
  local code=0
  wait "$outer" || code=$?
  outer=
  [[ $code == 0 || $code == 143 ]] || wrong "it ended with $code"
  grep -q event=drained "$work/log" || wrong "it did not drain"
  # But of those whom this refused on purpose.
  ! grep -E 'level=(WARN|ERROR)|^\[warning\]|Exception' "$work/log" | grep -vE 'event=(agent|operator_token)_refused' || wrong "the log has a warning"
}
stop
ok "a clean stop, and no warning in the log"

start
[[ $(cat "$data/operator-token") == "$operator" ]] || wrong "another operator token"
[[ $(number) == 1 ]] || wrong "agents after a restart: $(number)"
stop
ok "token and agent are there after a restart"
