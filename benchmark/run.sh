#!/usr/bin/env bash
# Builds what is missing, then measures how fast rows get from one MySQL 8.0 to another on this machine.
#   benchmark/run.sh [work] [peer...] [--rows N] [--runs N] [--durable] [--write]      --help says what there is
#   benchmark/run.sh --jmh [JMH's options]                                             the inner pieces alone
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
built=benchmark/target/classpath
if [ ! -f "$built" ] || ! ls manager/target/otter-manager-*.tar.gz node/target/otter-node-*.tar.gz >/dev/null 2>&1 ||
    [ -n "$(find pom.xml bin conf sql ./*/pom.xml ./*/src/main -newer "$built" -type f -print -quit)" ]; then
    echo "Building ..."
    mvn -q -B -DskipTests package -pl manager,node,benchmark -am
    touch "$built"
fi

if [ "${1:-}" = --jmh ]; then
    shift
    exec "$java" -cp "benchmark/target/classes:$(cat "$built")" org.openjdk.jmh.Main "$@"
fi

# Debezium comes only when it is to be measured.
peers=" $* "
case $peers in
*" debezium "*) wanted=true ;;
*" sites "* | *" packing "* | *" soak "* | *" us "* | *" verify "* | *" verify_small "* | *" tls "* | *" native1 "* | *" native4 "* | *" snapshot "* | *" dump "* | *" w4 "* | *" ceiling "* | *" --help "*) wanted=false ;;
*) wanted=true ;;
esac
if [ $wanted = true ] && [ ! -f benchmark/debezium/target/classpath ]; then
    echo "Fetching Debezium ..."
    mvn -q -B -f benchmark/debezium/pom.xml process-classes
fi

exec "$java" -Xmx1g -Dotter.root="$PWD" -cp "benchmark/target/classes:$(cat "$built")" \
    io.otter.benchmark.BenchmarkMain "$@"
