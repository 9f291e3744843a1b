# Finds a JDK of at least the wanted feature release and exports JAVA_HOME. Sourced by mvnw and muster.
# Order: MUSTER_JAVA_HOME, JAVA_HOME, javac on PATH, then the usual places. POSIX sh; needs globbing (source before `set -f`).

# People wait for what comes after it: a process is started only where there is no other way.

jdk_release() { # sets release to the feature release of the JDK in $1, to nothing if it is no JDK
  release=
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        release=${line#JAVA_VERSION=\"}
        release=${release#1.}
        release=${release%%[!0-9]*}
        return 0
        ;;
    esac
  done <"$1/release"
}

usable_jdk() { # exports JAVA_HOME if $1 is a JDK of at least the wanted release
  [ -n "$1" ] || return 1
  jdk_release "$1"
  [ -n "$release" ] || return 1
  if [ "$release" -ge "$wanted" ]; then
    JAVA_HOME=$1
    export JAVA_HOME
    return 0
  fi
  seen="$seen
  $1 (release $release)"
  return 1
}

find_jdk() {
  wanted=$1
  seen=""
  usable_jdk "${MUSTER_JAVA_HOME:-}" && return 0
  usable_jdk "${JAVA_HOME:-}" && return 0
  if command -v javac >/dev/null 2>&1; then
    on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)" 2>/dev/null || command -v javac)")")
    usable_jdk "$on_path" && return 0
  fi
  for candidate in /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    usable_jdk "$candidate" && return 0
  done
  echo "Muster needs a JDK $wanted or newer, and found none.${seen:+ Found only:$seen}" >&2
  echo "Install one (Debian: apt install temurin-25-jdk; macOS: brew install openjdk; or https://adoptium.net)" >&2
  echo "or point MUSTER_JAVA_HOME at it." >&2
  return 1
}
