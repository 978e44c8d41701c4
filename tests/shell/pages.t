#!/bin/bash
# Pages by cursor, also while the index grows; what a result is known by, and what has changed since.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema
field() { printf '%s' "$out" | jq -rc "$1"; }
search() { "$herald" search -i "$index" "$@"; }

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    echo "1..0 # SKIP python3-jsonschema is not installed"
    exit 0
fi

# N articles from number FIRST on that differ in length, date and how often they say "treaty".
make_articles() { python3 - "$1" "$2" <<'PYTHON'
import sys
for i in range(int(sys.argv[1]), int(sys.argv[1]) + int(sys.argv[2])):
    words = " ".join("word%d" % (i * 31 + k) for k in range(5 + i * 7 % 60))
    print('{"id":"t%d","source":"S%d","published":"20%02d-%02d-01","title":"number %d","body":"%s %s"}'
          % (i, i % 3, i * 13 % 25, i % 12 + 1, i, "treaty " * (1 + i % 4), words))
PYTHON
}

index=$work/index
make_articles 0 83 >"$work/first.jsonl"
"$herald" index -q -i "$index" "$work/first.jsonl" || echo "# index failed"

# --- pages ---------------------------------------------------------------------------------------
# page_through SIZE OPTION...: ids of all pages, one after the other.
page_through() {
    local size=$1 cursor=start
    shift
    while [ "$cursor" != null ]; do
        search treaty --snippets 0 -n "$size" --cursor "$cursor" "$@" >"$work/page.json" || break
        jq -r '.hits[].id' "$work/page.json"
        cursor=$(jq -r .next_cursor "$work/page.json")
    done
}
for sort in relevance newest oldest; do
    whole=$(search treaty -n 1000 --sort $sort | jq -r '.hits[].id')
    for size in 1 7 83 500; do
        is "pages of $size, $sort, are the list" "$(page_through $size --sort $sort)" "$whole"
    done
done

# Many articles of one date and of one score, some of one story, some without a date.
python3 - >"$work/equal.jsonl" <<'PYTHON'
for i in range(260):
    date = "" if i % 29 == 0 else ',"published":"2024-0%d-%02d"' % (1 + i % 2, 1 + i % 3)
    words = " ".join(["alpha", "beta", "gamma", "delta"][k] for k in (i % 4, i // 4 % 4, i % 3)[: 2 + (i % 4 == 0)])
    print('{"id":"e%03d","source":"S%d"%s,"title":"treaty","body":"%s treaty"}' % (i * 137 % 1000, i % 3, date, words))
PYTHON
whole_index=$index index=$work/equal
"$herald" index -q -i "$index" "$work/equal.jsonl"
# The order by another program: date, then id; without a date last.
by_date() { python3 - "$1" "$work/equal.jsonl" <<'PYTHON'
import json, sys
articles = [json.loads(line) for line in open(sys.argv[2])]
dated = sorted((a for a in articles if "published" in a), key=lambda a: a["id"])
dated.sort(key=lambda a: a["published"], reverse=sys.argv[1] == "newest")
print("\n".join(a["id"] for a in dated + sorted((a for a in articles if "published" not in a), key=lambda a: a["id"])))
PYTHON
}
for sort in newest oldest; do
    is "$sort, equal dates are in the order of ids" \
        "$(search '*' -n 1000 --sort $sort --copies all --snippets 0 | jq -r '.hits[].id')" "$(by_date $sort)"
    is "$sort, in a stream too" "$(search '*' --all --sort $sort --jsonl --fields id | jq -r .id)" "$(by_date $sort)"
done
for copies in all fold; do
    for sort in relevance newest oldest; do
        whole=$(search treaty -n 1000 --snippets 0 --sort $sort --copies $copies | jq -r '.hits[].id')
        is "$sort, --copies $copies, no hit comes twice" "$(sort <<<"$whole" | uniq -d)" ""
        is "pages by cursor are the list" "$(page_through 37 --sort $sort --copies $copies)" "$whole"
        is "pages by offset, too" "$(for ((at = 0; at < 260; at += 37)); do
            search treaty -n 37 --offset $at --snippets 0 --sort $sort --copies $copies | jq -r '.hits[].id'
        done)" "$whole"
    done
done
"$herald" compact -q -i "$index" 2>/dev/null || "$herald" compact -i "$index" >/dev/null
is "and the order outlives a compaction" "$(search '*' -n 1000 --sort oldest --copies all --snippets 0 | jq -r '.hits[].id')" "$(by_date oldest)"
index=$whole_index
exits "a page" 0 search treaty -n 5 --cursor start
is "is valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
is "and leads to the next" "$(search treaty -n 5 --cursor "$(field .next_cursor)" | jq -c '[.hits[].rank]')" "[6,7,8,9,10]"
is "the next page may have another size" "$(search treaty -n 2 --cursor "$(field .next_cursor)" | jq -c '[.hits[].rank]')" "[6,7]"

# An article is known by its id, its URL or its content, however long: each of these comes once.
{
    echo '{"url":"https://example.org/a","title":"treaty by its URL"}'
    echo '{"title":"treaty by its content"}'
    printf '{"id":"%s","source":"S\\u001F\\u0000","title":"treaty of a long name"}\n' "$(printf 'x\\u0000%.0s' $(seq 200))"
    echo '{"id":"Ü","source":"ü","title":"treaty of letters"}'
} >"$work/named.jsonl"
"$herald" index -q -i "$work/named" "$work/named.jsonl" || echo "# index failed"
cursor=start
while [ "$cursor" != null ]; do
    "$herald" search -i "$work/named" treaty -n 1 --cursor "$cursor" >"$work/page.json" || break
    jq -r '.hits[].title' "$work/page.json"
    cursor=$(jq -r .next_cursor "$work/page.json")
done | head -20 >"$work/titles"
is "whatever articles are known by, each comes once" "$(sort "$work/titles" | tr '\n' ',')" \
    "treaty by its URL,treaty by its content,treaty of a long name,treaty of letters,"

# Every hit once, while articles come (which changes all scores) and go between two pages.
cursor=start seen=$work/seen number=0
: >"$seen"
while [ "$cursor" != null ]; do
    search treaty --snippets 0 -n 6 --cursor "$cursor" >"$work/page.json"
    jq -r '.hits[].id' "$work/page.json" >>"$seen"
    cursor=$(jq -r .next_cursor "$work/page.json")
    number=$((number + 1))
    if [ $number -le 4 ]; then
        make_articles $((1000 * number)) 9 | "$herald" index -q -i "$index" -
    fi
done
search treaty -n 1000 | jq -r '.hits[].id' | sort >"$work/all"
is "while the index grows, no hit comes twice" "$(sort "$seen" | uniq -d)" ""
is "and every one comes, those that are new too" "$(sort "$seen" | cmp - "$work/all")" ""
is "which are $((83 + 36))" "$(wc -l <"$work/all")" 119

# What shaped a result is in it.
exits "every option" 0 search treaty --any --plain --lenient --time-zone +03:30 --exact --no-entities --no-topics --expand --half-life 30d \
    --from 1900 --dates within --source S1 --language und --copies list --sort relevance
is "is told with the result" \
    "$(field '.query|[.any,.plain,.lenient,.time_zone,.exact,.no_entities,.no_topics,.expand,.half_life==2592000,.from,.dates,.sources,.languages,.copies,.sort,.similar_to]')" \
    '[true,true,true,"+03:30",true,true,true,true,true,"1900","within",["S1"],["und"],"list","relevance",null]'
is "and valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
is "what hits are like, too" "$("$herald" similar -i "$index" t7 | jq -r .query.similar_to)" t7
for option in --exact --no-entities --no-topics --expand "--half-life 30d" "--dates within"; do
    search treaty --from 2001 $option >"$work/option.json"
    is "$option is another request" "$(search treaty --from 2001 --expect "$work/option.json" | jq .expected.same_request)" false
done
exits "a cursor of another query" 2 search accord -n 5 --cursor "$(search treaty -n 5 --cursor start | jq -r .next_cursor)"
like "is refused" "$messages" "the cursor is that of another query, or of other options"
exits "a cursor of another order" 2 search treaty --sort newest -n 5 --cursor "$(search treaty -n 5 --cursor start | jq -r .next_cursor)"
for cursor in x abc '!!!' AAAA "$(search treaty -n 5 --cursor start | jq -r .next_cursor | sed 's/.$//')" \
    "$(search treaty -n 5 --cursor start | jq -r .next_cursor | tr 'a-z' 'b-za')"; do
    exits "no cursor ($cursor)" 2 search treaty --cursor "$cursor"
done
exits "--cursor and --offset" 2 search treaty --cursor start --offset 5
exits "more than a cursor goes through" 2 search treaty -n 10000 --cursor "$(search treaty -n 5 --cursor start | jq -r .next_cursor)"
like "is answered with what does" "$messages" "10000 hits at the most: everything is given by --all"
exits "nothing found" 1 search qwertyuiop --cursor start
is "has no next page" "$(field .next_cursor)" null

# --- what a result is known by -------------------------------------------------------------------
id() { search "$@" | jq -r .result_id; }
first=$(id treaty)
like "a result has an id" "$first" '^[0-9a-f]{12}-[0-9a-f]{12}-[0-9a-f]{12}$'
is "the same for the same request" "$(id treaty)" "$first"
is "however it is written" "$(id '(treaty)')" "$first"
for other in "treaty --sort newest" "treaty -n 5" "treaty --offset 1" "treaty --source S1" "treaty --from 2010" "treaties OR treaty"; do
    # shellcheck disable=SC2086
    ok "another for $other" [ "$(id $other)" != "$first" ]
done
search treaty >"$work/saved.json"
search treaty --jsonl >"$work/saved.jsonl"
exits "--expect an id" 0 search treaty --expect "$first"
is "tells that nothing has changed" "$(field '.expected|del(.result_id)')" '{"same_request":true,"same_index":true,"same_hits":true}'
like "to people too" "$messages" "the hits are the same; the index is the same"
is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""

# An article that comes into the list, and one that goes from it.
gone=$(jq -r '.hits[3].id' "$work/saved.json")
{ grep -v "\"$gone\"" "$work/first.jsonl"; make_articles 1000 9; make_articles 2000 9; make_articles 3000 9; make_articles 4000 9; } >"$work/second.jsonl"
echo '{"id":"new","source":"S","title":"treaty treaty treaty","body":"Treaty, treaty."}' >>"$work/second.jsonl"
"$herald" index -q -i "$work/second" "$work/second.jsonl"
index=$work/second
exits "--expect a saved result" 0 search treaty --expect "$work/saved.json"
is "tells what came" "$(field '[.expected.came[].id]')" '["new"]'
is "and what went" "$(field '[.expected.went[]|[.id,.rank]]')" "[[\"$gone\",4]]"
is "that the index is another" "$(field '.expected|[.same_request,.same_index,.same_hits]')" '[true,false,false]'
like "to people too" "$messages" "  - $gone \(4\)"
is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
exits "saved as JSON Lines" 0 search treaty --expect "$work/saved.jsonl" --text
like "it tells the same" "$messages" "  - $gone \(4\)"
exits "an id tells that something has changed" 0 search treaty --expect "$first"
is "but not what" "$(field '.expected|has("came")')" false
like "and how to know" "$messages" "--expect FILE"
exits "another query" 0 search treaty --sort newest --expect "$first"
like "is told" "$messages" "something else was asked for"
exits "neither an id nor a file" 2 search treaty --expect nonsense
echo '{"hits":[1]}' >"$work/bad.json"
echo 'no JSON' >"$work/worse.json"
echo '[]' >"$work/worst.json"
for file in bad worse worst; do
    exits "a file that is no result ($file)" 2 search treaty --expect "$work/$file.json"
done
: >"$work/empty.jsonl"
exits "an empty list" 0 search treaty --expect "$work/empty.jsonl" -n 2
is "has all to come" "$(field '.expected.came|length')" 2

done_testing
