# Sourced, not run: how operators' commands are started. They need a tenth of what the server does, and people wait for them, so
# they have a class path, options and an AOT cache of their own. Without the cache they work as well.

# is_client_command ARGUMENTS...     whether a command needs nothing of the server's
is_client_command() {
  case ${1:-} in
    serve | cluster | simulate | restore) return 1 ;;
  esac
}

# client_path APP-FOLDER CACHE     sets class_path and gc; false if a file is missing
client_path() {
  class_path=
  picocli=${2%.aot}-picocli.jar # the copy that fits into a cache
  [ -f "$picocli" ] || picocli=$(echo "$1"/lib/main/info.picocli.picocli-*.jar)
  for jar in "$1"/app/muster-*.jar "$picocli" "$1"/lib/main/com.fasterxml.jackson.core.jackson-*.jar \
    "$1"/lib/main/org.snakeyaml.snakeyaml-engine-*.jar "$1"/lib/main/com.google.protobuf.protobuf-java-[0-9]*.jar \
    "$1"/lib/main/org.jspecify.jspecify-*.jar; do
    [ -f "$jar" ] || return 1
    class_path=$class_path${class_path:+:}$jar
  done
  gc=-XX:+UseSerialGC
  case ${MUSTER_JAVA_OPTS:-} in
    *GC*) gc=-XX:-UsePerfData ;; # another one is meant
  esac
}
