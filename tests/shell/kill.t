#!/bin/bash
# herald index killed, interrupted and out of disk in mid-run: nothing committed is lost, and the run
# started again ends with the same articles, results and scores as an undisturbed one.
#   KILLS=N   how many random moments (default 50)
. "$(dirname "$0")/tap.sh"

kills=${KILLS:-50}
make=$source_dir/tests/shell/make-corpus
# Over 8 MB, so that a first build goes by parts.
"$make" 7400 1 >"$work/a.jsonl"
"$make" 7700 1 3 >"$work/b.jsonl"
"$make" 300 2 >"$work/small.jsonl"
sed -i 's/"source": "Made Up/"source": "Small/' "$work/small.jsonl"

queries='Russia Iran
mediation
"cease fire" OR ceasefire
title:talks
sanctions -nuclear'

# All that a user sees of an index: ids and scores of every hit of some queries, without docids.
answers() {
    printf '%s\n' "$queries" | while IFS= read -r query; do
        "$herald" search -i "$1" --jsonl --limit 10000 --snippets 0 "$query" |
            jq -r '"\(.id) \(.source) \(.score * 1e9 | round)"' | sort
    done >"$work/.answers"
    echo "$(wc -l <"$work/.answers") hits, $(md5sum <"$work/.answers")"
}
articles() { "$herald" info -i "$1" --json | jq .articles; }

"$herald" index -i "$work/plain-a" -q "$work/a.jsonl"
"$herald" index -i "$work/plain-b" -q "$work/a.jsonl"
started=$(date +%s%N)
"$herald" index -i "$work/plain-b" -q "$work/b.jsonl"
run_ms=$((($(date +%s%N) - started) / 1000000))
"$herald" index -i "$work/plain-b" -q "$work/small.jsonl"
expected_b=$(answers "$work/plain-b")
ok "there are answers to compare: ${expected_b%%,*}" [ "${expected_b%% *}" -gt 1000 ]

# --- random moments ------------------------------------------------------------------------------
# One index lives through all of them. Each round changes the corpus under it, so that there is work.
RANDOM=20260101
index=$work/index
lost="" unreadable="" statuses=""
least=0
for ((kill = 0; kill < kills; kill++)); do
    signal=KILL
    [ $((kill % 3)) -eq 2 ] && signal=INT
    if [ $((kill % 10)) -eq 0 ]; then # a first build goes another way than an addition
        rm -rf "$index"
        least=0
    fi
    input=$work/a.jsonl
    [ $((kill / 5 % 2)) -eq 1 ] && input=$work/b.jsonl
    delay=$((RANDOM * RANDOM % run_ms + 1)) # 0 would be no timeout
    code=0
    timeout --foreground --preserve-status -s "$signal" "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))" \
        "$herald" index -i "$index" -q "$input" "$work/small.jsonl" 2>"$work/.log" || code=$?
    case $signal:$code in
    KILL:0 | KILL:137 | INT:0 | INT:9) ;;
    INT:130) # before the program listens, an interrupt just ends it
        [ "$delay" -lt 1000 ] || statuses="$statuses $signal:$code after $delay ms" ;;
    *) statuses="$statuses $signal:$code:$(head -c 300 "$work/.log")" ;;
    esac
    [ -e "$index/HERALD" ] || [ "$least" -gt 0 ] || continue # killed before there was an index
    now=$(articles "$index") || unreadable="$unreadable $kill"
    [ "${now:-0}" -ge "$least" ] || lost="$lost $kill:$least->$now"
    least=${now:-0}
done
is "after $kills kills and interrupts the index was always readable" "$unreadable" ""
is "no run ended otherwise than killed, interrupted or done" "$statuses" ""
is "no article that was there was gone" "$lost" ""
exits "run to the end" 0 "$herald" index -i "$index" -q "$work/a.jsonl"
exits "and with the other corpus" 0 "$herald" index -i "$index" -q "$work/b.jsonl" "$work/small.jsonl"
is "the same number of articles" "$(articles "$index")" "$(articles "$work/plain-b")"
is "the same results and scores as undisturbed" "$(answers "$index")" "$expected_b"
exits "nothing is left to do" 0 "$herald" index -i "$index" --json "$work/b.jsonl" "$work/small.jsonl"
is "all is unchanged" "$(printf '%s' "$out" | jq '.added + .replaced')" 0
is "no part is left over" "$(ls "$index" | grep -c parts)" 0
exits "compaction" 0 "$herald" compact -i "$index"
is "changes no result" "$(answers "$index")" "$expected_b"

# Killed while compacting.
for delay in 0.01 0.05 0.1 0.2 0.3; do
    "$herald" compact -i "$index" >/dev/null 2>&1 &
    pid=$!
    sleep "$delay"
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
done
is "nor does being killed in it" "$(answers "$index")" "$expected_b"

# --- a reader during a whole run -----------------------------------------------------------------
cp -r "$work/plain-a" "$work/read"
"$herald" index -i "$work/read" -q "$work/b.jsonl" &
pid=$!
failed="" searches=0
while kill -0 "$pid" 2>/dev/null; do
    "$herald" search -i "$work/read" Russia >/dev/null 2>"$work/.log" || failed="$failed $?:$(cat "$work/.log")"
    searches=$((searches + 1))
done
wait "$pid"
is "searches during a run all succeed" "$failed" ""
ok "and there were some ($searches)" [ "$searches" -gt 0 ]

# --- a full disk ---------------------------------------------------------------------------------
if [ "$(id -u)" -eq 0 ] && mkdir "$work/disk" && mount -t tmpfs -o size=12m tmpfs "$work/disk" 2>/dev/null; then
    "$herald" index -i "$work/disk/index" -q "$work/small.jsonl"
    before=$(answers "$work/disk/index")
    exits "a full disk ends the run" 8 "$herald" index -i "$work/disk/index" -q "$work/a.jsonl"
    like "and is named" "$messages" "[Nn]o space|disk"
    is "what was committed is still there" "$(answers "$work/disk/index")" "$before"
    mount -o remount,size=200m "$work/disk"
    exits "with room made the run goes on" 0 "$herald" index -i "$work/disk/index" -q "$work/a.jsonl"
    is "and ends with all articles" "$(articles "$work/disk/index")" 7700
    umount "$work/disk"
else
    skip "a full disk" "needs root and tmpfs"
fi

done_testing
