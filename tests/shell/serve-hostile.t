#!/bin/bash
# herald serve: hostile clients, an index removed underneath, files exhausted. Others are answered.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/serve-support.sh"

index=$work/news
"$herald" index -i "$index" "$sample" >/dev/null || exit 1
ulimit -n "$(ulimit -H -n)"

serve -i "$index" --request-time 2 --reply-time 3 --idle-time 20 --connections 1000 --client-connections 200 || exit 1
checks_of "the hostile clients came to their end" python3 "$(dirname "$0")/serve-hostile.py" "${base##*:}"
get /metrics
like "slow ones were cut" "$body" 'herald_http_connections_cut_total [1-9]'
is "no request is left open but this one" "$(sed -n 's/^herald_http_requests_open //p' "$work/body")" 1
stop_serving
is "it ends well, without a leak" "$stopped" 0

# Ten thousand at once, where the system opens as many: all are answered.
crowd=10000
hard=$(ulimit -H -n)
if [ "$hard" = unlimited ] || [ "$hard" -ge $((crowd + 400)) ]; then
    serve -i "$index" --connections 11000 --client-connections 11000 --queue 20000 --queue-time 100 || exit 1
    is "$crowd connections with a search each" "$(python3 "$(dirname "$0")/serve-crowd.py" "${base##*:}" $crowd 2>&1 | tail -1)" $crowd
    stop_serving
    is "it ends well, without a leak" "$stopped" 0
else
    ok "# SKIP the system gives $hard files, not enough for $crowd connections" true
fi

# Few files: connections wait, nothing breaks, and it recovers.
serve_with_few_files() {
    ulimit -n 120
    serve -i "$index" --workers 1 --refresh 0.1
}
(
    serve_with_few_files || exit 1
    python3 - "${base##*:}" <<'P'
import socket, sys, time
port = int(sys.argv[1])
crowd = []
try:
    for _ in range(100):
        one = socket.create_connection(("127.0.0.1", port), timeout=2)
        crowd.append(one)
except OSError:
    pass
time.sleep(0.5)
for one in crowd:
    one.close()
time.sleep(0.5)
P
    get '/search?q=Iran'
    echo "$status"
    stop_serving
    echo "$stopped"
) >"$work/few" 2>&1
is "files exhausted: it recovers, and ends well" "$(tr '\n' ' ' <"$work/few")" "200 0 "

# The index goes while it is searched.
serve -i "$index" --refresh 0.2 || exit 1
get '/search?q=Iran'
rm -rf "$index"
for _ in $(seq 30); do
    get '/search?q=Iran&full=1'
    echo "$status"
    sleep 0.05
done >"$work/removed"
is "an index deleted underneath: answers, then refusals, never anything else" \
    "$(sort -u "$work/removed" | grep -vE '^(200|503)$')" ""
is "it is told in the end" "$(tail -1 "$work/removed")" 503
get /health
is "the service lives" "$status" 200
stop_serving
is "and ends well" "$stopped" 0
done_testing
