# Shared by startup.sh, stop.sh and status.sh. conf/process.env names the process.
unset CDPATH
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
home=$PWD
# Where the locale knows ASCII only, as under cron and systemd, Java would not find what lies in a directory of another name.
case $(locale charmap 2>/dev/null) in
    ANSI* | US-ASCII) export LC_ALL=C.UTF-8 ;;
esac
# Logs and data may hold rows; they are nobody else's to read.
umask 077
. conf/process.env
conf=${OTTER_CONF:-$home/conf}
logs=${OTTER_LOGS:-$home/logs}
pid_file=$logs/otter-$OTTER_PROCESS.pid

fail() {
    echo "$1" >&2
    exit 1
}

# The value of a key: its environment variable, else conf/otter.properties, else $2.
setting() {
    local variable value
    variable=$(echo "$1" | tr 'a-z.-' 'A-Z__')
    value=${!variable:-}
    if [ -z "$value" ] && [ -r "$conf/otter.properties" ]; then
        value=$(sed -n "s/^[[:space:]]*${1//./\\.}[[:space:]]*[=:][[:space:]]*//p" "$conf/otter.properties" | tail -n 1 | tr -d '\r' | sed 's/[[:space:]]*$//')
    fi
    echo "${value:-${2:-}}"
}

# The pid of the running process, or nothing. A pid file whose number now belongs to something else is stale.
running_pid() {
    local pid
    pid=$(cat "$pid_file" 2>/dev/null) || return 0
    case $pid in '' | *[!0-9]*) return 0 ;; esac
    if [ -r "/proc/$pid/cmdline" ]; then
        tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "-Dotter.home=$home " && echo "$pid"
    elif [ ! -d /proc/self ] && ps -p "$pid" -o command= 2>/dev/null | grep -qF -- "-Dotter.home=$home "; then
        echo "$pid"
    fi
    return 0
}

health_port() {
    setting "$OTTER_HEALTH_KEY" "$OTTER_HEALTH_PORT"
}

health_host() {
    local host
    host=$(setting "$OTTER_HEALTH_BIND_KEY" 127.0.0.1)
    host=${host#[} host=${host%]}
    case $host in
        0.0.0.0) host=127.0.0.1 ;;
        ::) host=::1 ;;
    esac
    echo "$host"
}

# Host and port, as a URL has them.
health_place() {
    case $(health_host) in
        *:*) echo "[$(health_host)]:$(health_port)" ;;
        *) echo "$(health_host):$(health_port)" ;;
    esac
}

# Whether something listens on the port of GET /health.
listening() {
    (exec 3<>"/dev/tcp/$(health_host)/$(health_port)") 2>/dev/null
}

# Whether the port speaks TLS.
secure() {
    [ "$OTTER_PROCESS" = manager ] && [ -n "$(setting otter.https.certificate)$(setting otter.https.keystore)" ]
}

# The answer to GET /health. It is on this host, so no certificate is checked.
health() {
    if ! secure; then
        exec 3<>"/dev/tcp/$(health_host)/$(health_port)" &&
            printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 &&
            head -n 20 <&3
    elif command -v curl >/dev/null; then
        curl -ksi --max-time 10 "https://$(health_place)/health"
    elif command -v openssl >/dev/null; then
        printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' |
            openssl s_client -quiet -connect "$(health_place)" | head -n 20
    elif listening; then
        echo 'HTTP/1.0 200' # neither is there to ask with
    fi
}

# Whether GET /health answers 200, and does not say that it is another process than $1.
serving() {
    local answer
    answer=$( (health) 2>/dev/null | tr -d '\r')
    case ${answer%%$'\n'*} in *' 200'*) ;; *) return 1 ;; esac
    answer=$(echo "$answer" | sed -n 's/^[Oo]tter-[Pp]rocess: *//p')
    [ -z "$answer" ] || [ "$answer" = "$1" ]
}
