#!/bin/bash
# A facet's count is what the query finds once it is narrowed to the value: for every value of every field.
. "$(dirname "$0")/tap.sh"

field() { printf '%s' "$out" | jq -rc "$1"; }
fields="source language country person org topic section author year month day"
index=$work/index
"$herald" index -q -i "$index" "$sample" || echo "# index failed"

# What a query finds once it is narrowed to each value of a field, beside the count of that: nothing where all agree.
disagreeing() { # INDEX QUERY FIELD [OPTION]...
    local index=$1 query=$2 name=$3 value count found all
    shift 3
    all=$("$herald" search -i "$index" "$query" -n 0 --facet "$name:10000" "$@")
    printf '%s' "$all" | jq -r '.counted.facets[0].values[]|[.value,.count]|@tsv' >"$work/values"
    [ -s "$work/values" ] || echo "no values"
    while IFS=$'\t' read -r value count; do
        if [[ $name =~ ^(year|month|day)$ ]]; then
            found=$("$herald" search -i "$index" "$query" -n 0 --count-exact --from "$value" --to "$value" --dates within "$@")
        else
            found=$("$herald" search -i "$index" "($query) $name:\"$value\"" -n 0 --count-exact "$@")
        fi
        [ "$(printf '%s' "$found" | jq .total.value)" = "$count" ] ||
            echo "$name:$value $count $(printf '%s' "$found" | jq .total.value)"
    done <"$work/values"
    printf '%s' "$all" | jq -r '.counted.facets[0].values|(map(.label)|group_by(.)[]|select(length>1)|"twice: \(.[0])")'
}
for name in $fields; do
    is "each $name of all articles narrows to as many as it counts" "$(disagreeing "$index" '*' "$name")" ""
done
for name in country person org month; do
    is "each $name of a query as well" "$(disagreeing "$index" 'Iran OR mediation' "$name")" ""
done
is "what is declared as well" "$(disagreeing "$index" 'Iran' person --exact)" ""

# Names that several have, names that nobody knows, codes, and what texts alone mention.
cat >"$work/people.jsonl" <<'JSON'
{"id":"1","language":"en","people":["Bush"],"countries":["Russia"],"organisations":["UN"],"title":"a","body":"Nobody is named."}
{"id":"2","language":"en","people":["George W. Bush"],"countries":["ru"],"organisations":["United Nations"],"title":"b","body":"Nothing."}
{"id":"3","language":"en","people":["Jane Q. Nobody"],"countries":["Россия"],"organisations":["Bureau of Nothing"],"title":"c","body":"Nothing."}
{"id":"4","language":"en","title":"d","body":"President George W. Bush met President Vladimir Putin in Russia at the United Nations."}
{"id":"5","language":"en","people":["george h. w. bush","JANE  Q. NOBODY"],"countries":["Atlantis"],"title":"e","body":"Nothing."}
JSON
"$herald" index -q -i "$work/people" "$work/people.jsonl"
exits "names of all kinds" 0 "$herald" search -i "$work/people" '*' -n 0 --facet person,country,org
is "are counted by whom they mean" "$(field '[.counted.facets[0].values[]|[.value,.label,.count]]|sort')" \
    '[["bush","Bush",4],["george-h-w-bush","George H. W. Bush",1],["george-w-bush","George W. Bush",2],["jane q. nobody","Jane Q. Nobody",2],["vladimir-putin","Vladimir Putin",1]]'
is "each country once" "$(field '[.counted.facets[1].values[]|[.value,.label,.count]]')" '[["ru","Russia",4],["atlantis","Atlantis",1]]'
is "organisations too" "$(field '[.counted.facets[2].values[]|[.value,.label,.count]]')" '[["un","United Nations",3],["bureau of nothing","Bureau of Nothing",1]]'
is "and those with none" "$(field '[.counted.facets[]|[.having,.without]]')" '[[5,0],[5,0],[4,1]]'
for name in person country org; do
    is "each $name narrows to as many" "$(disagreeing "$work/people" '*' "$name")" ""
done
exits "--exact" 0 "$herald" search -i "$work/people" '*' -n 0 --facet country --exact
is "is what they declare" "$(field '[.counted.facets[0].values[]|[.value,.count]]')" '[["atlantis",1],["ru",1],["russia",1],["россия",1]]'

# --- dates that are not known to the day ---------------------------------------------------------
printf '{"id":"%s","published":"%s","body":"date"}\n' y 2025 m 2025-02 d 2025-02-14 e 2025-03-01 s 2025-02-14T12:00:00Z f 2024-12-31 >"$work/dates.jsonl"
echo '{"id":"n","body":"date"}' >>"$work/dates.jsonl"
"$herald" index -q -i "$work/dates" "$work/dates.jsonl"
dated() { "$herald" search -i "$work/dates" date "$@" | jq -rc '[.hits[].id]|sort|join(" ")'; }
is "overlapping is the default" "$(dated --from 2025-02 --to 2025-02)" "d m s y"
is "and has a name" "$(dated --from 2025-02 --to 2025-02 --dates overlap)" "d m s y"
is "within a month" "$(dated --from 2025-02 --to 2025-02 --dates within)" "d m s"
is "within a day" "$(dated --from 2025-02-14 --to 2025-02-14 --dates within)" "d s"
is "within a year" "$(dated --from 2025 --to 2025 --dates within)" "d e m s y"
is "from a day on" "$(dated --from 2025-02-02 --dates within)" "d e s"
is "up to a day" "$(dated --to 2025-03-01 --dates within)" "d e f m s"
is "any day" "$(dated --dates within)" "d e f m n s y"
exits "a timeline" 0 "$herald" search -i "$work/dates" date -n 0 --timeline day
is "tells what is in none of its days" \
    "$(field '.counted.timeline|[.dated,.less_exact,.undated,[.less_exact_periods[]|[.period,.first_day,.count,.published]]]')" \
    '[4,2,1,[["2025-02","2025-02-01",1,1],["2025","2025-01-01",1,1]]]'
exits "by month" 0 "$herald" search -i "$work/dates" date -n 0 --timeline month
is "there is less of that" "$(field '.counted.timeline|[.dated,.less_exact,.undated,[.less_exact_periods[].period]]')" '[5,1,1,["2025"]]'
exits "by year" 0 "$herald" search -i "$work/dates" date -n 0 --timeline year
is "there is none" "$(field '.counted.timeline|[.dated,.less_exact,.undated,.less_exact_periods]')" '[6,0,1,[]]'
for period in day week month year; do
    "$herald" search -i "$work/dates" date -n 0 --timeline $period >"$work/.json"
    while read -r first last count; do
        is "$first to $last has what the timeline counts" \
            "$("$herald" search -i "$work/dates" date -n 0 --from "$first" --to "$last" --dates within | jq .total.value)" "$count"
    done < <(jq -r --arg period $period '.counted.timeline.periods[]|select(.count>0)|
        (.first_day|strptime("%Y-%m-%d")|mktime) as $first|
        ({day:86400,week:604800}[$period] // 0) as $length|
        if $length > 0 then "\(.first_day) \($first+$length-86400|strftime("%Y-%m-%d")) \(.count)" else "\(.period) \(.period) \(.count)" end' "$work/.json")
done
exits "an unknown way" 2 "$herald" search -i "$work/dates" date --dates sometimes

# --- twenty thousand articles --------------------------------------------------------------------
reuters=$shared/collections/reuters21578
if [ -d "$reuters" ]; then
    "$herald" index -q -i "$work/reuters" "$reuters"/*.sgm.gz
    is "each country of Reuters narrows to as many" "$(disagreeing "$work/reuters" '*' country)" ""
    is "and of a query" "$(disagreeing "$work/reuters" 'trade OR dollar' country)" ""
    for name in person org; do
        is "each $name as well" "$(disagreeing "$work/reuters" 'title:oil opec' "$name")" ""
    done
else
    skip "countries of Reuters" "../shared/data/collections/reuters21578 is absent"
fi

done_testing
