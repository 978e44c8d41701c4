#!/bin/bash
# Facets and timelines: compared with what jq and python count over all articles.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema
field() { printf '%s' "$out" | jq -rc "$1"; }
search() { "$herald" search -i "$index" "$@"; }

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    echo "1..0 # SKIP python3-jsonschema is not installed"
    exit 0
fi

index=$work/index
"$herald" index -q -i "$index" "$sample" || echo "# index failed"

# Counts by another program: every article in full, counted by python.
twin() { python3 - "$1" "$2" 3<"$work/all.json" <<'PYTHON'
import json, os, sys
from collections import Counter
from datetime import date, timedelta

field, limit = sys.argv[1], int(sys.argv[2])
names = {"source": "source", "language": "language", "section": "section", "country": "countries", "person": "people",
         "org": "organisations", "topic": "topics", "author": "authors"}
lengths = {"year": 4, "month": 7, "day": 10}
articles = [hit["article"] for hit in json.load(os.fdopen(3))["hits"]]
counts, having = Counter(), 0
for article in articles:
    if field in names:
        values = article.get(names[field], [])
        values = {v.lower() for v in ([values] if isinstance(values, str) else values)}
        if field == "language":
            values = {v.split("-")[0] for v in values} or {"und"}
    else:
        published = article.get("published", "")
        values = {published[:lengths[field]]} if len(published) >= lengths[field] else set()
    counts.update(values)
    having += bool(values)
ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))
print(json.dumps([having, len(articles) - having, ranked[:limit], len(ranked[limit:]), sum(n for _, n in ranked[limit:])],
                 ensure_ascii=False, separators=(",", ":")))
PYTHON
}

fields="source language country person org topic section author year month day"
for query in '*' 'Iran' 'title:Iran OR mediation' 'talks -Russia'; do
    search "$query" --exact --copies all --full --snippets 0 -n 1000 >"$work/all.json"
    exits "all facets of $query" 0 search "$query" --exact -n 0 --facet "$(echo "$fields" | sed 's/ /:4,/g'):4"
    is "are exact" "$(field .counted.exact)" true
    is "over all that match" "$(field .counted.articles)" "$(jq .total.value "$work/all.json")"
    is "in the order asked for" "$(field '[.counted.facets[].field]|join(" ")')" "$fields"
    for name in $fields; do
        is "$name is as the twin counts it" \
            "$(field ".counted.facets[]|select(.field==\"$name\")|[.having,.without,[.values[]|[.value,.count]],.rest.values,.rest.count]")" \
            "$(twin "$name" 4)"
    done
done
is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
exits "names are given as articles write them" 0 search Iran -n 0 --exact --facet person:1
is "and as they are compared" "$(field '.counted.facets[0].values[0]|[.value,.label]')" '["donald trump","Donald Trump"]'
exits "a filter" 0 search '*' --source 'Herald Wire' --from 2025 -n 3 --facet source
is "holds for the counts too" "$(field '[.counted.facets[0].values[].value]')" '["herald wire"]'
is "which count all that match, not the page" "$(field '.counted.articles == .total.value and .counted.articles > 3')" true
exits "the last limit counts" 0 search '*' -n 0 --facet source:1,year --facet source:2
is "and the field keeps its place" "$(field '[.counted.facets[]|[.field,(.values|length)]]|.[0]')" '["source",2]'

# --- totals --------------------------------------------------------------------------------------
# Of many matches the total is an estimate, but not where they were counted.
python3 "$source_dir/tests/shell/make-corpus" 3000 7 >"$work/many.jsonl"
"$herald" index -q -i "$work/many" "$work/many.jsonl" || echo "# index failed"
many() { "$herald" search -i "$work/many" -n 0 "$@"; }
totals='[.total,.stories]'
for query in Iran 'Iran talks' '"prime minister"'; do
    exits "many match $query" 0 many "$query"
    is "which are estimated" "$(field .total.exact)" false
    exact=$(many "$query" --count-exact | jq -c "$totals")
    for wish in '--facet source' '--timeline year'; do
        exits "$wish of $query" 0 many "$query" $wish
        is "is of as many as the totals say" "$(field "$totals")" "$exact"
        is "and says so itself" "$(field '[.counted.articles,.counted.exact]')" "[$(field .total.value),true]"
    done
    is "nor does text guess" "$(many "$query" --facet source --text | grep -c '^about')" 0
    is "a page with copies apart has the same total" \
        "$(many "$query" --copies all --facet source | jq -c '[.total,has("stories")]')" "[$(jq -c '.[0]' <<<"$exact"),false]"
done

exact=$("$herald" similar -i "$work/many" 17 -n 0 --count-exact | jq -c "$totals")
exits "what is like an article" 0 "$herald" similar -i "$work/many" 17 -n 0 --facet source
is "is what is counted" "$(field "[$totals,.counted.articles]")" "[$exact,$(jq '.[0].value' <<<"$exact")]"

# However soon the time is over, an estimate is within its bounds, and stories are no more than articles.
bounded='def ok: .at_least <= .value and .value <= .at_most;
         (.total | ok) and (.stories | ok) and .stories.value <= .total.value and .stories.at_most <= .total.at_most
         and .stories.at_least <= .total.at_least and (.hits | length) <= .stories.at_least'
for limit in 0.001 0.003 0.01 10; do
    for query in 'Iran OR talks OR ministry' '"prime minister" talks' 'm* near/9 t*'; do
        told=$("$herald" search -i "$work/many" -n 300 --snippets 0 --fields id --time-limit "$limit" "$query")
        is "totals of $query in $limit s" "$(jq "$bounded" <<<"$told")" true
    done
done

# --- mistakes ------------------------------------------------------------------------------------
exits "an unknown field" 2 search Iran --facet colour
like "is told with all there are" "$messages" "fields out of source, .*, day, not 'colour'"
for value in source:0 source:10001 source:x source: ,source source,; do
    exits "--facet $value" 2 search Iran --facet "$value"
done
exits "an unknown period" 2 search Iran --timeline decade
like "is told with all there are" "$messages" "takes day, week, month or year, not 'decade'"

# --- timelines -----------------------------------------------------------------------------------
timeline_twin() { python3 - "$1" "$2" "$3" <<'PYTHON'
import json, sys
from collections import Counter
from datetime import date, timedelta

period, matching, everything = sys.argv[1], *[json.load(open(name))["hits"] for name in sys.argv[2:4]]

def first_day(article):
    text = article.get("published", "")[:10]
    if len(text) < {"day": 10, "week": 10, "month": 7, "year": 4}[period]:
        return None
    day = date.fromisoformat((text + "-01-01")[:10])
    return {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1),
            "year": day.replace(month=1, day=1)}[period]

def name(day):
    if period == "week":
        return "%04d-W%02d" % day.isocalendar()[:2]
    return day.isoformat()[:{"day": 10, "month": 7, "year": 4}[period]]

def following(day):
    if period in ("day", "week"):
        return day + timedelta(days=1 if period == "day" else 7)
    if period == "year":
        return day.replace(year=day.year + 1)
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)

counts = Counter(first_day(hit["article"]) for hit in matching)
published = Counter(first_day(hit["article"]) for hit in everything)
counts.pop(None, 0)
undated = sum(not hit["article"].get("published") for hit in matching)
vague = sum(bool(hit["article"].get("published")) and first_day(hit["article"]) is None for hit in matching)
day, rows = min(counts), []
while day <= max(counts):
    share = counts[day] / published[day] if published[day] else None
    rows.append([name(day), day.isoformat(), counts[day], published[day], share if share is None else round(share, 6)])
    day = following(day)
print(json.dumps([vague, undated, rows]))
PYTHON
}
search '*' --copies all --full --snippets 0 -n 1000 >"$work/everything.json"
search Iran --copies all --full --snippets 0 -n 1000 >"$work/all.json"
for period in day week month year; do
    exits "--timeline $period" 0 search Iran -n 0 --timeline "$period"
    is "is as the twin counts it" \
        "$(field '.counted.timeline|[.less_exact,.undated,[.periods[]|[.period,.first_day,.count,.published,.share]]]' | jq -c .)" \
        "$(timeline_twin "$period" "$work/all.json" "$work/everything.json" | jq -c .)"
    is "and adds up" "$(field '([.counted.timeline.periods[].count]|add) == .counted.timeline.dated and ([.counted.timeline.less_exact_periods[].count]|add // 0) == .counted.timeline.less_exact and .counted.timeline.dated + .counted.timeline.less_exact + .counted.timeline.undated == .counted.articles')" true
done
is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
exits "--from and --to" 0 search Iran -n 0 --timeline year --from 2001 --to 2030
is "are the ends, empty periods included" "$(field '[.counted.timeline.periods[].period]|[first,last,length]')" '["2001","2030",30]'
exits "nothing found" 1 search qwertyuiop -n 0 --timeline day --facet source,year
is "is an empty timeline" "$(field '[.counted.articles,.counted.timeline.periods,.counted.facets[1].values]')" "[0,[],[]]"

# Sources are called the same by 'herald info', with a source of a name that is too long for a term.
long=$(printf 'Dépêche de Seine %.0s' {1..30} | sed 's/ $//')
printf '{"id":"%s","source":"%s","body":"paper"}\n' a 'Dépêche  de Seine' b 'DÉPÊCHE DE SEINE' c "$long" >"$work/names.jsonl"
"$herald" index -q -i "$work/names" "$work/names.jsonl"
is "sources of an index are those of its facets" "$("$herald" info -i "$work/names" --json | jq -c '[.sources[]|[.value,.label,.count]]')" \
    "$("$herald" search -i "$work/names" paper -n 0 --facet source | jq -c '[.counted.facets[0].values[]|[.value,.label,.count]]')"
like "written as an article writes them" "$("$herald" info -i "$work/names")" "^ +2  Dépêche +de Seine$"
like "however long" "$("$herald" info -i "$work/names")" "^ +1  $long$"

# Weeks at the turn of years, before 1970, and dates at both ends of time.
printf '{"id":"%s","published":"%s","body":"week"}\n' a 2021-01-03 b 2020-12-28T00:00:00Z c 1969-12-28 d 1969-12-29T23:59:59Z >"$work/weeks.jsonl"
"$herald" index -q -i "$work/weeks" "$work/weeks.jsonl"
exits "weeks" 0 "$herald" search -i "$work/weeks" week -n 0 --timeline week
is "are those of ISO 8601" "$(field '[.counted.timeline.periods[]|select(.count>0)|[.period,.first_day,.count]]')" \
    '[["1969-W52","1969-12-22",1],["1970-W01","1969-12-29",1],["2020-W53","2020-12-28",2]]'
printf '{"id":"%s","published":"%s","body":"end"}\n' a 0001-01-01 b 9999-12-31 >"$work/ends.jsonl"
"$herald" index -q -i "$work/ends" "$work/ends.jsonl"
exits "both ends of time by year" 0 "$herald" search -i "$work/ends" end -n 0 --timeline year --facet day
is "are far apart" "$(field '[.counted.timeline.periods[]|.period]|[first,last,length]')" '["0001","9999",9999]'
is "days too" "$(field '[.counted.facets[0].values[].value]')" '["0001-01-01","9999-12-31"]'
exits "by day that is too long" 2 "$herald" search -i "$work/ends" end -n 0 --timeline day
like "which says what to do" "$messages" "3652059 periods, more than 20000: give longer periods"

# --- for people ----------------------------------------------------------------------------------
exits "--text" 0 search Iran -n 0 --facet source:2 --timeline year --from 2024 --text
like "lists values" "$out" "^ +[0-9]+  Herald Wire$"
like "sums the rest" "$out" "^ +[0-9]+  in [0-9]+ more$"
like "and draws time" "$out" "^  2025 +[0-9]+ +[0-9.]+% #{40}$"

# Stretches without a match are told in a line, from four periods on.
printf '{"id":"%s","published":"%s","body":"%s"}\n' a 1963-05-01 rare b 1963-05-29 rare c 1970-01-01 other d 1987-05-06 rare \
    e 1987-06-10 rare >"$work/sparse.jsonl"
"$herald" index -q -i "$work/sparse" "$work/sparse.jsonl"
exits "weeks of years far apart" 0 "$herald" search -i "$work/sparse" rare -n 0 --timeline week --text
bar=$(printf '#%.0s' {1..40})
is "are told in a line between those with a match" "$(printf '%s\n' "$out" | sed -n '/^by week/,$p')" "by week, and of all published then
  1963-W18          1 100.0% $bar
  1963-W19          0   0.0%
  1963-W20          0   0.0%
  1963-W21          0   0.0%
  1963-W22          1 100.0% $bar
  … 1248 weeks without a match
  1987-W19          1 100.0% $bar
  … 4 weeks without a match
  1987-W24          1 100.0% $bar"
is "in JSON each of them is there" \
    "$("$herald" search -i "$work/sparse" rare -n 0 --timeline week | jq '.counted.timeline.periods | length')" 1259

done_testing
