# Sourced by run and long. Steps run one after the other, each bounded in time and stopped with all that it started; at the
# end `summary` says when each began, how long it took and what became of it.

lines=()
failed=0
# The step that runs.
current= name= at= begun=

# step NAME LIMIT COMMAND...     LIMIT as timeout(1) has it; false if the step failed
step() {
  local limit=$2 code=0 outcome=ok
  name=$1 at=$(date -u '+%F %T') begun=$SECONDS
  shift 2
  printf '\n== %s: %s\n' "$name" "$*"
  # A process group of its own, which is ended as a whole.
  timeout --kill-after=60 "$limit" "$@" &
  current=$!
  wait "$current" || code=$?
  current=
  if ((code)); then
    failed=1
    outcome="FAILED ($code)"
    ((code == 124 || code == 137)) && outcome="FAILED (not done after $limit)"
  fi
  note "$name" "$at" $((SECONDS - begun)) "$outcome"
  return "$code"
}

# note NAME START SECONDS OUTCOME
note() {
  lines+=("$(printf '| %-16s | %s | %3dm %02ds | %s |' "$1" "$2" $(($3 / 60)) $(($3 % 60)) "$4")")
}

summary() {
  printf '\n| step | began (UTC) | took | outcome |\n|---|---|---|---|\n'
  printf '%s\n' "${lines[@]}"
}

stop() {
  if [[ -n $current ]]; then
    kill "$current" 2>/dev/null || true
    wait "$current" 2>/dev/null || true
    note "$name" "$at" $((SECONDS - begun)) interrupted
  fi
  exit 130
}
trap stop INT TERM
