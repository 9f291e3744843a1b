#!/bin/sh
# Proves that what effective.py keeps is what a running collector tells its extensions: starts one for each of some configs and compares.
#   live.sh RELEASE    opens the ports of those configs on localhost for a moment
set -eu
cd "$(dirname "$0")"
program=$PWD/build/effective-$1/effective.bin
corpus=$PWD/../../src/test/resources/collector-corpus
made=$(mktemp -d)
trap 'rm -r "$made"' EXIT
# The extension that is told, and no port for metrics.
printf 'extensions: {watcher: }\nservice: {extensions: [watcher], telemetry: {metrics: {level: none}}}\n' > "$made/over.yaml"
for name in styles/plain signals/traces-transform signals/logs-filter signals/traces-tail_sampling signals/traces-otlphttp-exporter connectors/count-traces-metrics; do
  "$program" -live "$corpus/$name.yaml" "$made/over.yaml" > "$made/live.yaml" 2> "$made/log"
  printf 'still\t%s\t%s\n' "$corpus/$name.yaml" "$made/over.yaml" | "$program" "$made"
  cmp "$made/live.yaml" "$made/still.yaml" && echo "$name: the same $(wc -c < "$made/live.yaml") bytes"
done
