#!/bin/bash
# The index under a running service is replaced, compacted, cut short: answers are always those of the
# index that is there, and the service goes on.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/serve-support.sh"

# articles WORD COUNT: articles about an embassy, with the word and numbers.
articles() {
    for ((i = 0; i < $2; i++)); do
        printf '{"id":"%s%03d","source":"Wire","language":"en","title":"Embassy %s %d","body":"The %s envoy talks in round %d of %d."}\n' "$1" "$i" "$1" "$i" "$1" "$i" "$2"
    done
}
make_index() {
    articles "$2" "$3" >"$work/$2.jsonl"
    rm -rf "${work:?}/$1"
    "$herald" index -q -i "$work/$1" "$work/$2.jsonl"
}

# wait_for QUERY TOTAL: until a search counts so many.
wait_for() {
    for _ in $(seq 100); do
        get "/search?q=$1&copies=all&limit=100"
        [ "$(jq .total.value <<<"$body")" = "$2" ] && break
        sleep 0.05
    done
}

# ids QUERY TIMES: the begins of the ids of all hits, over as many requests at a time, so that all
# workers answer some.
ids() {
    seq "$2" | xargs -P 8 -I{} curl -s -o "$work/answer.{}" "$base/search?q=$1&copies=all&limit=100"
    cat "$work"/answer.* | jq -r '.hits[] | (.id // "none") | .[0:5]' | sort -u | tr '\n' ' '
    rm -f "$work"/answer.*
}

make_index news alpha 40
make_index other omega 60
serve -i "$work/news" --refresh 0.1 --cache-memory 0 || exit 1
wait_for alpha 40
is "what is there is found" "$(ids alpha 40)" "alpha "
mv "$work/news" "$work/old" && mv "$work/other" "$work/news"
wait_for omega 60
is "another index in its place is found" "$(jq .total.value <<<"$body")" 60
is "its articles are its own, whoever answers" "$(ids omega 40)" "omega "
get /articles/omega007
is "by id, too" "$status $(jq -r .title <<<"$body")" "200 Embassy omega 7"
get '/search?q=alpha&copies=all'
is "nothing is left of the other" "$(jq .total.value <<<"$body")" 0
get /info
is "and it is named" "$(jq -r .revision <<<"$body")" "$("$herald" info -i "$work/news" --json | jq -r .revision)"

# The same number of commits and articles: only the files tell that it is another one.
make_index same gamma 60
rm -rf "$work/news" && cp -r "$work/same" "$work/news"
wait_for gamma 60
is "an index that looks the same is told apart" "$(jq .total.value <<<"$body") $(ids gamma 40)" "60 gamma "

# Compaction: what it removed is let go of.
articles gamma 60 | sed 's/talks/meets/' >"$work/changed.jsonl"
"$herald" index -q -i "$work/news" "$work/changed.jsonl"
"$herald" compact -i "$work/news" >/dev/null
wait_for meets 60
is "after a compaction" "$(ids meets 60)" "gamma "
sleep 0.3
is "no file that was removed is held" "$(ids meets 60 >/dev/null; ls -l "/proc/$server/fd" | grep -c 'seg (deleted)'; grep -c 'seg (deleted)' "/proc/$server/maps")" "0
0"

# A segment cut short in place, by a backup that is restored, say.
get '/search?q=embassy+near/5+gamma&copies=all&limit=100'
is "positions are read" "$(jq .total.value <<<"$body")" 60
cp -r "$work/news/store" "$work/store"
sleep 0.2
for segment in "$work/news/store"/*.seg; do truncate -s 100 "$segment"; done
sleep 0.2
for _ in 1 2 3 4 5 6 7 8; do get '/search?q=embassy+near/5+gamma&copies=all&limit=100'; done
ok "a segment that was cut short is damage ($status), not the end" [ "$status" != 000 ]
get /health
is "the service is there" "$status" 200
for segment in "$work/news/store"/*.seg; do cat "$work/store/${segment##*/}" >"$segment"; done
sleep 0.2
for _ in 1 2 3 4 5 6 7 8; do get '/search?q=embassy+near/5+gamma&copies=all&limit=100'; done
is "restored: all is well again" "$status $(jq '.hits | length' <<<"$body")" "200 60"
stop_serving
is "it ends well" "$stopped" 0
done_testing
