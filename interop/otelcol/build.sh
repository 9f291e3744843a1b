#!/bin/sh
# Builds the collector that judges the corpus, in ./build; needs Go 1.25 or newer and the Go module proxy.
set -eu
cd "$(dirname "$0")"
version=0.157.0
GOBIN="$PWD/build/bin" go install "go.opentelemetry.io/collector/cmd/builder@v$version"
# The sources only: `go mod download` would want modules that are for Windows alone.
./build/bin/builder --skip-compilation --config builder.yaml || [ -f build/main.go ]
cd build
go build -mod=mod -p 1 -trimpath -ldflags='-s -w' -o otelcol .
./otelcol --version
echo "now, in this folder:"
echo "  ./corpus.py ../../src/test/resources/collector-corpus"
echo "  ./verdicts.py build/otelcol ../../src/test/resources/collector-corpus"
echo "and after ComposedCorpusTest, which leaves what rule sets make of the corpus:"
echo "  ./composed.py build/otelcol ../../target/composed-corpus ../../src/test/resources/composed-corpus/verdicts.json"
