#!/usr/bin/env bash
# Starts the process in the background. Returns 0 when it is serving, else prints the cause and returns 1.
# With --foreground it becomes the process, for systemd and containers.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no Java found: install JDK 17 or later, or set JAVA_HOME"
properties=$("$java" -XshowSettings:properties -version 2>&1)
version=$(sed -n 's/^ *java.specification.version = \(1\.\)\{0,1\}//p' <<<"$properties")
build=$(sed -n 's/^ *java.vm.version = //p' <<<"$properties")
[ "${version:-0}" -ge 17 ] || fail "$java is Java ${version:-of an unknown version}: Otter needs 17 or later; set JAVA_HOME"

pid=$(running_pid)
[ -z "$pid" ] || fail "otter $OTTER_PROCESS is already running as process $pid"

! listening || fail "PORT_IN_USE: $OTTER_HEALTH_KEY: something else listens on $(health_place) already. Free the port or configure another one."

mkdir -p "$logs" && [ -w "$logs" ] || fail "cannot write $logs"
options=(
    "-Dotter.home=$home" "-Dotter.conf=$conf" "-Dotter.logs=$logs"
    "-Xms${OTTER_HEAP:-$OTTER_DEFAULT_HEAP}" "-Xmx${OTTER_HEAP:-$OTTER_DEFAULT_HEAP}" "-Xss${OTTER_STACK:-1m}"
    "-XX:+Use${OTTER_GC:-SerialGC}" "-Dlogback.configurationFile=$conf/logback.xml" "-Dlogging.config=$conf/logback.xml"
    -XX:+ExitOnOutOfMemoryError -Djdk.serialFilter='!*' -Dfile.encoding=UTF-8 -Djava.awt.headless=true
)
[ "$version" -ge 22 ] && options+=(--enable-native-access=ALL-UNNAMED)
[ "$version" -ge 23 ] && options+=(--sun-misc-unsafe-memory-access=allow)
# The JVM of a node keeps the classes of its first run when it ends, and maps them from then on: most of what a start takes is
# loading classes and compiling what loads them. It takes none but its own, of the jars as they are.
if [ "$OTTER_PROCESS" = node ]; then
    classes=$logs/otter-node-$build.jsa
    # A run that ended at once has left little.
    if [ -n "$(find "$classes" -size +8M 2>/dev/null)" ] && [ -z "$(find "$home/lib" -newer "$classes" -print -quit)" ]; then
        options+=("-XX:SharedArchiveFile=$classes")
    else
        options+=("-XX:ArchiveClassesAtExit=$classes")
    fi
    options+=('-Xlog:cds*=error')
fi
read -r -a more <<<"${OTTER_JAVA_OPTS:-}"

if [ "${1:-}" = --foreground ]; then
    echo $$ >"$pid_file"
    exec "$java" "${options[@]}" ${more[@]+"${more[@]}"} -cp "$home/lib/*" "$OTTER_MAIN"
fi

console=$logs/otter-$OTTER_PROCESS.out
# shellcheck disable=SC2086
nohup "$java" "${options[@]}" ${more[@]+"${more[@]}"} -cp "$home/lib/*" "$OTTER_MAIN" >"$console" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$pid_file"

# Who does not wait for it does not want it.
trap 'kill "$pid" 2>/dev/null; rm -f "$pid_file"; exit 130' INT TERM
limit=$((SECONDS + ${OTTER_START_SECONDS:-90}))
while [ $SECONDS -lt $limit ]; do
    if ! kill -0 "$pid" 2>/dev/null; then
        rm -f "$pid_file"
        grep -v '^\s*$' "$console" | tail -n 1 >&2
        fail "otter $OTTER_PROCESS did not start; see $logs"
    fi
    if serving "$pid"; then
        kill -0 "$pid" 2>/dev/null && echo "otter $OTTER_PROCESS is serving as process $pid" && exit 0
    fi
    sleep 0.2
done
kill "$pid" 2>/dev/null
rm -f "$pid_file"
fail "otter $OTTER_PROCESS did not answer at $(health_place)/health within ${OTTER_START_SECONDS:-90} s; see $logs"
