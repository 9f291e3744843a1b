# Sourced. stale FILE PATH...: whether the file is missing or something at these paths is newer.
stale() {
  made=$1
  shift
  [ ! -s "$made" ] || [ -n "$(find "$@" -newer "$made" -type f -print 2>/dev/null | head -n 1)" ]
}
