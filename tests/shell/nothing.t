#!/bin/bash
# What is said where a query finds nothing.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema
index=$work/index
"$herald" index -q -i "$index" - <<'ARTICLES'
{"id":"1","source":"Reuters","language":"en","date":"2016-03-01","title":"Talks","body":"Envoys met in Oslo."}
{"id":"2","source":"Reuters","language":"en","date":"2016-03-02","title":"Truce","body":"A ceasefire holds."}
{"id":"3","source":"Agence Nord","language":"en","date":"2017-03-03","title":"Truce","body":"A ceasefire was broken. Oslo is silent."}
ARTICLES
is "index" $? 0

# search QUERY...: into $out; field FILTER: of it.
search() { out=$("$herald" search -i "$index" "$@" 2>"$work/.messages") || code=$?; messages=$(cat "$work/.messages"); }
field() { jq -r "$1" <<<"$out"; }
# The parts with what each finds, the message, and the suggestion.
absence() { field '.nothing_found | ([.parts[] | .part + "=" + (.total.value|tostring)] | join(" ")) + " / " + .message + " / " + .suggestion'; }

search Oslo ceasefire
is "something is found" "$(field 'has("nothing_found")')" false
search Oslo xyzzy
is "a word that no article has" "$(absence)" "Oslo=2 xyzzy=0 / no article matches: xyzzy / Oslo"
printf '%s' "$out" >"$work/absent.json"
search Oslo xyzzy plugh ceasefire
is "several" "$(absence)" \
    "Oslo=2 xyzzy=0 plugh=0 ceasefire=2 / no article matches any of: xyzzy, plugh / any: Oslo OR ceasefire"
search envoys broken
is "each is found" "$(absence)" \
    "envoys=1 broken=1 / each is found, but no article matches all of: envoys (1), broken (1) / any: envoys OR broken"
printf '%s' "$out" >"$work/apart.json"
search "$(field .nothing_found.suggestion)"
is "and so is what is suggested" "$(field .total.value)" 2
search envoys broken source:Reuters
is "values are kept" "$(field .nothing_found.suggestion)" "any: (envoys OR broken) AND source:Reuters"
search "$(field .nothing_found.suggestion)"
is "and found within" "$(field '.total.value, .hits[].id' | paste -sd' ')" "1 1"
search Oslo date:1850
is "a date" "$(absence)" "Oslo=2 date:1850=0 / no article matches: date:1850 / Oslo"
search 'Oslo "ceasefire holds"'
is "a phrase" "$(field '[.nothing_found.parts[].total.value]|join(" ")')" "2 1"
search Oslo '"holds ceasefire"'
is "that stands nowhere" "$(field .nothing_found.message)" 'no article matches: "holds ceasefire"'
search 'title:(truce talks)'
is "within a field" "$(absence)" \
    "title:truce=2 title:talks=1 / each is found, but no article matches all of: title:truce (2), title:talks (1) / any: title:truce OR title:talks"
search -- Oslo -Oslo
is "what is excluded is all" "$(field .nothing_found.message) $(field '.nothing_found|has("suggestion")')" \
    "what is excluded is all that matches: Oslo (2) false"
search -- envoys broken -ceasefire
is "is kept out of what is suggested" "$(field .nothing_found.suggestion)" "any: (envoys OR broken) AND NOT ceasefire"
search envoys Oslo --source "Agence Nord"
is "within a filter" "$(absence)" \
    "envoys=0 Oslo=1 / no article matches: envoys, in the sources, languages and dates that are asked for / Oslo"
search xyzzy
is "one word needs no explanation" "$(field 'has("nothing_found")')" false
search 'xyzzy OR plugh'
is "nor do alternatives" "$(field 'has("nothing_found")')" false
search $(printf 'w%s ' {1..17})
is "more than 16 are too many" "$(field 'has("nothing_found")')" false
search $(printf 'w%s ' {1..16})
is "16 are not" "$(field '.nothing_found.parts|length')" 16

search envoys broken --text
is "in text" "$(printf '%s\n' "$out" | sed -n 2,3p)" "each is found, but no article matches all of: envoys (1), broken (1)
articles are found by: any: envoys OR broken"

# --- years ----------------------------------------------------------------------------------------
warnings() { field '[.query.warnings[] | .code + ": " + .message + " -> " + .suggestion] | join("; ")'; }
search Oslo 2016
is "a year" "$(warnings)" "year-as-word: '2016' is looked for as a word; 'date:2016' finds what was published then -> date:2016"
printf '%s' "$out" >"$work/year.json"
is "has its place" "$(field '.query.warnings[0]|[.offset,.length]|join(" ")')" "5 4"
search 2016 OR Oslo
is "not where something is found" "$(warnings)" ""
for query in 'xyzzy 20160' 'xyzzy 3016' 'xyzzy -2016' 'xyzzy "2016"' 'xyzzy date:2016'; do
    search -- "$query"
    is "nor where none was typed: $query" "$(warnings)" ""
done

# --- values of fields -----------------------------------------------------------------------------
index=$work/values
"$herald" index -q -i "$index" - <<'ARTICLES'
{"id":"1","source":"Reuters","language":"en","date":"2016-03-01","title":"Talks","body":"Sergei Lavrov met envoys of the European Union in Norway.","url":"https://www.example.org/1","authors":["Jane Smith"],"section":"World","topics":["Energy"],"people":["Jo Doe"]}
{"id":"2","source":"Router","language":"en","date":"2016-03-02","title":"Talks","body":"The Russian foreign minister is in the Middle East."}
{"id":"3","source":"Reuters","language":"en","date":"2016-03-03","title":"x","body":"y","countries":["Atlantis"]}
ARTICLES
is "index" $? 0
# Each value with what is said of it: the value, the suggestion for its place; nothing where some article has it.
values() { search "$@"; field '[.query.warnings[] | select(.code=="unknown-value") | (.message|capture("the (?<v>[a-z]+ .[^\u0027]*)").v) + " -> " + (.suggestion // "nothing")] | join("; ")' | tr -d "'"; }
while IFS='|' read -r query said; do
    is "$query" "$(values -- "$query")" "$said"
done <<'VALUES'
source:Reutrs|source Reutrs -> source:Reuters
source:Ruoter|source Ruoter -> source:Router
source:xyzzyplugh|source xyzzyplugh -> nothing
source:reuters|
-source:Reutrs talks|source Reutrs -> source:Reuters
source:(Reutrs OR AP)|source Reutrs -> Reuters; source AP -> nothing
source:"reuters" OR source:"Agence Nord"|source Agence Nord -> nothing
person:Lavrof|person Lavrof -> person:"Sergei Lavrov"
person:"Sergei Lavrof"|person Sergei Lavrof -> person:"Sergei Lavrov"
person:Lavrov|
person:"Jo Deo"|person Jo Deo -> person:"Jo Doe"
org:"European Unoin"|org European Unoin -> org:"European Union"
org:EU|
language:xx|language xx -> nothing
language:English|
country:XX|country XX -> nothing
country:Norwya|country Norwya -> country:Norway
country:no|
country:Atlantos|country Atlantos -> country:Atlantis
gov:Norway|gov Norway -> nothing
gov:Atlantis|gov Atlantis -> nothing
region:"Midle East"|region Midle East -> region:"Middle East"
region:"Middle East"|
topic:oil|topic oil -> nothing
topic:enregy|topic enregy -> topic:Energy
author:Smith|author Smith -> author:"Jane Smith"
section:Wolrd|section Wolrd -> section:World
domain:exmaple.org|domain exmaple.org -> domain:example.org
domain:example.org|
role:president|role president -> nothing
role:"foreign minister of Russia"|
id:1|
id:9|id 9 -> nothing
VALUES
search 'org:"European Unoin"'
is "message" "$(field '.query.warnings[0].message')" "no article has the org 'European Unoin'; did you mean 'European Union'?"
is "place" "$(field '.query.warnings[0]|[.offset,.length]|join(" ")')" "0 20"
printf '%s' "$out" >"$work/value.json"
search role:president --text
like "what an office needs" "$messages" "an office is asked for with its country: \"president of France\""
is "--exact: what is mentioned only" "$(values --exact country:Norway) $(values --exact country:Atlantis)" "country Norway -> nothing "

for file in absent apart year value; do
    ok "$file fits the schema" "$check" result <"$work/$file.json"
done

done_testing
