#!/usr/bin/env bash
# Makes docs/demo/rollback.svg, the picture in the README: types the README on a fresh server, as the test of it does, and draws
# what the commands of its blocks marked `recorded` print. A few minutes, most of them for the build.
set -euo pipefail
cd "$(dirname "$0")/../.."
./mvnw -q -B -Dquick package
./mvnw -q -B test-compile
./mvnw -q -B failsafe:integration-test failsafe:verify -Dit.test=PagesIT
cp target/rollback.svg docs/demo/rollback.svg
echo "docs/demo/rollback.svg is new: look at it, and commit it"
