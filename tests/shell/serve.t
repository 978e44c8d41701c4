#!/bin/bash
# herald serve: every address, form and header; answers are those of the command line.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/serve-support.sh"

index=$work/news
"$herald" index -i "$index" "$sample" >/dev/null || exit 1
"$herald" index -i "$work/other" "$sample/dispatches" >/dev/null || exit 1
serve -i "$index" -i second="$work/other" --cors https://example.org --access-log "$work/access.log" || exit 1

# --- the same as the command line -------------------------------------------------------------

# same NAME PARAMETERS ARGUMENT...: the service answers what the command prints, but for the time.
same() {
    local name=$1 parameters=$2
    shift 2
    get "/search?$parameters"
    sed 's/"took_ms": [0-9.]*/"took_ms": 0/' "$work/body" >"$work/served"
    "$herald" search -i "$index" "$@" 2>/dev/null | sed 's/"took_ms": [0-9.]*/"took_ms": 0/' >"$work/printed"
    ok "$name: the same bytes as the command prints" cmp "$work/served" "$work/printed"
    ok "$name: something is found" grep -q . "$work/served"
}
# same_at NAME TARGET COMMAND...: the same for another address and command.
same_at() {
    local name=$1 target=$2
    shift 2
    get "$target"
    sed 's/"took_ms": [0-9.]*/"took_ms": 0/' "$work/body" >"$work/served"
    "$herald" "$@" 2>/dev/null | sed 's/"took_ms": [0-9.]*/"took_ms": 0/' >"$work/printed"
    ok "$name: the same bytes as the command prints" cmp "$work/served" "$work/printed"
    ok "$name: something is found" grep -q . "$work/served"
}
same "words" 'q=Russia+mediation+Iran' Russia mediation Iran
same "options" 'q=Iran&limit=3&offset=2&sort=newest&source=Herald%20Wire&from=2012&to=2025-03&snippets=1&width=90' \
    --limit 3 --offset 2 --sort newest --source 'Herald Wire' --from 2012 --to 2025-03 --snippets 1 --width 90 Iran
same "lists" 'q=Iran&source=Herald%20Wire&source=Danube%20Post&language=en' \
    --source 'Herald Wire' --source 'Danube Post' --language en Iran
same "flags" 'q=russia+china+brazil&any&full=true&count-exact=0' --any --full russia china brazil
same "Arabic" 'q=%D8%A5%D9%8A%D8%B1%D8%A7%D9%86' 'إيران'
same "facets" 'q=Iran&facet=source,country:3&timeline=year' --facet source,country:3 --timeline year Iran
same "JSON Lines" 'q=Iran&format=jsonl' --jsonl Iran
same "JSON Lines as an option" 'q=Iran&jsonl=1' --jsonl Iran
same "CSV" 'q=Iran&format=csv&fields=id,title' --csv --fields id,title Iran
same "RIS" 'q=Iran&format=ris' --ris Iran
same "BibTeX" 'q=Iran&format=bibtex' --bibtex Iran
same "CSL-JSON" 'q=Iran&format=csl' --csl Iran
same "text" 'q=Iran&format=text' --text --no-pager Iran
same "TREC run" 'q=Iran&format=trec&run=x' --trec --run x Iran
same "names and nothing else" 'q=Moscow+talks&exact=1' --exact Moscow talks
same "no other names" 'q=Moscow+mediation&no-entities=1' --no-entities Moscow mediation
is "topics alone are switched on" "$(jq -c '[.query.no_entities,.query.no_topics,(.query.entities|length),(.query.topics|length)]' "$work/served")" \
    "[true,false,0,1]"
same "no words of other languages" 'q=Moscow+mediation&no-topics' --no-topics Moscow mediation
is "names alone are" "$(jq -c '[.query.no_entities,.query.no_topics,(.query.entities|length),(.query.topics|length)]' "$work/served")" \
    "[false,true,1,0]"
get '/search?q=Bush+Congo+mediation&format=html'
ok "the page tells what was understood" grep -qF '<p class="widened">Also by other names: <b dir="auto">DR Congo</b>, not Congo (<code>@cg</code>); in other languages: <b dir="auto">mediation</b>. <a href=' "$work/body"
ok "and what may be" grep -qF '<b dir="auto">Bush</b> may be George H. W. Bush (<code>@george-h-w-bush</code>), George W. Bush (<code>@george-w-bush</code>). </p>' "$work/body"
same "an explanation" 'q=Iran+mediation&explain=1&limit=2' --explain --limit 2 Iran mediation
same "more words" 'q=Iran+mediation&expand=yes' --expand Iran mediation
same "what is dated within" 'q=Iran&from=2013&to=2015-06&dates=within' --from 2013 --to 2015-06 --dates within Iran
same "copies" 'q=Trump+pulls+out&copies=list' --copies list Trump pulls out
same "the first page of a cursor" 'q=Iran&cursor=start&limit=4' --cursor start --limit 4 Iran
same "corrected" 'q=Rssia+meditation&correct=on' --correct Rssia meditation
same "leniently" 'q=%22Iran&lenient=1' --lenient '"Iran'
same "a weight for new ones" 'q=Iran&half-life=1y&before=2025-06' --half-life 1y --before 2025-06 Iran
same "everything" 'q=*&format=jsonl&all=1' --jsonl --all '*'

same_at "similar articles" '/similar/danube-2025-03-04-mediation?limit=3&from=2012' \
    similar -i "$index" --limit 3 --from 2012 danube-2025-03-04-mediation
same_at "completion" '/complete?q=ru&kind=word,person&limit=2' complete -i "$index" --json --kind word,person --limit 2 ru
get '/complete?q=lavr' -H 'Accept: application/x-suggestions+json'
is "suggestions for the boxes of browsers" "$type $(jq -c '[.[0], (.[1] | index("lavrov")), (.[1] | length) == (.[2] | length)]' <<<"$body")" \
    'application/x-suggestions+json ["lavr",0,true]'
is "with a word on each" "$(jq -r '.[2][0]' <<<"$body")" word

get '/facets?q=Iran&facet=language'
is "/facets counts" "$(jq -c '.counted.facets[0].values[0] | [.value, .count]' <<<"$body")" \
    "$("$herald" search -i "$index" --limit 0 --facet language Iran | jq -c '.counted.facets[0].values[0] | [.value, .count]')"
is "/facets has an exact total" "$(jq '.total.exact and .total.value == .counted.articles' <<<"$body")" true
is "/facets has no hits" "$(jq '.hits | length' <<<"$body")" 0
get '/timeline?q=Iran&timeline=year'
is "/timeline counts" "$(jq '[.counted.timeline.periods[].count] | add' <<<"$body")" \
    "$(jq '.counted.timeline.dated' <<<"$body")"
get '/timeline?q=Iran'
is "/timeline is by month unless told" "$(jq -r '.counted.timeline.by' <<<"$body")" month

get '/articles/danube-2025-03-04-mediation'
"$herald" show -i "$index" danube-2025-03-04-mediation >"$work/printed"
ok "an article as herald show prints it" cmp "$work/body" "$work/printed"
get '/articles/https%3A%2F%2Fexample.org%2Fdanube-post%2Fdanube-2025-03-04-mediation'
ok "an article by its URL" cmp "$work/body" "$work/printed"
get /info
"$herald" info -i "$index" --json >"$work/printed"
ok "/info as herald info prints it" cmp "$work/body" "$work/printed"
get '/search?q=*&index=second'
is "another index by its name" "$(jq .total.value <<<"$body")" 2
get '/search?q=*&index=third'
is "an index that is not there" "$status $(jq -r .type <<<"$body")" "404 /problems/no-index"

# --- forms and headers ------------------------------------------------------------------------

get '/search?q=Iran' -H 'Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8'
is "browsers get the page" "$status $type" "200 text/html; charset=utf-8"
get '/search?q=Iran' -H 'Accept: application/atom+xml'
is "feed readers get a feed" "$status $type" "200 application/atom+xml"
ok "Atom is XML" python3 -c 'import sys,xml.dom.minidom as m; m.parse(sys.argv[1])' "$work/body"
like "Atom tells how many there are" "$body" '<opensearch:totalResults>40<'
get '/search?q=Iran' -H 'Accept: application/rss+xml'
ok "RSS is XML" python3 -c 'import sys,xml.dom.minidom as m; m.parse(sys.argv[1])' "$work/body"
like "RSS has items with a date" "$body" '<pubDate>[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20'
get '/search?q=Iran&format=json-feed&limit=3'
is "JSON Feed" "$(jq -c '[.version, (.items | length), (.items[0] | has("id") and has("content_html"))]' <<<"$body")" \
    '["https://jsonfeed.org/version/1.1",3,true]'
like "JSON Feed links to the next page" "$(jq -r .next_url <<<"$body")" "^$base/search\?.*offset=3"
get '/search?q=Iran' -H 'Accept: application/x-ndjson, application/json;q=0.5'
is "JSON Lines by another of its names" "$status $type $(md5sum <"$work/body")" "200 application/x-ndjson $("$herald" search -i "$index" --jsonl Iran | md5sum)"
ndjson=$(header ETag)
get '/search?q=Iran' -H 'Accept: application/jsonl'
is "and by its own" "$status $type" "200 application/jsonl"
ok "with a tag of its own" test "$(header ETag)" != "$ndjson"
get '/search?q=Iran' -H 'Accept: image/png'
is "no form is acceptable" "$status $type" "406 application/problem+json"
get '/search?q=Iran&format=png'
is "a format that is not there" "$status $(jq -r '.errors[0].param' <<<"$body")" "400 format"
get '/search?q=Iran&source=Herald+Wire' -H 'Accept: text/html'
like "the page leads to its feed" "$body" '<link rel="alternate" type="application/atom\+xml"[^>]* href="[^"]*/search\?q=Iran&amp;source=Herald%20Wire&amp;format=atom&amp;sort=newest"'
like "and to its box for browsers" "$body" '<link rel="search" type="application/opensearchdescription\+xml"[^>]* href="/opensearch.xml"'
get '/complete?q=a&format=csv'
is "and which there are" "$(jq -r .detail <<<"$body")" "format takes json or suggestions at this address"
# Nothing on the page is a dead end.
get '/search?q=Iran&from=x&source=Herald+Wire' -H 'Accept: text/html'
like "a wrong date leads to the search without it" "$body" '<a href="/search\?q=Iran&amp;source=Herald%20Wire">Search without <code>from</code></a>'
get '/search?q=Iran&source=Nobody' -H 'Accept: text/html'
like "a source that is not there leads to those that are" "$body" "no article is of the source &#39;Nobody&#39;</span>; <a href=\"/info\">what is indexed</a>"
get '/search?q=*&facet=person:2,country:3' -H 'Accept: text/html'
more=$(sed -n 's/.*<a href="\([^"]*\)#facet-person">and [0-9]* more<.*/\1/p' "$work/body" | sed 's/&amp;/\&/g')
listed=$(grep -c 'q=person' "$work/body")
get "$more" -H 'Accept: text/html'
is "more values of a facet, and the others as they were" "$listed $(($(grep -c 'q=person' "$work/body") > 10)) $(grep -c 'q=country' "$work/body")" "2 1 3"

# What a command says of its options is said of parameters here, to programs and on the page.
get '/search?q=Iran&cursor=x'
is "a cursor that is none" "$status $(jq -r '.detail + " / " + .errors[0].param' <<<"$body")" \
    "400 this is no cursor, or part of it was lost: begin again with cursor=start / cursor"
for wrong in cursor=x 'cursor=start&limit=10001&csv=1' from=2025\&to=2024 facet=x fields=x fields=id,id 'half-life=x' \
    bm25=x sort=x 'timeline=day&from=0001' 'cursor=start&offset=5' 'all=1&format=json' 'all=1&csv=1&facet=source' limit=--5 copies=--x time-zone=--x; do
    get "/search?q=Iran&$wrong"
    is "$wrong" "$status $(jq -r .detail <<<"$body" | sed "s/'[^']*'//" | grep -e '--[a-z]')" "400 "
    case $wrong in *csv=1* | all=1*) continue ;; esac
    get "/search?q=Iran&$wrong" -H 'Accept: text/html'
    is "$wrong, on the page" "$type $(sed "s/'[^']*'//; s/&#39;[^&]*&#39;//; s/value=\"[^\"]*\"//g; s/<code>.*<.code>//" "$work/body" | grep -e '--[a-z]')" "text/html; charset=utf-8 "
done
get '/search?q=Iran+xyzzyq+talks' -H 'Accept: text/html'
like "the page says why nothing is found" "$body" '<p class="why" dir="auto">no article matches: xyzzyq.</p>'
like "and leads to what is" "$body" '<a href="/search\?q=any(%3A|:)(%20|\+)Iran(%20|\+)OR(%20|\+)talks" dir="auto">any: Iran OR talks</a>'
get /opensearch.xml
is "OpenSearch description" "$status $type" "200 application/opensearchdescription+xml"
like "its addresses are whole" "$body" "template=\"$base/search\?q=\{searchTerms\}\""

get '/search?q=Iran&limit=5&offset=5'
like "Link: next" "$(header Link)" '</search\?q=Iran&limit=5&offset=10>; rel="next"'
like "Link: prev" "$(header Link)" '</search\?q=Iran&limit=5>; rel="prev"'
get '/search?q=Iran&limit=5' -H 'X-Request-Id: my-own.1'
is "a good request id is kept" "$(header X-Request-Id)" "my-own.1"
get '/search?q=Iran&limit=5' -H 'X-Request-Id: not "good"'
like "a bad one is replaced" "$(header X-Request-Id)" '^[0-9a-f]+-[0-9a-f]+$'
like "Cache-Control" "$(header Cache-Control)" '^public, max-age=10$'
like "Vary" "$(header Vary)" 'Accept, Accept-Encoding, Origin'

first=$(md5sum <"$work/body")
get '/search?limit=5&q=Iran'
is "the same again is the same bytes" "$(md5sum <"$work/body")" "$first"
etag=$(header ETag)
like "the tag is strong" "$etag" '^"[0-9a-f]+"$'
get '/search?limit=5&q=Iran' -H "If-None-Match: $etag"
is "the same search in another order is known" "$status $(wc -c <"$work/body")" "304 0"
is "304 repeats the tag" "$(header ETag)" "$etag"
for target in /articles/danube-2025-03-04-mediation '/similar/danube-2025-03-04-mediation' '/complete?q=ru' /info '/facets?q=Iran' \
    '/timeline?q=Iran' '/search?q=Iran&format=csv' '/search?q=Iran&format=atom' /openapi.json /assets/herald.css; do
    get "$target"
    known=$(header ETag)
    get "$target" -H "If-None-Match: \"x\", $known"
    is "304 for $target" "$status $(wc -c <"$work/body")" "304 0"
done
get '/search?limit=6&q=Iran' -H "If-None-Match: $etag"
is "another search is not" "$status" 200
get '/search?limit=5&q=Iran&format=jsonl' -H "If-None-Match: $etag"
is "nor the same in another form" "$status" 200
get '/search?limit=5&q=Iran' -H "If-None-Match: $etag" -H 'Accept-Encoding: gzip'
is "a tag of another encoding is known all the same" "$status" 304
get '/search?limit=5&q=Iran' -H 'Accept-Encoding: gzip'
is "gzip" "$(header Content-Encoding)" gzip
like "gzip has a tag of its own" "$(header ETag)" '^"[0-9a-f]+-gzip"$'
is "and holds the same" "$(gzip -dc <"$work/body" | jq -c '[.hits[].id]')" \
    "$(curl -s "$base/search?limit=5&q=Iran" | jq -c '[.hits[].id]')"
get '/search?limit=5&q=Iran' -H 'Accept-Encoding: gzip;q=0'
is "gzip refused" "$(header Content-Encoding)" ""
get '/search?q=*&format=jsonl&all=1' -H 'Accept-Encoding: gzip'
is "a download is packed, too" "$(gzip -dc <"$work/body" | wc -l)" "$("$herald" search -i "$index" --jsonl --all '*' | wc -l)"

for target in '/search?q=Iran&format=jsonl' / /info /articles/danube-2025-03-04-mediation /health /openapi.json /assets/herald.css; do
    get "$target"
    length=$(wc -c <"$work/body") whole=$status
    get "$target" -I
    is "HEAD $target" "$status $(header Content-Length)" "$whole $length"
done
get /search -X OPTIONS
is "OPTIONS" "$status $(header Allow)" "204 GET, HEAD, POST, OPTIONS"
get /search -X OPTIONS -H 'Origin: https://example.org' -H 'Access-Control-Request-Method: GET'
is "a page of that origin may ask" "$(header Access-Control-Allow-Origin)" "https://example.org"
get '/search?q=Iran&format=csv' -H 'Origin: https://example.org'
like "and read how many there are" "$(header Access-Control-Expose-Headers)" 'Herald-Total'
get '/search?q=Iran' -H 'Origin: https://evil.example'
is "another may not" "$(header Access-Control-Allow-Origin)" ""
get /info -X DELETE
is "a method that is not there" "$status $(header Allow)" "405 GET, HEAD, OPTIONS"

get '/info?index=second'
known=$body
for target in "$base/info?index=second" 'HTTP://any.example/info?index=second'; do
    get / --request-target "$target"
    is "the whole address ${target#*:}" "$status $body" "200 $known"
done
for target in "$base" "$base/" "$base?x=1" http://; do
    get / --request-target "$target"
    is "the address ${target#*:} is the first page" "$status $type" "200 text/html; charset=utf-8"
done
for target in http:/info ftp://x/info httpx://x/info info //x/info; do
    get / --request-target "$target"
    is "the address $target is none" "$status" 404
done

get /search -d 'q=Iran&limit=2'
is "POST of a form" "$status $(jq '.hits | length' <<<"$body")" "200 2"
get /search -H 'Content-Type: application/json' -d '{"q":"Iran"}'
is "POST of something else" "$status $(jq -r .type <<<"$body")" "415 /problems/media-type"

# --- problems ---------------------------------------------------------------------------------

get '/search?q=%22nuclear'
is "a wrong query" "$status $type" "400 application/problem+json"
is "its place" "$(jq -c '[.type, .errors[0].code, .errors[0].offset, .errors[0].length]' <<<"$body")" \
    '["/problems/query-syntax","unclosed-quote",0,1]'
get '/search?q=%D0%98%D1%80%D0%B0%D0%BD+%22x'
is "its place is in code points" "$(jq '.errors[0].offset' <<<"$body")" 5
get '/search?q=%22nuclear' -H 'Accept: text/html'
is "people get the nearest sensible query" "$status" 200
like "and see the mistake" "$body" '<mark class="wrong">&quot;</mark>'
for wrong in 'q=a&limit=x:limit' 'q=a&nonsense=1:nonsense' 'q=a&index-file=x:index-file' 'q=a&topics=%2Fetc%2Fpasswd:topics' \
    'q=a&query-file=%2Fetc%2Fpasswd:query-file' 'q=a&any=maybe:any' 'q=a&sort=up:sort' 'q=a&from=2025-13:from' \
    'q=a&limit=1&limit=2:limit' 'q=a&q=b:q'; do
    get "/search?${wrong%:*}"
    is "refused: ${wrong%:*}" "$status $(jq -r '[.type, .errors[0].param] | join(" ")' <<<"$body")" \
        "400 /problems/parameter ${wrong##*:}"
done
get '/search?q=a&from=&to=&source=&limit=1'
is "empty parameters of a form count as absent" "$status" 200
get '/search'
is "no query" "$status $(jq -r '.errors[0].code' <<<"$body")" "400 empty-query"
get /articles/no-such
is "no such article" "$status $(jq -r .type <<<"$body")" "404 /problems/no-article"
get /articles/x?zork=1
is "an article takes no other parameter" "$status" 400
get /problems/query-syntax
is "a problem explains itself" "$status" 200
get /nowhere
is "nowhere" "$status $(jq -r .type <<<"$body")" "404 /problems/not-found"

# --- what it tells ----------------------------------------------------------------------------

get /health
is "/health" "$status $body" "200 ok"
get /ready
is "/ready" "$status $body" "200 news ready
second ready"
get /metrics
is "/metrics" "$type" "text/plain; version=0.0.4; charset=utf-8"
like "requests are counted" "$body" 'herald_http_requests_total\{code="400",route="/search"\} [0-9]+'
like "articles are counted" "$body" 'herald_index_documents\{index="news"\} 111'
python3 - "$work/body" <<'P' >"$work/.lint" 2>&1
import re, sys
seen, types = set(), {}
text = open(sys.argv[1]).read()
assert text.endswith("\n")
for line in text.splitlines():
    if line.startswith("# TYPE"):
        _, _, name, kind = line.split()
        assert name not in types, name
        types[name] = kind
    elif not line.startswith("#"):
        match = re.fullmatch(r'([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (\S+)', line)
        assert match, line
        float(match[3])
        assert (match[1], match[2]) not in seen, line
        seen.add((match[1], match[2]))
        assert any(match[1] in (t, t + "_bucket", t + "_sum", t + "_count") for t in types), line
P
is "the text format holds" "$(cat "$work/.lint")" ""

kill -HUP "$server"
stop_serving
is "SIGTERM ends it well" "$stopped" 0
ok "each line of the log is JSON" jq -e . "$work/access.log"
is "a line for each kind" "$(jq -r 'select(.path == "/articles/no-such") | .status' "$work/access.log")" 404
is "the log does not tell queries unless told to" "$(jq -r 'select(.query)' "$work/access.log")" ""
done_testing
