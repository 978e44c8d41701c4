#!/bin/bash
# herald complete, and what herald search suggests for words that the index does not have.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema
field() { printf '%s' "$out" | jq -rc "$1"; }
complete() { "$herald" complete -i "$index" "$@"; }
search() { "$herald" search -i "$index" "$@"; }
valid() { printf '%s' "$out" | "$check" "$@" 2>&1; }

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    echo "1..0 # SKIP python3-jsonschema is not installed"
    exit 0
fi

index=$work/index
cat >"$work/articles.jsonl" <<'JSON'
{"id":"1","source":"Herald Wire","countries":["IR","RU"],"people":["Sergei Lavrov","Recep Tayyip Erdoğan"],"organisations":["United Nations"],"topics":["mediation"],"language":"en","title":"Mediation","body":"Mediation in Iran. Russia mediates. Lavrov met Erdoğan."}
{"id":"2","source":"Herald Wire","countries":["IR"],"people":["Sergei Lavrov"],"organisations":["United Arab Bank"],"topics":["trade"],"language":"en","title":"Talks","body":"Mediation and mediators. Lavrovs of this world; Iran."}
{"id":"3","source":"Эхо Москвы","countries":["RU"],"people":["Сергей Лавров"],"language":"ru","title":"Посредничество","body":"Иран и посредничество: Лавров."}
JSON
"$herald" index -q -i "$index" "$work/articles.jsonl" || echo "# index failed"

# --- completion ----------------------------------------------------------------------------------
exits "a beginning" 0 complete lavr --json
is "gives words and names, the most frequent first" "$(field '[.completions[]|[.kind,.value,.label,.count]]')" \
    '[["word","lavrov","lavrov",1],["word","lavrovs","lavrovs",1],["person","sergei-lavrov","Sergei Lavrov",3]]'
is "valid by the schema" "$(valid completions)" ""
exits "for reading" 0 complete lavr
is "a line each" "$out" "       1  word      lavrov
       1  word      lavrovs
       3  person    Sergei Lavrov"
exits "case and diacritics" 0 complete ERDOG --json
is "do not matter" "$(field '[.completions[].label]')" '["erdogan","Recep Tayyip Erdoğan"]'
exits "with the diacritics" 0 complete erdoğ --json
is "too" "$(field '[.completions[].label]')" '["erdogan","Recep Tayyip Erdoğan"]'
exits "another script" 0 complete Лав --json
is "is no matter" "$(field '[.completions[].label]')" '["лавров","Sergei Lavrov"]'
exits "several words" 0 complete "united a" --json
is "begin a name" "$(field '[.completions[].label]')" '["United Arab Bank"]'
exits "words in the middle" 0 complete "arab ba" --json
is "do as well" "$(field '[.completions[].label]')" '["United Arab Bank"]'
exits "--kind" 0 complete i --kind country,word --json
is "chooses" "$(field '[.completions[]|[.kind,.value,.count]]')" '[["word","iran",2],["word","in",1],["country","ir",3]]'
exits "--limit" 0 complete medi -n 1 --json
is "is for each kind" "$(field '[.completions[]|[.kind,.value,.count]]')" '[["word","mediation",2],["topic","mediation",1]]'
exits "nothing typed" 0 complete "" --json --kind source,word
is "gives the most frequent names" "$(field '[.completions[]|[.label,.count]]')" '[["Herald Wire",2],["Эхо Москвы",1]]'
exits "nothing that begins so" 1 complete zzz
is "is nothing" "$out" ""
exits "an unknown kind" 2 complete x --kind colour
exits "no text" 2 complete
exits "no index" 4 "$herald" complete -i "$work/none" x --json
is "is told as JSON" "$(field .error.code)" no-index
exits "bytes that are no text" 2 complete $'\xff'
exits "a long text" 2 complete "$(printf 'a%.0s' {1..1001})"

# Every word of the index completes from each of its beginnings, with its count.
"$herald" index -q -i "$work/sample-index" "$sample"
index=$work/sample-index
twin() { "$herald" complete -i "$index" "" --kind "$1" -n 1000 --json | jq -c '[.completions[]|[.label,.count]]|sort'; }
for kind in source country person org topic; do
    all=$("$herald" search -i "$index" '*' -n 0 --facet "$kind:1000" | jq -c '[.counted.facets[0].values[]|[.label,.count]]|sort')
    is "all of $kind are those of the facet" "$(twin $kind)" "$all"
done

# --- suggestions ---------------------------------------------------------------------------------
exits "words that the index does not have" 1 search Rssia meditaion Iran
is "lead to those that it has" "$(field '[.suggestions[]|[.word,.offset,.length,.candidates[0].word,.candidates[0].distance]]')" \
    '[["Rssia",0,5,"russia",1],["meditaion",6,9,"mediation",1]]'
is "and to a query" "$(field .corrected)" "Russia mediation Iran"
is "valid by the schema" "$(valid)" ""
is "never applied without being asked" "$(field '.hits|length')" 0
exits "--correct" 0 search Rssia meditaion Iran --correct
is "applies them" "$(field '.query.text')" "Russia mediation Iran"
is "and tells what was typed" "$(field '.corrected_from')" "Rssia meditaion Iran"
is "valid by the schema" "$(valid)" ""
is "as if they had been typed" "$(field '[.hits[].id]')" "$(search russia mediation Iran | jq -c '[.hits[].id]')"
exits "operators and code points" 1 search 'title:Irna AND "Ирана" AND Ирна' --any
is "keep their places" "$(field .corrected)" 'title:Iran AND "Ирана" AND Иран'
exits "words that are there, in any form" 0 search mediations Iranian
is "are left alone" "$(field 'has("suggestions")')" false
exits "words of phrases, of groups and with hyphens" 1 \
    search '"Rssia meditaion, meditaion" near/5 (Irna OR "pece-tlaks") -"pece tlks"'
is "lead to them, too" "$(field '[.suggestions[]|[.word,.offset,.length]]')" \
    '[["Rssia",1,5],["meditaion",7,9],["meditaion",18,9],["Irna",37,4],["pece",46,4],["tlaks",51,5]]'
is "each in its place" "$(field .corrected)" \
    '"Russia mediation, mediation" near/5 (Iran OR "peace-talks") -"pece tlks"'
for query in '-meditaion Iran' '-"meditaion Iran"' '123456' 'xq' 'zzzzzzqqqqq'; do
    search -- "$query" >"$work/.json"
    is "no suggestion for $query" "$(jq 'has("suggestions")' "$work/.json")" false
done
exits "for reading" 1 search Rssia --text
like "it is asked" "$out" "^did you mean: Russia \(--correct\)$"
exits "--correct with nothing to correct" 1 search zzzzzzqqqqq --correct
is "is the same" "$(field 'has("corrected_from")')" false

done_testing
