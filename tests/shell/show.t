#!/bin/bash
# herald show: an article comes back as it went in.
. "$(dirname "$0")/tap.sh"

index=$work/index
show() { "$herald" show -i "$index" "$@"; }
cat >"$work/articles.jsonl" <<'JSON'
{"id":"full","url":"https://example.org/full","source":"Herald Wire","title":"A title","subtitle":"Below it","authors":["A. One","B. Two"],"published":"1963-01","updated":"2021-05-22T10:00:47Z","language":"en","section":"World","countries":["IR","RU"],"people":["Someone"],"organisations":["UN"],"topics":["talks"],"place":"Geneva","rights":"CC0-1.0","body":"One line.\n\nA \u0000 and a \"quote\", ünïcödé, \u2028.","big":123456789012345678901234567890.1234567890,"nested":{"a":[1,2,{"b":null}],"c":"x\u0000y"},"empty":"","flag":true}
{"id":"same","source":"X","body":"one of two"}
{"id":"same","source":"Y y","body":"two of two"}
{"url":"https://example.org/noid","body":"known by its address"}
{"id":"--odd","source":"Z","body":"an id like an option"}
JSON
"$herald" index -q -i "$index" "$work/articles.jsonl" || echo "# index failed"

cat >"$work/urls.jsonl" <<'JSON'
{"id":"u1","source":"U","url":"https://example.org/u","body":"one"}
{"id":"u2","source":"U","url":"https://example.org/u","body":"two"}
JSON
"$herald" index -q -i "$work/urls" "$work/urls.jsonl" || echo "# index failed"

exits "an article" 0 show full
is "comes back with every field" "$(printf '%s' "$out" | jq -S 'del(.big)')" "$(head -1 "$work/articles.jsonl" | jq -S 'del(.big)')"
like "numbers keep every digit" "$out" '"big": 123456789012345678901234567890\.1234567890'
printf '%s' "$out" | jq -c . >"$work/again.jsonl"
exits "what is shown can be indexed again" 0 "$herald" index -q -i "$work/second" "$work/again.jsonl"
exits "and shown again" 0 "$herald" show -i "$work/second" full
is "just the same" "$(printf '%s' "$out" | jq -S .)" "$(jq -S . "$work/again.jsonl")"
exits "--text" 0 show full --text
like "is for people" "$out" '^title +A title'
is "without control characters" "$(printf '%s' "$out" | tr -d '\n' | LC_ALL=C grep -c '[[:cntrl:]]')" 0
exits "by url" 0 show https://example.org/noid
is "what has no id" "$(printf '%s' "$out" | jq -r .body)" "known by its address"
exits "an id like an option" 0 show -- --odd
exits "an unknown id" 1 show nowhere
is "has its JSON" "$(printf '%s' "$out" | jq -r .error.code)" not-found
like "and its message" "$messages" "no article with the id 'nowhere'"
exits "an id of two sources" 2 show same
is "names each on standard error" "$(printf '%s\n' "$messages" | grep -c -- '^  --source')" 2
is "lists them" "$(printf '%s' "$out" | jq -r '.error|.code + ": " + (.sources|sort|join(", "))')" "ambiguous-id: X, Y y"
exits "an id twice in one source" 2 "$herald" show -i "$work/urls" https://example.org/u
is "names the source once" "$(printf '%s' "$out" | jq -c .error.sources)" '["U"]'
exits "--source" 0 show same --source 'y Y'
is "tells them apart" "$(printf '%s' "$out" | jq -r .body)" "two of two"
exits "a source without it" 1 show same --source Q
exits "no index" 4 "$herald" show -i "$work/none" full
is "has its JSON too" "$(printf '%s' "$out" | jq -r .error.code)" no-index
exits "no id" 2 show
exits "two ids" 2 show a b
exits "an unknown option" 2 show --nonsense full
exits "an unknown option before --text" 2 show --nonsense --text full
is "prints no JSON" "$out" ""
like "and names the option" "$messages" "no option '--nonsense'"
exits "help" 0 "$herald" show --help
# --- what articles hold does nothing to a terminal ------------------------------------------------
controls=$work/controls
for source in S T; do
    printf '{"id":"a\\u001b[31m","source":"%s\\u001b]0;x\\u0007\\u009b1m","title":"t\\u001b[2J","body":"b"}\n' $source
done | "$herald" index -q -i "$controls" -
"$herald" search -i "$controls" c >"$work/saved.json" 2>/dev/null
# What goes to the two outputs holds no control characters but line breaks.
printed() {
    is "$1" "$("${@:2}" 2>&1 | LC_ALL=C sed "s/$(printf '\302')[$(printf '\200')-$(printf '\237')]/CONTROL/g" | LC_ALL=C tr -d '\12\40-\176\200-\377' | wc -c)" 0
    is "$1: nor of two bytes" "$("${@:2}" 2>&1 | LC_ALL=C grep -c "$(printf '\302')[$(printf '\200')-$(printf '\237')]")" 0
}
printed "info" "$herald" info -i "$controls"
printed "show, of two sources" "$herald" show -i "$controls" --text $'a\e[31m'
printed "show" "$herald" show -i "$controls" --text --source $'S\e]0;x\a\302\2331m' $'a\e[31m'
printed "search" "$herald" search -i "$controls" --text b
printed "what has changed" "$herald" search -i "$controls" --text b --expect "$work/saved.json"
printed "complete" "$herald" complete -i "$controls" s
printed "a message about an article" bash -c "printf '{\"id\":\"x\\\\u001b[1m\"}' | '$herald' index -i '$controls' -"

done_testing
