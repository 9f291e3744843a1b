#!/bin/sh
# While an image is built: what the JVM remembers of a start, of the commands and of the health check, beside the program, where
# everybody may read it and nobody write it.
#   caches.sh /opt/muster
set -eu
home=$1
java=$home/jre/bin/java

. "$home/lib/train.sh"
. "$home/lib/cache.sh"
cd /tmp # training needs no folder of its own
MUSTER_CACHE=off find_cache "$home" "$home/jre"
unfit=$home/cache
make_cache "$java" "$home/lib/jvm.options" "$home/lib/app/quarkus-run.jar" || true # what is missing is seen below

# The health check: its own classes, and a cache of what it takes to ask, with the JDK's own server in the place of Muster.
classes=$(mktemp -d)
(cd "$classes" && jar xf "$home"/lib/app/app/muster-*.jar io/muster/cli)
find "$classes" -type f ! -name 'LiveCheck*' -delete
jar cf "$home/cache/live.jar" -C "$classes" io
jwebserver -b 127.0.0.1 -p 18080 -d "$classes" >/dev/null 2>&1 &
server=$!
printf '{"pid": %s, "agentPort": 0, "operatorPort": 18080}\n' "$server" >"$classes/server.json"
seconds=0
until MUSTER_DATA=$classes MUSTER_OPERATORS_HOST='' "$java" -cp "$home/cache/live.jar" io.muster.cli.LiveCheck 2>&1 | grep -q 'answers HTTP/1.1 404'; do
  seconds=$((seconds + 1))
  [ $seconds -lt 30 ] || break
  sleep 1
done
MUSTER_DATA=$classes MUSTER_OPERATORS_HOST='' "$java" -XX:+UseSerialGC -XX:AOTCacheOutput="$home/cache/live.aot" -cp "$home/cache/live.jar" \
  io.muster.cli.LiveCheck >/dev/null 2>&1 || true # 404
kill "$server"
rm -rf "$classes"

for file in muster muster-client live; do
  [ -f "$home/cache/$file.aot" ] || {
    echo "There is no $home/cache/$file.aot." >&2
    exit 1
  }
done
chmod -R a+rX,go-w "$home"
