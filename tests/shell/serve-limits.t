#!/bin/bash
# herald serve: keys, limits, sockets, signals, and indexes that change, go and come back.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/serve-support.sh"

index=$work/news
"$herald" index -i "$index" "$sample" >/dev/null || exit 1

# problem: the type of the last answer.
problem() {
    jq -r .type <<<"$body"
}

# --- keys -------------------------------------------------------------------------------------

"$herald" serve --new-key analyst --scopes search >"$work/new"
key=$(sed -n 's/^key:  //p' "$work/new")
is "a key has 256 bits" "${#key}" 64
is "its line holds no key but its hash" "$(sed -n 's/^line: //p' "$work/new")" \
    "analyst search $(printf %s "$key" | sha256sum | cut -d' ' -f1)"
"$herald" serve --new-key bulk --scopes search,export >"$work/bulk"
"$herald" serve --new-key monitor --scopes metrics >"$work/monitor"
bulk=$(sed -n 's/^key:  //p' "$work/bulk") monitor=$(sed -n 's/^key:  //p' "$work/monitor")
{
    echo "# who may ask"
    sed -n 's/^line: //p' "$work/new" "$work/bulk" "$work/monitor"
} >"$work/keys"
exits "a scope that is not there" 2 "$herald" serve --new-key x --scopes search,fly
exits "a name that cannot be" 2 "$herald" serve --new-key 'a b'
printf 'analyst search nohash\n' >"$work/wrong"
exits "a file of keys that is wrong" 2 "$herald" serve -i "$index" --keys "$work/wrong"
like "names its line" "$messages" "wrong', line 1: not NAME SCOPES HASH"
exits "an open socket without keys is refused" 2 "$herald" serve -i "$index" --listen 0.0.0.0:0
like "and says how to do it" "$messages" "give --keys FILE, or --open"
exits "no index" 4 "$herald" serve -i "$work/none"

serve -i "$index" --keys "$work/keys" --results 20 || exit 1
get '/search?q=Iran'
is "without a key" "$status $(problem)" "401 /problems/unauthorized"
like "browsers are asked for one" "$headers" 'WWW-Authenticate: Basic realm="Herald"'
get '/search?q=Iran' -H "Authorization: Bearer ${key%?}x"
is "with a wrong one" "$status" 401
get '/search?q=Iran' -H "Authorization: Bearer $key"
is "with a key" "$status" 200
like "its answers are private" "$(header Cache-Control)" private
get '/search?q=Iran' -H "X-API-Key: $key"
is "by X-API-Key" "$status" 200
get '/search?q=Iran' -u "me:$key"
is "as a password" "$status" 200
get /metrics -H "Authorization: Bearer $key"
is "without the scope" "$status $(problem)" "403 /problems/forbidden"
get /metrics -H "Authorization: Bearer $monitor"
is "with the scope" "$status" 200
get '/search?q=Iran' -H "Authorization: Bearer $monitor"
is "metrics alone may not search" "$status" 403
get '/search?q=*&format=jsonl&limit=60' -H "Authorization: Bearer $key"
is "a download longer than a page needs the scope export" "$status" 403
get '/search?q=*&format=jsonl&limit=60' -H "Authorization: Bearer $bulk"
is "with it" "$status $(wc -l <"$work/body")" "200 60"
for open in /health /ready /openapi.json /assets/herald.css /opensearch.xml; do
    get "$open"
    is "$open needs no key" "$status" 200
done
grep -v '^analyst' "$work/keys" >"$work/keys.new" && mv "$work/keys.new" "$work/keys"
kill -HUP "$server"
for _ in $(seq 50); do
    get '/search?q=Iran' -H "Authorization: Bearer $key"
    [ "$status" = 401 ] && break
    sleep 0.1
done
is "a key that was taken away, after SIGHUP" "$status" 401
echo broken >"$work/keys"
kill -HUP "$server"
sleep 0.5
get '/search?q=Iran' -H "Authorization: Bearer $bulk"
is "a broken file of keys changes nothing" "$status" 200
stop_serving
is "it ends well" "$stopped" 0

# --- limits -----------------------------------------------------------------------------------

serve -i "$index" --results 20 --depth 50 --export-results 30 --query-size 100 --target-size 2k --body-size 4k \
    --time-limit 2 --rate 1 --burst 60 || exit 1
get '/search?q=Iran&limit=21'
is "results" "$status $(problem) $(jq -r '.errors[0].param' <<<"$body")" "400 /problems/limit limit"
is "are told the range" "$(jq -r .detail <<<"$body")" "limit takes a whole number from 0 to 20 in this form, not '21'"
get '/search?q=Iran&limit=20000'
is "far too many" "$status $(problem) $(jq -r .detail <<<"$body")" "400 /problems/limit limit takes a whole number from 0 to 20 in this form, not '20000'"
get '/search?q=Iran&limit=x'
is "no number" "$status $(problem) $(jq -r '.detail + " " + .errors[0].param' <<<"$body")" \
    "400 /problems/parameter limit takes a whole number from 0 to 20 in this form, not 'x' limit"
get '/search?q=Iran&limit=x&csv=1'
is "of a download" "$(jq -r .detail <<<"$body")" "limit takes a whole number from 0 to 30 in this form, not 'x'"
get '/search?q=Iran&offset=-1'
is "no place" "$(jq -r .detail <<<"$body")" "offset takes a whole number from 0 to 50, not '-1'"
get '/search?q=Iran&offset=51'
is "depth" "$status $(jq -r '.errors[0].param' <<<"$body")" "400 offset"
get '/search?q=Iran&time-limit=3'
is "time" "$status $(jq -r '.errors[0].param' <<<"$body")" "400 time-limit"
get '/search?q=Iran&time-limit=0'
is "no time limit at all" "$status" 400
get '/search?q=*&all=1&format=jsonl'
is "a download" "$status $(problem)" "400 /problems/query-limit"
like "names its limit" "$(jq -r .detail <<<"$body")" 'more than 30 articles match'
get "/search?q=$(printf 'a%.0s' $(seq 101))"
is "query" "$status $(problem)" "400 /problems/query-limit"
get "/search?q=x&$(printf 'a%.0s' $(seq 3000))"
is "address" "$status $(problem)" "414 /problems/address-size"
get /search --data-binary "q=$(printf 'a%.0s' $(seq 5000))"
is "body" "$status $(problem)" "413 /problems/body-size"
get "/search?$(printf 'any&%.0s' $(seq 300))q=x"
is "parameters" "$status $(problem)" "400 /problems/limit"
refused=0 after=
for _ in $(seq 90); do
    get '/search?q=Iran&limit=1'
    [ "$status" = 429 ] && refused=$((refused + 1)) after=$(header Retry-After)
done
ok "requests a second" test "$refused" -gt 5
is "tells when to come again" "$after" 1
get /health
is "/health is not counted" "$status" 200
stop_serving
is "it ends well" "$stopped" 0

# Refused before anything is done for it: each has its line in the log, its id, and is counted.
serve -i "$index" --target-size 4k --header-size 8k --body-size 64k --request-time 1 --access-log "$work/refused.log" || exit 1
checks_of "all were tried" python3 "$(dirname "$0")/serve-refusals.py" "${base##*:}" "$work/refused.log"
get /metrics
for code in 400 408 413 414 431 501; do
    is "as many $code are counted as logged" "$(sed -n "s/^herald_http_requests_total{code=\"$code\",route=\"none\"} //p" "$work/body")" \
        "$(jq -s "map(select(.status == $code)) | length" "$work/refused.log")"
done
stop_serving
is "it ends well" "$stopped" 0

# Two workers, a queue of one, and many at once: some are refused, quickly, the others answered.
serve -i "$index" --workers 1 --queue 1 --queue-time 5 || exit 1
seq 60 | xargs -P 30 -I{} curl -s -o "$work/load.{}" -w '%{http_code} %header{retry-after}\n' \
    "$base/search?q=russia+OR+iran+OR+china+OR+the&limit=100&full=1&facet=source,country,person,org" >"$work/load"
is "all are answered" "$(grep -cE '^(200|503 1)' "$work/load")" 60
ok "some are" grep -q '^200' "$work/load"
ok "some are refused" grep -q '^503 1' "$work/load"
is "what is answered is whole" "$(for file in "$work"/load.*; do jq -r '.status // (.hits | length)' "$file"; done | sort -nu | tr '\n' ' ')" "86 503 "
stop_serving
is "it ends well" "$stopped" 0

# --- sockets ----------------------------------------------------------------------------------

"$herald" serve -i "$index" --listen "unix:$work/socket" --listen '[::1]:0' --listen 127.0.0.1:0 2>"$work/server.err" &
server=$!
for _ in $(seq 100); do
    [ "$(grep -c 'listening on' "$work/server.err")" = 3 ] && break
    sleep 0.05
done
is "a Unix socket" "$(curl -s --unix-socket "$work/socket" 'http://x/search?q=Iran&limit=1' | jq '.hits | length')" 1
is "its mode" "$(stat -c %a "$work/socket")" 660
six=$(sed -n 's|.*listening on \(http://\[.*[0-9]\)/$|\1|p' "$work/server.err")
is "IPv6" "$(curl -gs "$six/health")" ok
exits "an address in use" 2 "$herald" serve -i "$index" --listen "unix:$work/socket"
like "says so" "$messages" "in use"
stop_serving
is "it ends well" "$stopped" 0
ok "the socket is removed" test ! -e "$work/socket"
python3 -c 'import socket,sys; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1])' "$work/stale"
serve -i "$index" --listen "unix:$work/stale" || exit 1
is "a socket left behind is replaced" "$(curl -s --unix-socket "$work/stale" http://x/health)" ok
stop_serving

# Sockets passed as systemd does, and readiness told as it wants to hear it.
python3 - "$herald" "$index" "$work" <<'P' >"$work/activation" 2>&1
import os, signal, socket, subprocess, sys, urllib.request
herald, index, work = sys.argv[1:]
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind(work + "/notify")
notify.settimeout(20)
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(10)
port = listener.getsockname()[1]
pid = os.fork()
if pid == 0:
    os.dup2(listener.fileno(), 3)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", NOTIFY_SOCKET=work + "/notify")
    os.execv(herald, [herald, "serve", "-i", index])
print(notify.recv(200).decode().split("\n")[0])
print(urllib.request.urlopen(f"http://127.0.0.1:{port}/health").read().decode().strip())
os.kill(pid, signal.SIGHUP)
print(notify.recv(200).decode(), notify.recv(200).decode())
os.kill(pid, signal.SIGTERM)
print(notify.recv(200).decode())
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
P
is "socket activation and readiness" "$(grep -v listening "$work/activation" | tr '\n' ' ')" \
    "READY=1 ok RELOADING=1 READY=1 STOPPING=1 0 "

# --- the units --------------------------------------------------------------------------------

units=$source_dir/docs/systemd
if command -v systemd-analyze >/dev/null; then
    mkdir "$work/units"
    sed "s|/usr/bin/herald|$herald|; /^Documentation/d" "$units/herald.service" >"$work/units/herald.service"
    sed '/^Documentation/d' "$units/herald.socket" >"$work/units/herald.socket"
    is "systemd takes the units" "$(systemd-analyze verify "$work"/units/herald.{service,socket} 2>&1 | grep herald)" ""
    ok "what the service could do to the system is small" \
        systemd-analyze security --offline=true --threshold=15 "$work/units/herald.service"
else
    ok "# SKIP systemd-analyze is not installed" true
    ok "# SKIP systemd-analyze is not installed" true
fi

# --- the index moves on -----------------------------------------------------------------------

serve -i "$index" --refresh 0.1 --cache 0 --cache-memory 0 || exit 1
get '/search?q=zanzibar'
is "not there yet" "$(jq .total.value <<<"$body")" 0
etag=$(header ETag)
(
    # Searches all the while: none may fail.
    for _ in $(seq 150); do
        curl -s -o /dev/null -w '%{http_code}\n' "$base/search?q=Iran+OR+zanzibar&facet=source"
    done >"$work/meanwhile"
) &
searching=$!
for number in 1 2 3 4 5; do
    echo "{\"id\":\"z$number\",\"source\":\"test\",\"title\":\"Zanzibar talks $number\",\"body\":\"Envoys met in Zanzibar, round $number.\"}" >"$work/z.jsonl"
    "$herald" index -i "$index" "$work/z.jsonl" >/dev/null
done
"$herald" compact -i "$index" >/dev/null
wait "$searching"
is "no request is dropped meanwhile" "$(sort "$work/meanwhile" | uniq -c | tr -s ' ')" " 150 200"
for _ in $(seq 50); do
    get '/search?q=zanzibar&copies=all'
    [ "$(jq .total.value <<<"$body")" = 5 ] && break
    sleep 0.1
done
is "new articles are found" "$(jq .total.value <<<"$body")" 5
get '/search?q=zanzibar' -H "If-None-Match: $etag"
is "the tag of the old state is not known any more" "$status" 200

stop_serving
is "it ends well" "$stopped" 0

# Kept answers: the same question is the same bytes, and what a commit changes is told at once.
serve -i "$index" --refresh 0.1 --cache 0 || exit 1
kept() {
    curl -s "$base/metrics" | sed -n 's/^herald_cache_requests_total{result="found"} //p'
}
get '/search?q=zanzibar&copies=all'
first=$(md5sum <"$work/body")
get '/search?copies=all&q=zanzibar'
is "an answer that was kept" "$(md5sum <"$work/body") $(kept)" "$first 1"
get '/search?copies=all&q=Zanzibar'
is "is for the query as it was typed" "$(jq -r .query.text <<<"$body") $(kept)" "Zanzibar 1"
echo '{"id":"z6","source":"test","title":"Zanzibar talks 6","body":"Envoys met in Zanzibar, round 6."}' >"$work/z.jsonl"
"$herald" index -i "$index" "$work/z.jsonl" >/dev/null
for _ in $(seq 50); do
    get '/search?q=zanzibar&copies=all'
    [ "$(jq .total.value <<<"$body")" = 6 ] && break
    sleep 0.05
done
is "a new article is found all the same" "$(jq .total.value <<<"$body")" 6
like "memory is told" "$(curl -s "$base/metrics")" '^herald_cache_bytes [1-9]' 

mv "$index" "$work/gone"
for _ in $(seq 50); do
    get /ready
    [ "$status" = 503 ] && break
    sleep 0.1
done
is "an index taken away: not ready" "$status $body" "503 news not ready"
get '/search?q=Iran'
is "searches are refused" "$status $(problem) $(header Retry-After)" "503 /problems/index-unavailable 1"
get /health
is "the service is well" "$status" 200
mv "$work/gone" "$index"
for _ in $(seq 50); do
    get /ready
    [ "$status" = 200 ] && break
    sleep 0.1
done
get '/search?q=Iran'
is "put back: it goes on" "$status" 200

# SIGTERM amid requests: those that were begun are answered, whole.
seq 40 | xargs -P 8 -I{} curl -s -o "$work/last.{}" -w '%{http_code} %{errormsg}\n' "$base/search?q=the+OR+iran&limit=100&full=1" >"$work/last" &
loading=$!
sleep 0.3
stop_serving
wait "$loading"
is "it ends well amid requests" "$stopped" 0
is "what was begun was finished" "$(grep -v '^200 $' "$work/last" | grep -v "^000.*connect" | sort -u)" ""
done_testing
