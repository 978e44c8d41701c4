# For tests of `herald serve`: source tap.sh first.
#   $base      the address of the service that `serve` started
#   $server    its process

server=""
base=""

# serve OPTION...: start a service on a free port of loopback and wait until it answers.
serve() {
    : >"$work/server.err"
    "$herald" serve --listen 127.0.0.1:0 "$@" >"$work/server.out" 2>"$work/server.err" &
    server=$!
    for _ in $(seq 200); do
        base=$(sed -n 's|.*listening on \(http://.*[0-9]\)/$|\1|p' "$work/server.err" | tail -1)
        [ -n "$base" ] && return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    echo "# the service did not start:"
    sed 's/^/# /' "$work/server.err"
    return 1
}

# stop_serving: end it by SIGTERM; its exit code is in $stopped. A sanitizer's report is one, too.
stop_serving() {
    stopped=0
    kill -TERM "$server" 2>/dev/null
    wait "$server" || stopped=$?
    grep -q -e Sanitizer -e "runtime error" "$work/server.err" && stopped="sanitizer report"
    server=""
}

trap '[ -n "$server" ] && kill -KILL "$server" 2>/dev/null; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT

# get TARGET OPTION...: body in $body, status in $status, content type in $type, headers in $headers.
get() {
    local target=$1
    shift
    local told
    : >"$work/body"
    told=$(curl -s --max-time 30 -o "$work/body" -D "$work/headers" -w '%{http_code} %{content_type}' "$@" "$base$target")
    status=${told%% *}
    type=${told#* }
    body=$(tr -d '\0' <"$work/body")
    headers=$(tr -d '\r' <"$work/headers")
}

# header NAME: its value in the last answer.
header() {
    printf '%s\n' "$headers" | sed -n "s/^$1: //Ip" | tail -1
}
