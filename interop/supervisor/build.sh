#!/bin/sh
# Builds the OpAMP supervisor 0.158.0, and a collector for it, and prints the folder of both: opampsupervisor and otelcol.
# It takes minutes once: the folder is kept in the user's cache (MUSTER_INTEROP_CACHE, else ~/.cache/muster-interop), under
# the hash of the versions that it is made of. With --where it only says which folder. Needs Go 1.25 or newer and the Go module proxy.
set -eu
cd "$(dirname "$0")"
version=0.158.0
hash=$(cat collector.yaml go.mod go.sum | sha256sum | cut -c1-16)
cache=${MUSTER_INTEROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/muster-interop}
done=$cache/supervisor-$hash
if [ "${1:-}" != --where ] && [ ! -d "$done" ]; then
  command -v go >/dev/null || { echo "needs Go 1.25 or newer on the PATH (go.dev/dl)" >&2; exit 1; }
  # Two runs at once build each for itself; the first to be done wins.
  work=$cache/building-$$
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/bin" "$work/collector"
  {
    # By its path: the module is the supervisor's, and its own replacements do not apply to who requires it.
    nice go build -p 1 -trimpath -ldflags='-s -w' -o "$work/bin/opampsupervisor" \
      github.com/open-telemetry/opentelemetry-collector-contrib/cmd/opampsupervisor
    GOBIN="$work/tools" nice go install -p 1 "go.opentelemetry.io/collector/cmd/builder@v$version"
    # The sources only: `go mod download` would want modules that are for Windows alone.
    cp collector.yaml "$work"
    (cd "$work" && ./tools/builder --skip-compilation --config collector.yaml) || [ -f "$work/collector/main.go" ]
    (cd "$work/collector" && nice go build -mod=mod -p 1 -trimpath -ldflags='-s -w' -o "$work/bin/otelcol" .)
  } >&2
  mv "$work/bin" "$done" 2>/dev/null || [ -d "$done" ]
fi
echo "$done"
