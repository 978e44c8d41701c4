#!/bin/bash
# herald search: what is found and printed, in every form, and what it says when it cannot.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema
valid() { printf '%s\n' "$out" | "$check" "${@:2}" 2>&1 >/dev/null; }
# fits NAME [DEFINITION]: $out is valid by the schema.
fits() { is "$1" "$(valid "$@")" ""; }
field() { printf '%s' "$out" | jq -r "$1"; }
ids() { printf '%s' "$out" | jq -r '.hits[].id' | paste -sd' '; }
search() { "$herald" search -i "$index" "$@"; }

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    echo "1..0 # SKIP python3-jsonschema is not installed"
    exit 0
fi

index=$work/index
cat >"$work/articles.jsonl" <<'JSON'
{"id":"a1","source":"Herald Wire","language":"en","published":"2025-03-04T12:20:00Z","url":"https://example.org/a1","title":"Russia offers mediation","body":"Russia agreed to mediate between Washington and Tehran. Iran's ministry was cautious about nuclear talks."}
{"id":"a2","source":"Danube Post","language":"en","published":"2025-02","title":"Iran & <script>alert('talks')</script>","body":"Talks with Iran resume; the nuclear file is open.","tags":[1,{"deep":12345678901234567890.10}],"nul":"a\u0000b"}
{"id":"a3","source":"Danube Post","language":"en","published":"1963","title":"A year","body":"Iran in 1963: reforms, a ceasefire elsewhere.\u0000 End."}
{"id":"a4","source":"Herald Wire","language":"ru","published":"1969-12-31T23:59:59Z","title":"Переговоры с Ираном","body":"Москва предложила посредничество."}
{"id":"a5","source":"Bund","language":"zh","title":"中美关系","body":"伊朗核问题谈判在维也纳举行。"}
{"source":"No Id","url":"https://example.org/noid","language":"en","title":"Vienna","body":"Vienna hosts the cease-fire commission."}
{"id":"same","source":"X","body":"one of two"}
{"id":"same","source":"Y","body":"two of two"}
JSON
"$herald" index -q -i "$index" "$work/articles.jsonl" || echo "# index failed"

# --- what is found -------------------------------------------------------------------------------
exits "words in any form" 0 search Russia mediation Iran
is "are found in the articles that have them all, in any language" "$(ids)" "a1 a4"
is "and echoed as understood" "$(field .query.understood)" "Russia AND mediation AND Iran"
is "with an exact total" "$(field '"\(.total.value) \(.total.exact)"')" "2 true"
fits "the result is valid by the schema"
is "the title is marked" "$(field '.hits[0].title_html')" "<mark>Russia</mark> offers <mark>mediation</mark>"
is "by code points" "$(field '.hits[0].title_marks|tostring')" "[[0,6],[14,9]]"
exits "a phrase" 0 search '"nuclear talks"'
is "finds the words side by side" "$(ids)" a1
exits "a phrase across a full stop" 0 search '"tehran iran"'
exits "no phrase across title and body" 1 search '"mediation Russia"'
exits "OR" 0 search 'title:Vienna OR ceasefire'
like "finds both" "$(field '[.hits[].title]|sort|tostring')" 'A year.*Vienna'
exits "cease-fire finds ceasefire" 0 search cease-fire
is "both ways of writing it" "$(field '.hits|length')" 2
exits "a minus after a word needs no --" 0 search Iran -Russia
is "and leaves out" "$(ids | tr ' ' '\n' | grep -c a1)" 0
exits "a minus first needs --" 0 search -- -Iran Vienna
exits "title:" 0 search title:Iran
is "looks in titles only" "$(ids)" a2
exits "Russian, inflected" 0 search предложить посредничества
is "finds another case" "$(ids)" a4
exits "Chinese" 0 search --exact 伊朗
is "is found inside a run" "$(ids)" a5
is "and marked" "$(field '.hits[0].snippets[0].html')" "<mark>伊朗</mark>核问题谈判在维也纳举行。"
exits "--any" 0 search --any Russia mediation Vienna
is "joins by OR" "$(field .query.understood)" "any: Russia OR mediation OR Vienna"
is "more of them first" "$(field '.hits[0].id')" a1
exits "the canonical form" 0 search "$(field .query.understood)"
is "means the same" "$(ids)" "$(search --any Russia mediation Vienna | jq -r '.hits[].id' | paste -sd" ")"
exits "everything" 0 search '*'
is "is everything" "$(field .total.value)" 8

# --- filters and order ---------------------------------------------------------------------------
exits "--source" 0 search Iran --source 'danube  POST' --sort oldest
is "compares names as the index does" "$(ids)" "a3 a2"
exits "--language" 0 search '*' --language ru --language zh
is "takes any of several" "$(field '[.hits[].id]|sort|join(" ")')" "a4 a5"
exits "--language by its name" 0 search '*' --language Russian
is "is its code" "$(field '"\(.hits[0].id) \(.query.warnings)"')" "a4 []"
exits "a language that no article has" 1 search '*' --language sv
is "has a warning" "$(field '.query.warnings[0]|.code + ": " + .message')" "unknown-language: no article is in the language 'sv'; 'herald info' lists the languages"
fits "and a valid result"
exits "a source that no article has" 0 search '*' --source 'Bund' --source 'Danbue Post'
is "has a warning" "$(field '.query.warnings[0]|.code + ": " + .message')" "unknown-source: no article is of the source 'Danbue Post'; 'herald info' lists the sources"
is "and no other one" "$(field '"\(.hits|length) \(.query.warnings|length)"')" "1 1"
exits "--text tells it" 1 search '*' --source Bnud --text
like "to people" "$messages" "warning: no article is of the source 'Bnud'"
exits "--from and --to" 0 search '*' --from 2025-02 --to 2025-02
is "take whole months" "$(ids)" a2
exits "before 1970" 0 search '*' --from 1963-05-01 --to 1963-06-30
is "a year matches what it overlaps" "$(ids)" a3
exits "--to 1969" 0 search '*' --to 1969 --sort newest
is "newest first" "$(ids)" "a4 a3"
exits "newest" 0 search '*' --sort newest --limit 4
is "without a date comes last" "$(ids)" "a1 a2 a4 a3"
exits "oldest" 0 search '*' --sort oldest --limit 5
is "also from the other end" "$(ids | cut -d' ' -f1-4)" "a3 a4 a2 a1"
exits "--offset" 0 search '*' --sort newest --offset 2 --limit 1
is "passes over, and ranks go on" "$(field '.hits[]|"\(.rank) \(.id)"')" "3 a4"
exits "beyond the end" 0 search --exact Russia --offset 5
is "there are no hits, but a total" "$(field '"\(.hits|length) \(.total.value)"')" "0 1"
exits "--limit 0" 0 search Iran --limit 0
fits "counts only"

# --- forms ---------------------------------------------------------------------------------------
exits "--full" 0 search title:script --full
fits "gives valid JSON with the article in it"
is "escaped in HTML" "$(field '.hits[0].title_html')" "Iran &amp; &lt;<mark>script</mark>&gt;alert(&#39;talks&#39;)&lt;/<mark>script</mark>&gt;"
is "unknown fields as they were" "$(printf '%s' "$out" | tr -d ' \n' | grep -c '"tags":\[1,{"deep":12345678901234567890.10}\]')" 1
is "U+0000 too" "$(field '.hits[0].article.nul' | od -An -c | tr -d ' ')" 'a\0b\n'
exits "--jsonl" 0 search Iran --jsonl
fits "gives a valid hit a line" --lines hit
exits "--text" 0 search Iran --text
like "is for people" "$out" '^1\. '
is "without colours off a terminal" "$(printf '%s' "$out" | grep -c "$(printf '\033')")" 0
long='{"id":"l1","title":"Long","body":"zebra %s\\n\\nthe end"}'
printf "$long\\n" "$(printf 'Grüße %.0s' $(seq 30))" >"$work/long.jsonl"
"$herald" index -q -i "$work/long" "$work/long.jsonl" || echo "# index failed"
exits "--text --full" 0 "$herald" search -i "$work/long" zebra --text --full --snippets 0
is "prints the body below the hit" "$(printf '%s\n' "$out" | sed -n '6,$p' | sed 's/ \(Grüße\)\( Grüße\)*/ \1/')" "   zebra Grüße
   Grüße
   Grüße

   the end"
is "in lines of 80" "$(printf '%s\n' "$out" | sed -n '/Gr/s/ß\|ü/x/gp' | awk '{print length($0)}' | paste -sd' ')" "80 80 32"
is "without it there is none" "$("$herald" search -i "$work/long" zebra --text --snippets 0 | grep -c 'the end')" 0
exits "--text beyond the end" 0 search Iran --text --offset 50
like "says so" "$out" "^[0-9]+ articles match Iran; none is left after the first 50 \(--offset\)$"
exits "--text of U+0000" 0 search reforms --text
is "has no control characters" "$(printf '%s' "$out" | tr -d '\n' | LC_ALL=C grep -c '[[:cntrl:]]')" 0
exits "--snippets 0" 0 search Iran --snippets 0
is "cuts none" "$(field '[.hits[].snippets[]]|length')" 0
exits "--trec" 0 search Iran --trec --run mine
like "is a TREC run" "$out" '^1 Q0 a[0-9] 1 [0-9.]+ mine$'
printf '7\tRUSSIA AND MEDIATION (IRAN\r\n\n8\t"Vienna -\n9\t&\n' >"$work/topics.tsv"
exits "--topics" 3 search --exact --any --topics "$work/topics.tsv"
is "answers all that can be" "$(printf '%s\n' "$out" | cut -d' ' -f1 | sort -u | paste -sd' ')" "7 8"
like "and names the others" "$messages" "topic '9'"
is "scores strictly decrease" "$(printf '%s\n' "$out" | awk '$1==q && $5>=s {print} {q=$1; s=$5}')" ""
is "an article without id goes by its url" "$(printf '%s\n' "$out" | awk '$1==8 {print $3}')" https://example.org/noid
printf 'Russia\nmediation' >"$work/query"
exits "--query-file" 0 search --query-file "$work/query"
is "reads the query" "$(field .query.understood)" "Russia AND mediation"
exits "- is standard input" 0 search - <"$work/query"
HERALD_INDEX=$index exits "HERALD_INDEX names the index" 0 "$herald" search Iran

# --- nothing, and what is wrong ------------------------------------------------------------------
exits "nothing found" 1 search xyzzy
fits "is a valid result"
exits "an empty query" 2 search ''
fits "is a valid failure"
is "with a reason" "$(field .error.reason)" empty-query
exits "a query of signs" 2 search '&'
fits "has a valid failure"
exits "an unclosed quote" 2 search 'Иран "talks'
fits "has a valid failure too"
is "with its place" "$(field '.error|"\(.reason) \(.offset) \(.length)"')" "unclosed-quote 5 1"
like "told to people as well" "$messages" "character 6"
exits "a missing operand" 2 search 'Russia AND (mediation OR'
is "has its place" "$(field '.error|"\(.reason) \(.offset)"')" "missing-operand 22"
exits "not UTF-8" 2 search "$(printf 'a \377')"
is "says so" "$(field .error.reason)" not-utf-8
fits "in valid JSON"
exits "too deep" 2 search "$(printf '(%.0s' $(seq 100))a"
is "is a limit" "$(field '.error|"\(.code) \(.reason)"')" "limit too-deep"
exits "a megabyte" 2 search --query-file <(head -c 1000000 /dev/zero | tr '\0' a)
is "is too much, by a reason of its own" "$(field '[.error.code,.error.reason]|join(" ")')" "limit too-long"
like "with the limit" "$messages" "longer than 262144 bytes"
exits "a megabyte, leniently" 0 search --lenient --query-file <(head -c 1000000 /dev/zero | tr '\0' ' '; echo)
is "is cut, with a warning" "$(field '[.query.warnings[].code]|join(" ")')" "too-long empty-query"
exits "an operator in lower case" 1 search Russia or Vienna
is "is a word, with a warning" "$(field '.query.warnings[0].code')" operator-as-word
exits "an unknown field" 1 search foo:bar
is "has a warning" "$(field '.query.warnings[0]|"\(.code) \(.offset) \(.length)"')" "unknown-field 0 7"
fits "and a valid result"
exits "a wildcard" 0 search 'Tehran*'
is "is told in words" "$(field .query.in_words)" 'articles that hold a word that begins with "Tehran"'
is "without a warning" "$(field .query.warnings)" '[]'
fits "in a valid result"
exits "a wildcard elsewhere" 2 search 'Teh*an'
is "has a suggestion" "$(field '.error|"\(.reason) \(.offset) \(.length) \(.suggestion)"')" "wildcard 0 6 Teh*"
like "told to people as well" "$messages" "did you mean 'Teh\*'"
fits "and a valid failure"
exits "a mistyped operator" 2 search Russia naer/5 Tehran
is "has one, too" "$(field '.error|"\(.reason) \(.offset) \(.length) \(.suggestion)"')" "unknown-operator 7 6 near/5"
exits "--lenient" 0 search --lenient 'Russia naer/50 (Tehran OR Iran'
is "takes it" "$(field .query.understood)" "Russia near/50 (Tehran OR Iran)"
is "and tells of both mistakes" "$(field '[.query.warnings[].code]|tostring')" '["unknown-operator","unclosed-group"]'
fits "in a valid result"
exits "and all articles where there are no words" 0 search --lenient '& %'
is "with a warning" "$(field '.query|"\(.understood) \(.warnings[0].code)"')" "* empty-query"
for near in NEAR5 NEAR/5 W/5 w/5 /5 /n5/; do
    is "$near is near/5" "$(search "Russia $near Tehran" | jq -r '.query.understood')" "Russia near/5 Tehran"
done
is "near, w/o and 24/7 are just words" "$(search 'near w/o W/o 24/7' | jq -c '.query.warnings')" '[]'
HERALD_NOW=2025-03-05T22:00:00Z exits "a date from today" 0 search date:yesterday
is "is absolute" "$(field .query.understood)" date:2025-03-04
is "and finds what is of that day" "$(ids)" a1
is "in a time zone" "$(HERALD_NOW=2025-03-15T22:00:00Z search date:yesterday --time-zone Asia/Tehran | jq -r .query.understood)" \
    "date:2025-03-14T20:30:00Z..2025-03-15T20:29:59Z"
exits "a time zone that there is not" 2 search Iran --time-zone Mars/Olympus
HERALD_NOW=soon exits "a clock that is none" 2 search date:today
exits "no index" 4 "$herald" search -i "$work/none" Iran
is "has its code" "$(field .error.code)" no-index
fits "and its JSON"
mkdir "$work/empty"
exits "a folder that is no index" 4 "$herald" search -i "$work/empty" Iran
exits "an unknown option" 2 search --nonsense Iran
is "is an argument" "$(field .error.code)" argument
exits "an unknown option before --text" 2 search --nonsense --limit x Iran --text
is "prints no JSON" "$out" ""
like "and the first mistake is told" "$messages" "no option '--nonsense'"
for pair in "--csv --jsonl" "--json --text" "--trec --json" "--bibtex --ris"; do
    exits "$pair" 2 search Iran $pair
    like "$pair says so" "$messages" "${pair#* } does not go with ${pair% *}"
done
exits "the same form twice" 0 search Iran --csv --csv
for lost in "--csv --facet source" "--trec --timeline year" "--text --fields id" "--ris --explain" "--csv --full" "--ris --full" \
    "--bibtex --full" "--csl --full" "--trec --full"; do
    exits "what would be lost: $lost" 2 search Iran $lost
    form=$(grep -oE -e '--(csv|trec|text|ris|bibtex|csl)' <<<"$lost") other=$(grep -oE -e '--(facet|timeline|fields|explain|full)' <<<"$lost")
    like "names both: $lost" "$messages" "$other does not go with $form: "
done
for order in oldest newest; do
    exits "--half-life with --sort $order" 2 search Iran --half-life 30d --sort $order
    like "says so" "$messages" "--half-life does not go with --sort $order"
done
exits "--half-life with --sort relevance" 0 search Iran --half-life 30d --sort relevance
exits "--all with --correct" 2 search Iran --all --jsonl --correct
like "says so" "$messages" "--all does not go with --correct"
exits "a bad number before --jsonl" 2 search --limit x Iran --jsonl
is "is told in the form that was asked for after it" "$(printf '%s\n' "$out" | jq -r .error.code)" argument
exits "a bad date" 2 search Iran --from 2025-13
exits "a date that is none" 2 search date:31.12.2021 --text
is "is told with what it may be and what is expected" "$messages" "herald search: '31.12.2021' at character 6 is no date; did you mean '2021-12-31'?
  expected here: a date such as 2025-02, 2025-02-01..2025-03-15, 7d or yesterday"
exits "dates the wrong way round" 2 search Iran --from 2025 --to 2024
exits "a bad number" 2 search Iran --limit 1x
exits "failures of --text" 2 search --text 'a ('
is "print nothing" "$out" ""
exits "failures of --jsonl" 2 search --jsonl 'a ('
is "are one line" "$(printf '%s\n' "$out" | wc -l)" 1
for slip in serch Search saerch searchh; do
    exits "a slip in a command: $slip" 2 "$herald" "$slip" Iran
    is "is told what was meant" "$messages" "herald: no command '$slip'; did you mean 'search'?"
done
exits "no command" 2 "$herald" find Iran
is "is told where they are" "$messages" "herald: no command 'find'; see 'herald --help'"
exits "help" 0 "$herald" search --help
like "is help" "$out" "^usage: herald search"

# --- the sample, against its golden results ------------------------------------------------------
exits "index the sample" 0 "$herald" index -q -i "$work/sample" "$sample/articles.jsonl"
while IFS='	' read -r expected query; do
    got=$("$herald" search -i "$work/sample" --copies all --limit 3 -- "$query" | jq -r '"\(.total.value) " + ([.hits[].id]|join(" "))')
    is "golden: $query" "$got" "$expected"
done < <(grep -v '^#' "$source_dir/tests/golden/search.tsv")
done_testing
