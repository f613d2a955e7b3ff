#!/usr/bin/env bash
# Prints whether the process runs and serves. Returns 0 when it serves, 1 when it runs but does not, 3 when it is not running.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"

pid=$(running_pid)
if [ -z "$pid" ]; then
    echo "otter $OTTER_PROCESS is not running"
    exit 3
fi
if serving "$pid"; then
    echo "otter $OTTER_PROCESS is serving as process $pid"
    exit 0
fi
echo "otter $OTTER_PROCESS runs as process $pid but does not answer http://$(health_host):$(health_port)/health"
exit 1
