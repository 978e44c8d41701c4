#!/bin/bash
# Articles in several languages: detected, overridden, mixed; found by one query.
. "$(dirname "$0")/tap.sh"

index=$work/index
search() { "$herald" search -i "$index" --no-entities --no-topics --sort oldest "$@"; }
ids() { search "$@" 2>/dev/null | jq -r '[.hits[].id]|join(" ")'; }
en="The minister said on Monday that the negotiations would go on until both of the parties had agreed to what was proposed to them."
fr="Le ministre a déclaré lundi que les négociations se poursuivraient jusqu'à ce que les deux parties soient d'accord sur ce point."
ru="Министр заявил в понедельник, что переговоры будут продолжаться до тех пор, пока стороны не договорятся о том, что было предложено."
uk="Міністр заявив у понеділок, що переговори триватимуть, доки обидві сторони не погодяться з тим, що було запропоновано."
article() { jq -nc --arg id "$1" --arg language "$2" --arg body "$3" '{id: $id, source: "a", date: ("2016-03-0" + $id), language: $language, body: $body}'; }

{
    article 1 en "$en"
    article 2 "" "$fr"
    article 3 en "$ru"
    article 4 en "$en"$'\n\n'"$fr"$'\n\n'"$en"
    article 5 "" "12 34 -- 56"
    article 6 uk "$uk"
} >"$work/articles.jsonl"
exits "index" 0 "$herald" index --json -i "$index" --jobs 1 "$work/articles.jsonl"
is "an overridden declaration is counted" "$(jq -c '[.overridden_languages, .warnings]' <<<"$out")" "[1,1]"
is "and told" "$("$herald" index -i "$work/other" "$work/articles.jsonl" 2>&1 >/dev/null)" \
    "herald index: article '3' of 'a': declares the language 'en', but is in 'ru'"

is "of what is found" "$(search 'negotiations OR négociations OR переговоры OR 34' | jq -r '[.hits[]|.language // "-"]|join(" ")')" \
    "en fr ru en -"
is "what was declared is given back" "$("$herald" show -i "$index" --json 3 | jq -r .language)" "en"
is "nothing is made up" "$("$herald" show -i "$index" --json 2 | jq -r '.language // "none"')" "none"
is "counted by language" "$(search 'negotiations OR négociations OR переговоры OR 34' --facet language |
    jq -c '.counted.facets[0].values|map([.value, .count])|sort')" '[["en",2],["fr",1],["ru",1],["und",1]]'

# --- one query, every language -------------------------------------------------------------------
is "an English word" "$(ids negotiating)" "1 4"
is "a French one, in a paragraph too" "$(ids 'négociation')" "2 4"
is "without accents" "$(ids 'negociation')" "2 4"
is "a form of one language in another's paragraph" "$(ids 'poursuivre')" "2 4"
is "a Russian one, which Ukrainian has too" "$(ids 'стороне')" "3 6"
is "several" "$(ids 'negotiation OR négociation OR предложили')" "1 2 3 4"
is "--language narrows" "$(ids 'negotiation OR négociation OR переговоры' --language fr)" "2"
is "by what was found" "$(ids 'переговоры' --language ru)" "3"
is "a Ukrainian one" "$(ids 'переговорів')" "6"
is "none of that" "$(ids 'переговоры' --language en)" ""
is "und" "$(ids '34' --language und)" "5"
is "a mark in a French paragraph of an English article" "$(search 'poursuivre' --language en | jq -r '.hits[0].snippets[].html' |
    grep -o '<mark>[^<]*</mark>' | head -1)" ""
is "marks" "$(search 'poursuivre' | jq -r '.hits[1].snippets[].html' | grep -o '<mark>[^<]*</mark>' | head -1)" \
    "<mark>poursuivraient</mark>"

# --- garbled text --------------------------------------------------------------------------------
jq -nc --arg body "$(iconv -f cp1252 -t utf-8 <<<"Türkiye’nin görüşmeleri")" '{id: "1", source: "b", language: "tr", body: $body}' \
    >"$work/garbled.jsonl"
exits "garbled text" 0 "$herald" index --json -i "$work/repaired" "$work/garbled.jsonl"
is "is counted" "$(jq -c '[.repaired, .warnings]' <<<"$out")" "[1,1]"
is "and told" "$messages" "herald index: article '1' of 'b': garbled text was repaired: UTF-8 read as windows-1252"
is "is repaired" "$("$herald" show -i "$work/repaired" --json 1 | jq -r .body)" "Türkiye’nin görüşmeleri"
is "and found" "$("$herald" search -i "$work/repaired" görüşme | jq .total.value)" "1"
exits "read again" 0 "$herald" index --json -i "$work/repaired" "$work/garbled.jsonl"
is "is unchanged" "$(jq -c '[.unchanged, .replaced]' <<<"$out")" "[1,0]"
exits "--keep-mojibake" 0 "$herald" index --json --keep-mojibake -i "$work/kept" "$work/garbled.jsonl"
is "keeps it" "$(jq -c .repaired <<<"$out") $("$herald" show -i "$work/kept" --json 1 | jq -r .body)" \
    "0 $(jq -r .body "$work/garbled.jsonl")"

# --- text that is not UTF-8 ------------------------------------------------------------------------
russian='Министр иностранных дел России провёл в Москве переговоры со своим иранским коллегой о ядерной программе'
{
    iconv -t cp1251 <<<'{"id": "1", "source": "e", "title": "'"$russian"'", "note": "Мир"}'
    iconv -t cp1251 <<<'{"id": "2", "source": "e", "title": "Миру."}'
    printf '{"id": "3", "source": "e", "title": "cut \xD0\x9C\xD0 off"}\n'
} >"$work/old.jsonl"
iconv -t latin1 <<<"Les négociations à Genève ont été très difficiles, selon le communiqué de la présidence." >"$work/latin.txt"
exits "other encodings" 0 "$herald" index --json -i "$work/old" "$work/old.jsonl" "$work/latin.txt"
is "are told" "$(sed "s|$work/||; s|herald index: ||" <<<"$messages")" \
"old.jsonl:1: warning: the text is in windows-1251, not in UTF-8, and was converted (byte 37)
old.jsonl:2: warning: the text is in windows-1251, not in UTF-8, and was converted (byte 196)
old.jsonl:3: warning: invalid UTF-8 was replaced by U+FFFD (byte 204)
latin.txt:1: warning: the text is in windows-1252, not in UTF-8, and was converted (byte 5)"
is "the first is converted" "$("$herald" show -i "$work/old" --json 1 | jq -r '.title+.note')" "${russian}Мир"
is "the second is what the first was" "$("$herald" show -i "$work/old" --json 2 | jq -r .title)" "Миру."
is "UTF-8 that was cut is no other encoding" "$("$herald" show -i "$work/old" --json 3 | jq -r .title)" "cut М� off"
is "found" "$("$herald" search -i "$work/old" --exact 'переговорах OR négociation' | jq -r .total.value)" "2"
exits "read again" 0 "$herald" index --json -i "$work/old" "$work/old.jsonl" "$work/latin.txt"
is "is unchanged" "$(jq -c '[.unchanged, .replaced]' <<<"$out")" "[4,0]"
exits "--keep-mojibake" 0 "$herald" index --json --keep-mojibake -i "$work/kept-old" "$work/old.jsonl"
is "converts nothing" "$("$herald" show -i "$work/kept-old" --json 2 | jq -r .title)" "����."

# --- stop words ----------------------------------------------------------------------------------
# "war", "die" and "man" are German stop words; "in" is one of both languages.
jq -nc 'range(36) | {id: "\(.)", source: "s"} + if . < 30 then {language: "en",
    body: "Soldiers die where a man goes to war in the hills, said report \(.) on the landing on the moon."}
else {language: "de", body: "Der Krieg war in den Bergen die Sache, von der man in der Kommission sprach, so Bericht \(.)."}
end' >"$work/stops.jsonl"
exits "two languages" 0 "$herald" index -i "$work/stops" "$work/stops.jsonl"
stops() { "$herald" search -i "$work/stops" --any --copies all "$@" 2>/dev/null | jq -r '[.query.warnings[]|select(.code=="stop-words").message|sub(".*: "; "")]|join(" ")'; }
is "an English query has no German stop words" "$(stops soldiers die),$(stops man on moon),$(stops war soldiers)" ",on,"
is "a German one has" "$(stops der Krieg in den Bergen)" "der, in, den"
is "nor is there one where nothing else is asked for" "$(stops in of)" ""
is "narrowed to a language it is that one's" "$(stops soldiers die --language de)" "die"

done_testing
