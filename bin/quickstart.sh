#!/usr/bin/env bash
# Builds what is missing, then runs the product with embedded ZooKeeper and databases.
#   bin/quickstart.sh           keeps running, prints the web address and the login; goes on with what it had before
#   bin/quickstart.sh --reset   removes what it had, says what that is, and ends
#   bin/quickstart.sh --smoke   drives changes through it, compares, stops; prints SMOKE OK or SMOKE FAILED
set -euo pipefail
unset CDPATH
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1:-}" = --reset ] && [ ! -d .quickstart/demo ]; then
    echo "There is nothing to remove."
    exit 0
fi

# Where the locale knows ASCII only, Java would not find what lies in a directory of another name.
case $(locale charmap 2>/dev/null) in
    ANSI* | US-ASCII) export LC_ALL=C.UTF-8 ;;
esac

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || { echo "no Java found: install JDK 17 or later, or set JAVA_HOME" >&2; exit 1; }
command -v mvn >/dev/null || { echo "no Maven found: install Maven 3.8 or later" >&2; exit 1; }

# What a build makes last: one that was interrupted begins anew.
built=$(ls quickstart/target/otter-quickstart-*.jar 2>/dev/null | tail -n 1 || true)
if [ ! -f "$built" ] || ! ls manager/target/otter-manager-*.tar.gz node/target/otter-node-*.tar.gz >/dev/null 2>&1 ||
    [ -n "$(find pom.xml bin conf sql ./*/pom.xml ./*/src/main -newer "$built" -type f -print -quit)" ]; then
    echo "Building, which takes some minutes the first time ..."
    mvn -B -DskipTests package -pl manager,node,quickstart -am |
        awk '/^\[INFO\] Building .*\[/ { sub(/^\[INFO\] /, "  "); sub(/  +/, "  "); print; fflush() }
             /^\[ERROR\]/ { print; fflush() }'
    touch quickstart/target/otter-quickstart-*.jar
fi

exec "$java" -Xmx256m -Dotter.root="$PWD" \
    -cp "quickstart/target/classes:$(cat quickstart/target/classpath)" io.otter.quickstart.Quickstart "$@"
