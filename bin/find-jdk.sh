# Finds a JDK (find_jdk) or any Java (find_java) of at least the wanted feature release and exports JAVA_HOME. Sourced by mvnw and
# muster, here and in what is installed. Order: MUSTER_JAVA_HOME, JAVA_HOME, javac or java on PATH, then the usual places.
# POSIX sh; needs globbing (source before `set -f`).

# People wait for what comes after it: a process is started only where there is no other way.

jdk_release() { # sets release to the feature release of the Java in $1, to nothing if it has no $program
  release=
  [ -x "$1/bin/$program" ] && [ -r "$1/release" ] || return 0
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

usable_jdk() { # exports JAVA_HOME if $1 has $program of at least the wanted release
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
  program=javac
  wanted=$1
  seen=""
  look_for_java && return 0
  echo "Muster needs a JDK $wanted or newer, and found none.${seen:+ Found only:$seen}" >&2
  echo "Install one (Debian: apt install temurin-25-jdk; macOS: brew install openjdk; or https://adoptium.net)" >&2
  echo "or point MUSTER_JAVA_HOME at it." >&2
  return 1
}

find_java() {
  program=java
  wanted=$1
  seen=""
  look_for_java && return 0
  echo "Muster needs Java $wanted or newer (a runtime is enough), and found none.${seen:+ Found only:$seen}" >&2
  echo "Install one (Debian: apt install openjdk-25-jre-headless; macOS: brew install openjdk; or https://adoptium.net)" >&2
  echo "or point MUSTER_JAVA_HOME at its folder, the one with bin/java." >&2
  return 1
}

look_for_java() {
  usable_jdk "${MUSTER_JAVA_HOME:-}" && return 0
  usable_jdk "${JAVA_HOME:-}" && return 0
  if on_path=$(command -v "$program" 2>/dev/null); then
    on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
    on_path=${on_path%/*}
    usable_jdk "${on_path%/*}" && return 0
    # What is on the PATH may be a script that starts another one.
    if [ -z "$release" ]; then
      usable_jdk "$("$program" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')" && return 0
    fi
  fi
  for candidate in /usr/lib/jvm/* /opt/*jdk* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    usable_jdk "$candidate" && return 0
  done
  return 1
}
