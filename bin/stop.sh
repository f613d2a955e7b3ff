#!/usr/bin/env bash
# Stops the process: asks it to end, and kills it after 30 seconds. Returns 0 when it is gone.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"

pid=$(running_pid)
if [ -z "$pid" ]; then
    rm -f "$pid_file"
    echo "otter $OTTER_PROCESS is not running"
    exit 0
fi
kill "$pid" 2>/dev/null
limit=$((SECONDS + ${OTTER_STOP_SECONDS:-30}))
while kill -0 "$pid" 2>/dev/null; do
    if [ $SECONDS -ge $limit ]; then
        echo "otter $OTTER_PROCESS did not stop within ${OTTER_STOP_SECONDS:-30} s; killing process $pid" >&2
        kill -9 "$pid" 2>/dev/null
        limit=$((SECONDS + 10))
    fi
    sleep 0.1
done
rm -f "$pid_file"
echo "otter $OTTER_PROCESS stopped"
