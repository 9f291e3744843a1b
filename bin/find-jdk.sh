# Finds a JDK of at least the wanted feature release and exports JAVA_HOME. Sourced by mvnw and muster.
# Order: MUSTER_JAVA_HOME, JAVA_HOME, javac on PATH, then the usual places. POSIX sh; needs globbing (source before `set -f`).

jdk_release() { # prints the feature release of the JDK in $1, nothing if it is no JDK
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release" | head -n 1
}

find_jdk() {
  wanted=$1
  seen=""
  on_path=""
  if command -v javac >/dev/null 2>&1; then
    on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)" 2>/dev/null || command -v javac)")")
  fi
  for candidate in "${MUSTER_JAVA_HOME:-}" "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$candidate" ] || continue
    release=$(jdk_release "$candidate")
    [ -n "$release" ] || continue
    if [ "$release" -ge "$wanted" ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
    seen="$seen
  $candidate (release $release)"
  done
  echo "Muster needs a JDK $wanted or newer, and found none.${seen:+ Found only:$seen}" >&2
  echo "Install one (Debian: apt install temurin-25-jdk; macOS: brew install openjdk; or https://adoptium.net)" >&2
  echo "or point MUSTER_JAVA_HOME at it." >&2
  return 1
}
