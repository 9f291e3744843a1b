#!/bin/sh
# Builds the program that prints effective configs with a release of the collector, in ./build/effective-RELEASE; needs Go 1.26 and the Go module proxy.
#   effective.sh 0.161.0 1.67.0     the release, and the number of its stable modules
set -eu
cd "$(dirname "$0")"
release=$1 stable=$2
folder=build/effective-$release
core=go.opentelemetry.io/collector contrib=github.com/open-telemetry/opentelemetry-collector-contrib
mkdir -p "$folder"
cp effective/*.go "$folder"
cd "$folder"
# Not every module of every release is served by the proxy; its neighbour has the same settings.
served() {
  case $1@$release in
    extension/pprofextension@0.158.0) echo 0.157.0 ;;
    receiver/hostmetricsreceiver@0.161.0) echo 0.160.0 ;;
    receiver/filelogreceiver@0.161.0 | extension/basicauthextension@0.161.0) echo 0.158.0 ;;
    *) echo "$release" ;;
  esac
}
cat > go.mod <<END
module effective

go 1.26

require (
	$core/component v$stable
	$core/confmap v$stable
	$core/extension v$stable
	$core/extension/extensioncapabilities v$release
	$core/otelcol v$release
END
for module in confmap/provider/envprovider confmap/provider/fileprovider confmap/provider/yamlprovider; do
  echo "	$core/$module v$stable" >> go.mod
done
for module in $(sed -n 's|^\t"go.opentelemetry.io/collector/\([a-z]*/[a-z]*\)"$|\1|p' components.go); do
  echo "	$core/$module v$release" >> go.mod
done
for module in $(sed -n 's|^\t"github.com/open-telemetry/opentelemetry-collector-contrib/\([a-z]*/[a-z]*\)"$|\1|p' components.go); do
  echo "	$contrib/$module v$(served "$module")" >> go.mod
done
echo ")" >> go.mod
go build -mod=mod -p 1 -trimpath -ldflags="-s -w -X main.version=$release" -o effective.bin .
