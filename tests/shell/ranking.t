#!/bin/bash
# What ranks: nearness, recency, feedback, likeness, and one order over all pages.
. "$(dirname "$0")/tap.sh"

ids() { printf '%s' "$out" | jq -r '.hits[].id' | paste -sd' '; }
search() { "$herald" search -i "$index" --snippets 0 "$@"; }
similar() { "$herald" similar -i "$index" --snippets 0 "$@"; }

index=$work/index
cat >"$work/articles.jsonl" <<'JSON'
{"id":"apart","language":"en","published":"2020-01-01","body":"The embargo was the first thing that the members of the council spoke about, and grain came last. Much later they went home again to oil."}
{"id":"near","language":"en","published":"2000-01-01","body":"The grain embargo was the first thing that the members of the council spoke about, and it came last too. Later they went home again to oil."}
{"id":"b-old","language":"en","published":"2001-05-01","body":"zinc tin lead copper"}
{"id":"c-new","language":"en","published":"2024-05-01","body":"zinc tin lead copper"}
{"id":"a-none","language":"en","body":"zinc tin lead copper"}
{"id":"a-old","language":"en","published":"2001-05-01","body":"zinc tin lead copper"}
{"id":"f1","language":"en","published":"2010-01-01","body":"The pipeline reached Baku. Turkmen gas filled the pipeline through the Caspian and Baku was pleased with Caspian gas."}
{"id":"f2","language":"en","published":"2011-01-01","body":"Pipeline talks in Baku concern Turkmen gas below the Caspian, where a pipeline may lie."}
{"id":"f3","language":"en","published":"2012-01-01","body":"Turkmen gas may cross the Caspian one day, say Turkmen ministers of gas."}
{"id":"old-copra","language":"en","published":"2000-01-01","body":"Copra, copra and copra."}
{"id":"new-copra","language":"en","published":"2024-04-30","body":"Copra among other wares."}
{"id":"f4","language":"en","published":"2013-01-01","body":"Harvests of wheat were good in the south."}
JSON
"$herald" index -q -i "$index" "$work/articles.jsonl" || echo "# index failed"

# --- nearness ------------------------------------------------------------------------------------
exits "words that stand together" 0 search grain embargo
is "come before words that are apart" "$(ids)" "near apart"
exits "without nearness" 0 search grain embargo --ranking depth=0
is "length and date decide" "$(ids)" "apart near"
exits "a name that is no parameter" 2 search grain --ranking depths=0

# --- order ---------------------------------------------------------------------------------------
every="c-new a-old b-old a-none"
exits "what weighs the same" 0 search zinc --copies all
is "is in the order of date, then id, the undated last" "$(ids)" "$every"
pages=
for offset in 0 1 2 3; do
    out=$(search zinc --copies all --limit 1 --offset $offset)
    pages="$pages $(ids)"
done
is "and the same page by page" "${pages# }" "$every"

# --- recency -------------------------------------------------------------------------------------
export HERALD_NOW=2024-05-01
exits "without a half-life" 0 search copra
is "what says more comes first" "$(ids)" "old-copra new-copra"
exits "with one" 0 search copra --half-life 1y
is "what is new does" "$(ids)" "new-copra old-copra"
exits "a long one" 0 search copra --half-life 1000y
is "makes little difference" "$(ids)" "old-copra new-copra"
with=$(search zinc --half-life 30d --copies all | jq -r '.hits[0].score')
without=$(search zinc --copies all | jq -r '.hits[0].score')
ok "an article of now weighs twice as much" awk -v a="$with" -v b="$without" \
    'BEGIN { exit !(a / b > 1.9999 && a / b < 2.0001) }'
exits "no age" 2 search zinc --half-life soon
exits "an age of nothing" 2 search zinc --half-life 0d
unset HERALD_NOW

# --- feedback ------------------------------------------------------------------------------------
exits "any of two words" 0 search --any pipeline Baku
is "finds what has one of them" "$(ids | tr ' ' '\n' | sort | paste -sd' ')" "f1 f2"
exits "with what these say" 0 search --any --expand pipeline Baku
is "finds what is about the same, and nothing else" \
    "$(ids | tr ' ' '\n' | sort | paste -sd' ')" "f1 f2 f3"
exits "all of two words" 0 search --expand pipeline Baku
is "still have to be there" "$(ids | tr ' ' '\n' | sort | paste -sd' ')" "f1 f2"

# --- likeness ------------------------------------------------------------------------------------
exits "an article" 0 similar f1
is "is like those of its subject" "$(ids)" "f2 f3"
exits "before a date" 0 similar f1 --before 2012
is "fewer are left" "$(ids)" "f2"
exits "with a word" 0 similar f1 ministers
is "only what has it" "$(ids)" "f3"
exits "an article that is like no other" 1 similar f4
exits "one that does not exist" 1 similar f5
like "is named, by the command that was given" "$messages" "^herald similar: no article 'f5'"
exits "for reading" 0 similar --text f1
is "it says what was asked" "$(printf '%s' "$out" | head -1)" "2 articles are like f1"
exits "for reading, with a word" 0 similar --text f1 ministers
is "it says that, too" "$(printf '%s' "$out" | head -1)" "1 article is like f1 and matches ministers"
exits "one like no other, for reading" 1 similar --text f4
is "it says so" "$(printf '%s' "$out" | head -1)" "no article is like f4"
exits "none" 2 similar

# --- explanations --------------------------------------------------------------------------------
# How far the parts of every score are from the score, in millionths, at the most.
off='[.hits[] | .score - ((.explain.words | map(.score) | add // 0) + .explain.feedback
    + .explain.window + .explain.pairs + .explain.lead + .explain.recency) | fabs * 1e6 | round]
    | max <= 12'
adds_up() {
    out=$(search --explain --copies all "$@")
    is "the parts add up: $*" "$(printf '%s' "$out" | jq "(.hits | length > 0) and ($off)")" true
}
adds_up grain embargo
adds_up --any the grain embargo of Baku gas
adds_up --any --expand pipeline Baku
adds_up --half-life 10y '(grain OR gas) -wheat'
adds_up '"grain embargo" council'
adds_up 'grain near/3 embargo'
adds_up the
adds_up --any cease-fire grain-embargo
adds_up --sort newest gas
adds_up '*'
exits "an explanation" 0 search --explain grain embargo
is "names the words" "$(printf '%s' "$out" | jq -r '.hits[0].explain.words | map(.text) | join(" ")')" \
    "grain embargo"
is "and says what nearness gave" \
    "$(printf '%s' "$out" | jq '.hits[0].explain | .window > 0 and .pairs > 0 and .lead > 0')" true
like "it is valid by the schema" \
    "$(printf '%s' "$out" | "$source_dir/tests/shell/check-schema" 2>&1; echo $?)" "0$"
like "in text as well" "$(search --explain --text grain embargo)" \
    "score = grain [0-9.]+ \\+ embargo [0-9.]+ \\+ near [0-9.]+ \\+ pairs"
out=$("$herald" search -i "$index" grain)
is "without being asked for there is none" "$(printf '%s' "$out" | jq '.hits[0].explain')" null

done_testing
