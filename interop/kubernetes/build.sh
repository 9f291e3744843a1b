#!/bin/sh
# Builds a real kube-apiserver, etcd and helm, of the versions in go.mod, and prints the folder of the three.
# It takes five minutes once: the folder is kept in the user's cache (MUSTER_INTEROP_CACHE, else ~/.cache/muster-interop), under
# the hash of what it is made of. With --where it only says which folder. Needs Go 1.26 or newer and the Go module proxy.
set -eu
cd "$(dirname "$0")"
hash=$(cat go.mod go.sum apiserver/main.go etcd/main.go | sha256sum | cut -c1-16)
cache=${MUSTER_INTEROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/muster-interop}
done=$cache/kubernetes-$hash
if [ "${1:-}" != --where ] && [ ! -d "$done" ]; then
  command -v go >/dev/null || { echo "needs Go 1.26 or newer on the PATH (go.dev/dl)" >&2; exit 1; }
  # Two runs at once build each for itself; the first to be done wins.
  work=$cache/building-$$
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work"
  build() {
    CGO_ENABLED=0 nice go build -trimpath -ldflags="-s -w $3" -o "$work/$1" "$2" >&2
  }
  # What its own release is linked with: without it the server calls itself v0.0.0, and kubectl and helm believe it.
  version=$(sed -n 's|^\tk8s.io/kubernetes v||p' go.mod)
  part=k8s.io/component-base/version
  build etcd ./etcd ""
  build helm helm.sh/helm/v4/cmd/helm ""
  build kube-apiserver ./apiserver "-X $part.gitVersion=v$version -X $part.gitMajor=${version%%.*} -X $part.gitMinor=$(echo "$version" | cut -d. -f2)"
  mv "$work" "$done" 2>/dev/null || [ -d "$done" ]
fi
echo "$done"
