#!/bin/sh
# Prints the name of a file with the class path of an Infinispan Server, fetched from Maven Central at the first use.
# For tests and for `./muster cluster`. What Maven needs besides goes into MAVEN_ARGS, e.g. -o or -Dmaven.repo.local=DIR.

home=$(cd "$(dirname "$0")/.." && pwd) || exit 1
pom=$home/interop/infinispan/pom.xml
file=$home/target/infinispan/class-path

complete() { # whether the file is there, newer than its pom, and so are all jars
  [ -s "$file" ] && [ -z "$(find "$pom" -newer "$file" -print)" ] || return 1
  tr ':' '\n' <"$file" | while read -r jar; do [ -f "$jar" ] || exit 1; done
}

if ! complete; then
  mkdir -p "$(dirname "$file")" || exit 1
  echo "Fetching the jars of Infinispan Server (once; 65 MB) ..." >&2
  if ! (cd "$home" && ./mvnw -q -B -f "$pom" dependency:build-classpath -Dmdep.outputFile="$file.$$") >&2; then
    echo "Infinispan Server could not be fetched from Maven Central; see above." >&2
    exit 1
  fi
  mv "$file.$$" "$file" || exit 1
fi
echo "$file"
