#!/bin/sh
# Renders the chart into plain manifests, into deploy/kubernetes or another folder: for who has no helm, and for tests that have none.
#   render.sh [DIR]     HELM names another helm than build.sh makes
set -eu
here=$(cd "$(dirname "$0")" && pwd)
chart=$here/../../deploy/helm/muster
out=${1:-$here/../../deploy/kubernetes}
helm=${HELM:-$("$here/build.sh")/helm}
mkdir -p "$out"

head_of() {
  echo "# Made of deploy/helm/muster with ci/$1.yaml, release and namespace \"muster\", by interop/kubernetes/render.sh; do not edit."
}

# Without what Helm alone is for.
render() { # VALUES OPTION...
  values=$1
  shift
  "$helm" template muster "$chart" --namespace muster -f "$chart/ci/$values.yaml" "$@" \
    | sed -e '/helm\.sh\/chart: /d' -e 's/managed-by: Helm/managed-by: kubectl/' -e '/^# Source: /d' -e 's/ *$//'
}

for values in sqlite infinispan; do
  { head_of $values; render $values; } >"$out/$values.yaml"
done
{
  head_of sqlite
  echo "# With simulate.enabled=true: loads what sqlite.yaml or infinispan.yaml have installed (docs/operate/size.md)."
  render sqlite --show-only templates/simulate.yaml --set simulate.enabled=true
} >"$out/simulate.yaml"
