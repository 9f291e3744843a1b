# Sourced by the benchmarks of a single server. Needs $home.

# The server that is measured, in the place of the shell that calls it: ./muster on the JVM, or the native program that
# NATIVE names. HEAP is its -Xmx, SERVER_OPTS are more of its options (-D...; on the JVM any).
serve() {
  heap=-Xmx${HEAP:-512m}
  # shellcheck disable=SC2086 # several options in one variable
  if [ -n "${NATIVE:-}" ]; then
    exec "$NATIVE" "$heap" ${SERVER_OPTS:-} serve "$@"
  fi
  MUSTER_JAVA_OPTS="$heap ${SERVER_OPTS:-}" exec "$home/muster" serve "$@"
}
