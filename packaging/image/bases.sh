#!/usr/bin/env bash
# Bases for the JVM image without a registry, laid out like the official ones: a JDK below /opt/java/openjdk with a shell and the
# tools of a plain system, and a small one with coreutils. They are made of Debian's packages and of the JDK that builds Muster;
# a site without the Internet makes its own in the same way from its own mirror.
#   bases.sh BUILDAH-ARGUMENT...     as --root DIR; makes localhost/muster-jdk and localhost/muster-base there
# Needs root, buildah and mmdebstrap. The packages are kept in the user's cache (MUSTER_INTEROP_CACHE, else ~/.cache/muster-interop).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../bin/find-jdk.sh"
find_jdk 25

cache=${MUSTER_INTEROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/muster-interop}
# shellcheck source=/dev/null
. /etc/os-release
suite=$VERSION_CODENAME
small=base-files,base-passwd,libc6,libgcc-s1,zlib1g,coreutils,dash
large=$small,sed,tar,gzip,findutils,grep,bash
bases=$cache/bases-$(sha256sum "$0" /etc/os-release | sha256sum | cut -c1-16)

made=$(mktemp -d)
work=
trap 'rm -rf "$made" "$work"' EXIT

if [[ ! -d $bases ]]; then
  work=$cache/bases-$$
  mkdir -p "$work"
  mmdebstrap --quiet --variant=extract --include="$small" "$suite" "$work/small.tar"
  mmdebstrap --quiet --variant=extract --include="$large" "$suite" "$work/large.tar"
  mv "$work" "$bases" 2>/dev/null || [[ -d $bases ]]
fi

image() {
  local name=$1 tar=$2 container
  container=$(buildah "${@:3}" from scratch)
  buildah "${@:3}" add "$container" "$tar" / >/dev/null
  if [[ $name == muster-jdk ]]; then
    # Links out of it, as Debian's packages have for their certificates, become what they lead to.
    tar -C "$JAVA_HOME" -chf "$made/jdk.tar" .
    buildah "${@:3}" add "$container" "$made/jdk.tar" /opt/java/openjdk >/dev/null
    buildah "${@:3}" config --env JAVA_HOME=/opt/java/openjdk \
      --env PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  fi
  buildah "${@:3}" commit --quiet --format docker "$container" "localhost/$name" >/dev/null
  buildah "${@:3}" rm "$container" >/dev/null
}

image muster-jdk "$bases/large.tar" "$@"
image muster-base "$bases/small.tar" "$@"
