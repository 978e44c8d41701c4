#!/bin/bash
# The same story from several outlets is one hit; an article and its corrections show the latest. Which articles
# are copies depends on the articles alone: not on order, batches, threads, kills, or on what was there before.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema
index=$work/index
field() { printf '%s' "$out" | jq -rc "$1"; }
search() { "$herald" search -i "$index" "$@"; }

# The stories of an index: a line each, its ids sorted.
stories() {
    "$herald" search -i "$1" '*' --copies list --snippets 0 -n 10000 |
        jq -r '.hits[]|[.id]+[.copy_list[]?.id]|sort|join(" ")' | sort
}

sample=$sample/articles.jsonl
"$herald" index -q -i "$index" "$sample" || echo "# index failed"

# --- the groups that docs/sample.md promises -----------------------------------------------------
expected=$(python3 - "$sample" <<'PYTHON'
import json, sys
groups = {}
for line in open(sys.argv[1], encoding="utf-8"):
    article = json.loads(line)
    name = article.get("group") or article.get("story") or article.get("corrects") or article["id"]
    if article["id"].endswith("us-leaves-jcpoa-corrected"):
        name = article["corrects"]
    groups.setdefault(name, []).append(article["id"])
for ids in sorted(" ".join(sorted(ids)) for ids in groups.values()):
    print(ids)
PYTHON
)
is "the stories of the sample are its groups, leads and corrections" \
    "$(stories "$index" | LC_ALL=C sort)" "$(printf '%s\n' "$expected" | LC_ALL=C sort)"

exits "an article that was corrected" 0 search Trump pulls out --copies list --snippets 0
is "shows the correction" "$(field '[.hits[]|.id]')" '["herald-2018-05-08-us-leaves-jcpoa-corrected"]'
is "and lists the faulty one" "$(field '.hits[0]|[.copies,.copy_list[].id]')" '[1,"herald-2018-05-08-us-leaves-jcpoa"]'
is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
exits "a story that grew" 0 search Syria transition Geneva --copies list --snippets 0
is "shows the last lead" "$(field '[.hits[]|.id]')" '["herald-2012-06-30-syria-geneva-2nd-lead"]'
is "which is what a reader of the first lead finds, too" \
    "$(search '"transitional body" title:1st' --snippets 0 | jq -r '.hits[0].id')" herald-2012-06-30-syria-geneva-1st-lead

# --- what is counted ------------------------------------------------------------------------------
exits "folded" 0 search 'Iran' --copies list --snippets 0 -n 1000
is "hits and copies together are all articles that match" "$(field '[.hits[]|1+.copies]|add')" "$(field .total.value)"
is "hits are the stories" "$(field '.hits|length')" "$(field .stories.value)"
is "both exact" "$(field '[.total.exact,.stories.exact]')" "[true,true]"
is "they are the articles that --copies all gives" "$(field '[.hits[]|.id,.copy_list[]?.id]|sort')" \
    "$(search Iran --copies all --snippets 0 -n 1000 | jq -c '[.hits[].id]|sort')"
is "of which the first of each story comes first" "$(field '[.hits[].rank]')" "[$(seq -s, "$(field .stories.value)")]"
exits "all" 0 search Iran --copies all --snippets 0
is "has no stories" "$(field '[has("stories"),.query.copies,([.hits[].copies]|add)]')" '[false,"all",0]'
is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
exits "a small page tells the exact number of stories when asked" 0 search Iran -n 2 --count-exact
is "as a large one does" "$(field .stories.value)" "$(search Iran -n 1000 | jq .stories.value)"
exits "copies that a filter leaves out" 0 search --exact mediate Iran Russia --source 'Herald Wire' --copies list --snippets 0
is "are not counted" "$(field '[.hits[]|select(.copies>0)]')" "[]"
exits "a field of its own" 0 search mediate Iran Russia --fields id,copies -n 1
is "tells the number" "$(field '.hits[0].copies')" 3
exits "as text" 0 search mediate Iran Russia --text -n 1
like "says so" "$(printf '%s' "$out")" "without copies"
exits "a TREC run" 0 search Iran --trec
is "has every article" "$(printf '%s\n' "$out" | wc -l)" "$(search Iran -n 0 | jq .total.value)"
exits "an unknown way" 2 search Iran --copies some
exits "--all with folding" 2 search Iran --all --jsonl --copies fold

# --- pages ----------------------------------------------------------------------------------------
for order in relevance newest oldest; do
    whole=$(search 'Iran OR Russia' --sort "$order" --snippets 0 -n 1000 --copies list | jq -c '.hits[]|[.rank,.id,.copies]')
    pages=$(for ((at = 0; at < 60; at += 3)); do
        search 'Iran OR Russia' --sort "$order" --snippets 0 -n 3 --offset "$at" --copies list | jq -c '.hits[]|[.rank,.id,.copies]'
    done)
    is "pages by $order are the whole list, each story once" "$pages" "$whole"
done

# --- order, batches, threads ----------------------------------------------------------------------
expected=$(stories "$index")
for seed in 1 2 3 4; do
    rm -rf "$work/other" "$work/batches"
    mkdir "$work/batches"
    shuf --random-source=<(yes "$seed") "$sample" >"$work/shuffled"
    split -l $((seed * 17)) "$work/shuffled" "$work/batches/"
    for batch in "$work"/batches/*; do
        "$herald" index -q -i "$work/other" --jobs "$seed" "$batch" || echo "# batch failed"
    done
    "$herald" index -q -i "$work/other" "$sample" || echo "# the rest failed"
    is "the same stories in another order and in batches of $((seed * 17))" "$(stories "$work/other")" "$expected"
done
"$herald" compact -q -i "$work/other" >/dev/null 2>&1 || "$herald" compact -i "$work/other" >/dev/null || echo "# compact failed"
is "compaction keeps them" "$(stories "$work/other")" "$expected"
rm "$work"/other/db.*/stories
is "without the file nothing is folded" "$(stories "$work/other" | wc -l)" "$(search '*' -n 0 | jq .total.value)"
"$herald" index -q -i "$work/other" "$sample"
is "and the next run makes it again" "$(stories "$work/other")" "$expected"

# --- replaced and deleted -------------------------------------------------------------------------
cp "$sample" "$work/live.jsonl"
live=$work/live
"$herald" index -q -i "$live" "$work/live.jsonl"
id=levant-2025-03-04-mediation
jq -c --arg id "$id" 'if .id == $id then .body = "A different article about fisheries in the northern seas, written anew, of which no sentence stands in any other one: cod, herring and haddock are counted each spring by trawlers whose crews know the banks." | .title = "Fish are counted" else . end' \
    "$sample" >"$work/live.jsonl"
"$herald" index -q -i "$live" "$work/live.jsonl"
is "a copy that was rewritten is a story of its own" "$(stories "$live" | grep -c "^$id\$")" 1
is "and the others still one" "$(stories "$live" | grep -c '^danube-2025-03-04-mediation herald-2025-03-04-mediation pacific-2025-03-05-mediation$')" 1
grep -v '"id": *"danube-2025-03-04-mediation"' "$sample" >"$work/live.jsonl"
"$herald" index -q -i "$live" --delete-missing "$work/live.jsonl"
is "a deleted copy is in no story" "$(stories "$live" | grep -c danube-2025-03-04-mediation)" 0
rm -rf "$work/fresh"
"$herald" index -q -i "$work/fresh" "$work/live.jsonl"
is "what is left is as if it had never been there" "$(stories "$live")" "$(stories "$work/fresh")"

# --- killed ---------------------------------------------------------------------------------------
python3 - "$sample" >"$work/many.jsonl" <<'PYTHON'
import datetime, json, sys
articles = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for number in range(60):  # the sample over and over, each time in another year
    for article in articles:
        copy = dict(article, id=f"{article['id']}-{number}", url=f"{article['url']}-{number}")
        copy["published"] = f"{1800 + 2 * number}" + article["published"][4:].replace("-02-29", "-02-28")
        print(json.dumps(copy, ensure_ascii=False))
PYTHON
rm -rf "$work/whole" "$work/killed"
"$herald" index -q -i "$work/whole" "$work/many.jsonl"
# Two articles are known to the year or month only: nothing tells their 60 copies apart.
is "stories of each year" "$(stories "$work/whole" | wc -l)" "$((($(printf '%s\n' "$expected" | wc -l) - 2) * 60 + 2))"
ended=0
for ((kill = 1; kill <= 12; kill++)); do
    "$herald" index -q -i "$work/killed" "$work/many.jsonl" &
    pid=$!
    sleep "0.$(printf '%02d' $((kill * 7)))"
    kill -KILL "$pid" 2>/dev/null || ended=$((ended + 1))
    wait "$pid" 2>/dev/null
done
"$herald" index -q -i "$work/killed" "$work/many.jsonl"
echo "# of 12 runs $ended had ended before they were to be killed"
is "killed at any moment and run again, it ends with the same stories" "$(stories "$work/killed" | cksum)" "$(stories "$work/whole" | cksum)"
done_testing
