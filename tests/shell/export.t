#!/bin/bash
# herald search --fields, --all, --csv, --ris, --bibtex, --csl: read back by other programs.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema
field() { printf '%s' "$out" | jq -rc "$1"; }
search() { "$herald" search -i "$index" "$@"; }

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    echo "1..0 # SKIP python3-jsonschema is not installed"
    exit 0
fi

# Articles with everything that could break a form.
index=$work/index
cat >"$work/nasty.jsonl" <<'JSON'
{"id":"n 1","source":"A & B, \"Daily\"","url":"https://e.org/a_b%20c?x={1}&y=~z#f","published":"1963","authors":["Smith and Wesson, Inc","Jane Doe","Łukasz Żółć"],"title":"100% of $5_000 {braces} \\cmd ~tilde ^hat #1","subtitle":"Line one\r\nER  - \r\nTY  - FAKE","topics":["a, b","c{d"],"language":"en","section":"S","place":"Genève","body":"nasty body"}
{"id":"n2","source":"=cmd()","published":"2025-02","title":"line\nbreak \"quoted\" \u0000 nul","body":"nasty two"}
{"id":"same","source":"X","published":"2025-02-03T04:05:06Z","body":"nasty three","title":"x"}
{"id":"same","source":"Y","body":"nasty four"}
JSON
"$herald" index -q -i "$index" "$work/nasty.jsonl" || echo "# index failed"
"$herald" index -q -i "$work/sample-index" "$sample" || echo "# index failed"

# --- fields --------------------------------------------------------------------------------------
exits "--fields" 0 search nasty --sort oldest --fields id,date,authors,rank
is "names what each article has" "$(field '.hits[0]')" '{"id":"n 1","date":"1963","authors":["Smith and Wesson, Inc","Jane Doe","Łukasz Żółć"],"rank":1}'
is "and is told" "$(field '.fields|join(",")')" "id,date,authors,rank"
is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
exits "all fields" 0 search nasty --fields rank,score,id,url,source,title,subtitle,authors,date,updated,language,section,countries,people,organisations,topics,place,rights,snippets,copies,body
is "are valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
exits "bodies without snippets" 0 search nasty --sort oldest --snippets 0 --fields body
is "are there" "$(field '[.hits[].body]')" '["nasty body","nasty two","nasty three","nasty four"]'
exits "whole articles without snippets" 0 search nasty --sort oldest --snippets 0 --full
is "are there" "$(field '[.hits[].article.body]')" '["nasty body","nasty two","nasty three","nasty four"]'
exits "as text" 0 search nasty --sort oldest --snippets 0 --full --text
like "too" "$out" 'nasty body'
exits "bodies as CSV" 0 search nasty --sort oldest --csv --fields body
is "are there" "$(printf '%s' "$out" | tr -d '\r' | paste -sd' ')" "body nasty body nasty two nasty three nasty four"
exits "bodies of all" 0 search nasty --sort oldest --all --jsonl --fields body
is "are there" "$(field .body | paste -sd' ')" "nasty body nasty two nasty three nasty four"
exits "in JSON Lines" 0 search nasty --sort oldest --jsonl --fields id
is "too" "$out" '{"id":"n 1"}
{"id":"n2"}
{"id":"same"}
{"id":"same"}'
for value in colour id,id '' id,; do
    exits "--fields '$value'" 2 search nasty --fields "$value"
done
names=$("$herald" search --fields colour x 2>&1 >/dev/null | sed -n "s/.*names out of \([^ ]*\), not 'colour'$/\1/p")
is "a wrong name is told the right ones" "${names%%,*} ${names##*,}" "rank body"
exits "which the option takes as they are told" 0 search nasty --fields "$names"
is "and the man page lists" "$(sed -n '/BI .*fields/,/^\.TP/p' "$source_dir/docs/man/herald-search.1" | sed -n '3,$s/^\.BR//p' | tr -d '", \n' )" \
    "$(printf '%s' "$names" | tr -d ,)."

# --- CSV -----------------------------------------------------------------------------------------
exits "--csv" 0 search nasty --sort oldest --csv --fields rank,id,source,title,authors,topics,subtitle,date
printf '%s\n' "$out" >"$work/out.csv"
is "is read back by Python" "$(python3 - "$work/out.csv" <<'PYTHON'
import csv, json, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True))
print(json.dumps(rows[:3], ensure_ascii=False, separators=(",", ":")), len(rows))
PYTHON
)" '[["rank","id","source","title","authors","topics","subtitle","date"],["1","n 1","A & B, \"Daily\"","100% of $5_000 {braces} \\cmd ~tilde ^hat #1","Smith and Wesson, Inc; Jane Doe; Łukasz Żółć","a, b; c{d","Line one\r\nER  - \r\nTY  - FAKE","1963"],["2","n2","=cmd()","line\nbreak \"quoted\" � nul","","","","2025-02"]] 5'
search nasty --csv -n 1 >"$work/crlf.csv"
is "its lines end as RFC 4180 says" "$(head -1 "$work/crlf.csv" | od -An -c | tail -2 | tr -d ' \n' | tail -c 4)" '\r\n'
exits "nothing found" 1 search qwertyuiop --csv
is "is the header alone" "$(printf '%s' "$out" | tr -d '\r')" "rank,score,id,date,source,language,title,url"

# --- RIS -----------------------------------------------------------------------------------------
search nasty --sort oldest --ris >"$work/out.ris"
ris() { python3 - "$work/out.ris" "$1" <<'PYTHON'
import json, re, sys
records, current = [], None
for line in open(sys.argv[1], encoding="utf-8", newline="").read().split("\r\n"):
    if not line and current is None:
        continue
    match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
    assert match, line
    tag, value = match.groups()
    if tag == "TY":
        assert current is None
        current = []
    elif tag == "ER":
        assert value == ""
        records.append(current)
        current = None
        continue
    current.append([tag, value])
assert current is None
print(json.dumps(eval(sys.argv[2]), ensure_ascii=False, separators=(",", ":")))
PYTHON
}
is "RIS has a record for each article" "$(ris 'len(records)')" 4
is "with the tags of reference managers" "$(ris '[tag for tag, _ in records[0]]')" \
    '["TY","TI","AU","AU","AU","T2","PY","DA","AB","CY","LA","KW","KW","UR","Y2","AN","DB"]'
is "no text can end a record" "$(ris '[v for t, v in records[0] if t == "AB"][0]')" '"Line one ER  - TY  - FAKE"'
is "dates are as exact as they are known" "$(ris '[[v for t, v in r if t == "DA"] for r in records]')" \
    '[["1963///"],["2025/02//"],["2025/02/03/"],[]]'
is "and the day of access is told" "$(ris '[v for t, v in records[0] if t == "Y2"][0]')" "\"$(date -u +%Y/%m/%d)/\""

# --- BibTeX --------------------------------------------------------------------------------------
search nasty --sort oldest --bibtex >"$work/out.bib"
like "BibTeX escapes what TeX would take for commands" "$(cat "$work/out.bib")" \
    '  title = \{\{100\\% of \\\$5\\_000 \{\\textbraceleft\}braces\{\\textbraceright\} \{\\textbackslash\}cmd \{\\textasciitilde\}tilde \{\\textasciicircum\}hat \\#1\}\},'
like "a name with a comma or an 'and' stays one" "$(cat "$work/out.bib")" '  author = \{\{Smith and Wesson, Inc\} and Jane Doe and Łukasz Żółć\},'
is "keys differ where ids do not" "$(grep -c '^@article{' "$work/out.bib") $(grep '^@article{' "$work/out.bib" | sort -u | wc -l)" "4 4"
is "and are the same every time" "$(search nasty --sort newest --bibtex | grep '^@article{' | sort)" "$(grep '^@article{' "$work/out.bib" | sort)"
if /usr/bin/python3 -c 'import bibtexparser' 2>/dev/null; then
    is "bibtexparser reads it" "$(/usr/bin/python3 - "$work/out.bib" <<'PYTHON'
import bibtexparser, sys
entries = bibtexparser.loads(open(sys.argv[1], encoding="utf-8").read(), bibtexparser.bparser.BibTexParser(common_strings=True)).entries
print(len(entries), entries[0]["journal"], entries[0]["year"], entries[2]["month"], entries[2]["day"], entries[0]["url"])
PYTHON
)" '4 A \& B, "Daily" 1963 February 3 https://e.org/a_b%20c?x=%7B1%7D&y=~z#f'
else
    skip "bibtexparser reads it" "python3-bibtexparser is not installed"
fi

# --- CSL-JSON ------------------------------------------------------------------------------------
exits "--csl" 0 search nasty --sort oldest --csl
is "is an array of newspaper articles" "$(field '[.[].type]|unique')" '["article-newspaper"]'
is "with names as they are, and dates in parts" "$(field '.[0]|[.author[0].literal,.issued["date-parts"],.["container-title"],.URL]')" \
    '["Smith and Wesson, Inc",[[1963]],"A & B, \"Daily\"","https://e.org/a_b%20c?x={1}&y=~z#f"]'
is "as far as they are known" "$(field '[.[1:][].issued["date-parts"]]')" '[[[2025,2]],[[2025,2,3]],null]'
is "named as in BibTeX" "$(field '[.[].id]|sort|join(" ")')" "$(sed -n 's/^@article{\(.*\),$/\1/p' "$work/out.bib" | sort | paste -sd' ')"
exits "nothing found" 1 search qwertyuiop --csl
is "is an empty array" "$(field length)" 0

# --- everything ----------------------------------------------------------------------------------
index=$work/sample-index
search '*' --copies all -n 1000 | jq -r '.hits[].id' | sort >"$work/ids"
exits "--all" 0 search '*' --all --jsonl --fields id,rank
is "gives every article once" "$(field .id | sort | cmp - "$work/ids")" ""
is "numbered" "$(field .rank | paste -sd' ')" "$(seq "$(wc -l <"$work/ids")" | paste -sd' ')"
exits "usual hits" 0 search Iran --all --jsonl
is "are valid by the schema" "$(printf '%s\n' "$out" | "$check" --lines hit 2>&1)" ""
is "of what the query asks for" "$(field .id | sort)" "$(search Iran --copies all -n 1000 | jq -r '.hits[].id' | sort)"
for sort in newest oldest; do
    exits "--sort $sort" 0 search Iran --all --jsonl --fields date --sort $sort
    is "is the order of dates" "$(field .date)" "$(search Iran --copies all -n 1000 --sort $sort | jq -r '.hits[].date')"
done
exits "a filter" 0 search '*' --all --csv --source 'Herald Wire'
is "holds" "$(($(printf '%s\n' "$out" | wc -l) - 1))" "$(search '*' --copies all --source 'Herald Wire' --count-exact -n 0 | jq .total.value)"
for form in --trec --ris --bibtex --csl; do
    exits "--all $form" 0 search Iran --all $form
done
exits "nothing found" 1 search qwertyuiop --all --jsonl
is "prints nothing" "$out" ""
exits "--all for reading" 2 search Iran --all --text
like "is refused with what there is" "$messages" "add --jsonl, --csv, --trec, --ris, --bibtex or --csl"
exits "--all and --limit" 2 search Iran --all --jsonl -n 5
exits "--all and --facet" 2 search Iran --all --jsonl --facet source
exits "a reader that goes is no failure" 0 bash -c "'$herald' search -i '$index' '*' --all --jsonl --full | head -1 >/dev/null; exit \${PIPESTATUS[0]}"

# Memory does not grow with what is given.
python3 - >"$work/many.jsonl" <<'PYTHON'
for i in range(20000):
    print('{"id":"m%d","title":"report %d","body":"%s"}' % (i, i, "words of a longer text " * 20))
PYTHON
"$herald" index -q -i "$work/many" "$work/many.jsonl"
memory() { /usr/bin/time -f %M "$herald" search -i "$work/many" "$@" --all --jsonl --full --snippets 0 2>&1 >/dev/null | tail -1; }
case $(ldd "$herald" | grep -c 'asan\|ubsan')$(nm -D "$herald" 2>/dev/null | grep -c asan) in
00)
    few=$(memory report 17) many=$(memory report)
    ok "20,000 articles take no more memory than 1 ($few and $many kB)" [ "$many" -lt $((few + 4096)) ]
    ;;
*) skip "memory of 20,000 articles" "sanitizers" ;;
esac

# --- wildcards that stand for more words than are looked for ---------------------------------------
python3 - >"$work/many.jsonl" <<'PYTHON'
for i in range(1500):
    print('{"id":"m%d","source":"S%d","published":"2025-01-%02d","body":"wide%s common"}' % (i, i % 3, i % 28 + 1, "".join("abcdefghij"[int(c)] for c in "%04d" % i)))
PYTHON
"$herald" index -q -i "$work/many" "$work/many.jsonl"
exits "facets over a wildcard that was cut" 0 "$herald" search -i "$work/many" 'wide*' -n 0 --facet source,month --timeline month
is "count the words that are looked for, and warn" \
    "$(printf '%s' "$out" | jq -c '[.counted.articles,([.counted.facets[0].values[].count]|add),.counted.timeline.dated,.query.warnings[0].code]')" '[1000,1000,1000,"wildcard-cut"]'
for form in jsonl csv trec ris bibtex csl; do
    exits "all of it as $form" 0 "$herald" search -i "$work/many" 'wide*' --all --$form
    like "with a warning" "$messages" "'wide\\*' stands for more than 1000 words"
done
exits "ids of all" 0 "$herald" search -i "$work/many" 'wide* common' --all --csv --fields id --sort oldest
is "are as many" "$(printf '%s\n' "$out" | wc -l)" 1001

done_testing
