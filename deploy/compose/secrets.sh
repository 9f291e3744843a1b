#!/bin/sh
# Makes the secrets of compose.yaml in the folder `secrets` beside it: a token of the agents, and the password of Grafana's user
# admin. What is there already stays. Without a line end, which some readers take for a part of a secret.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
# Others may not look into the folder; the files are read by the users that run in the containers.
chmod 0700 secrets
for name in agents-token grafana-password; do
  [ -s "secrets/$name" ] && continue
  head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"secrets/$name"
  chmod 0444 "secrets/$name"
  echo "made secrets/$name"
done
