#!/bin/bash
# Bad input, bad places, bad moments: nothing crashes, nothing committed is lost, no loss ends with 0,
# and every message names the file and says what to do.
. "$(dirname "$0")/tap.sh"

make=$source_dir/tests/shell/make-corpus
field() { printf '%s' "$out" | jq -r "$1"; }
articles() { "$herald" info -i "$1" --json | jq .articles; }
ids() { "$herald" search -i "$1" --jsonl --snippets 0 "$2" | jq -r .id | sort | paste -sd' '; }
fresh() { rm -rf "$work/x" && cp -r "$work/good" "$work/x"; }
sanitized() { grep -q __asan_init "$herald"; }

# among NAME CODES COMMAND...: passes when the command ends with one of the codes, and when it is not 0
# or 1 says why.
among() {
    local name=$1 codes=$2 code=0 verdict=good
    shift 2
    "$@" >"$work/.stdout" 2>"$work/.messages" || code=$?
    messages=$(cat "$work/.messages")
    case " $codes " in *" $code "*) ;; *) verdict="exit code $code" ;; esac
    [ "$code" -le 1 ] || [ -n "$messages" ] || verdict="exit code $code without a word"
    case $messages in *Sanitizer* | *"runtime error"*) verdict="sanitizer report" ;; esac
    is "$name" "$verdict" good
    [ "$verdict" = good ] || printf '%s\n' "$messages" | head -8 | sed 's/^/# /'
}

# told NAME PATTERN: like, for the messages as one line.
told() { like "$1" "${messages//$'\n'/ }" "$2"; }

# on INDEX COMMAND [ARGUMENT]...: run a command of herald on an index.
on() { "$herald" "$2" -i "$1" "${@:3}"; }

# Permissions bind nobody, but not root.
chmod 755 "$work"
cp "$herald" "$herald"-* "$work/"
as_nobody() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}
nobody_on() { as_nobody "$work/herald" "$2" -i "$1" "${@:3}"; }
nobody=yes
as_nobody "$work/herald" --version >/dev/null 2>&1 || nobody=

"$make" 400 1 >"$work/corpus.jsonl"
"$herald" index -q -i "$work/good" --jobs 1 "$work/corpus.jsonl"
echo '{"id":"one","source":"S","title":"First","body":"summit in Geneva"}' >"$work/one.jsonl"
echo '{"id":"two","source":"S","title":"Second","body":"summit in Vienna"}' >"$work/two.jsonl"

# --- files that are no good ----------------------------------------------------------------------
gzip -c "$work/corpus.jsonl" | head -c 60000 >"$work/cut.gz"
whole=$(zcat "$work/cut.gz" 2>/dev/null | wc -l)
exits "gzip cut off" 3 "$herald" index -i "$work/cut" --json "$work/cut.gz"
told "is reported with the file and what to do" "cut\.gz: skipped: gzip data are cut off: fetch the file again"
is "and gives every article before the cut" "$(field .added)" "$whole"
head -c 7 "$work/cut.gz" >"$work/head.gz"
exits "gzip cut off in its header" 3 "$herald" index -i "$work/cut" "$work/head.gz"
(gzip -c "$work/one.jsonl" && echo garbage) >"$work/tail.gz"
exits "garbage behind gzip" 3 "$herald" index -i "$work/cut" --json "$work/tail.gz"
is "costs nothing before it" "$(field .added)" 1

printf '{"id":"u","title":"Bad \xff\xfe bytes","body":"summit \xc3 \xed\xa0\x80 \xf5 end"}\n' >"$work/utf8.jsonl"
printf 'summit \xff plain \xc3(\n' >"$work/utf8.txt"
exits "invalid UTF-8" 0 "$herald" index -i "$work/utf8" --json "$work/utf8.jsonl" "$work/utf8.txt"
is "is replaced, with a warning for each article" "$(field '"\(.added) \(.warnings)"')" "2 2"
told "that names the file" "utf8\.jsonl:1: warning: invalid UTF-8 was replaced"
exits "it is given back" 0 "$herald" show -i "$work/utf8" u
ok "as valid UTF-8" iconv -f utf-8 -t utf-8 <<<"$out"

head -c 1000000 /dev/zero >"$work/zeros"
exits "a file of zeros" 3 "$herald" index -i "$work/zero" --json "$work/zeros" "$work/one.jsonl"
told "is named" "zeros: skipped: the file is binary"
is "others are indexed" "$(field .added)" 1
exits "an empty file" 0 "$herald" index -i "$work/zero" /dev/null

# A line of 300 MB, through a pipe.
huge() {
    cat "$work/one.jsonl"
    printf '{"id":"huge","source":"S","title":"Huge","body":"'
    head -c 300000000 /dev/zero | tr '\0' x
    printf '"}\n'
    cat "$work/two.jsonl"
}
# measured NAME CODE ARGUMENT...: runs herald with standard input; peak memory in $peak, in KB.
measured() {
    local name=$1 code=$2
    shift 2
    exits "$name" "$code" /usr/bin/time -o "$work/.peak" -f %M "$herald" "$@"
    peak=$(tail -n 1 "$work/.peak")
}
below() {
    if sanitized; then
        skip "$1" "sanitizers take memory of their own"
    else
        ok "$1: $peak KB of $2" [ "$peak" -lt "$2" ]
    fi
}
measured "a line of 300 MB" 3 index -i "$work/huge" --json - < <(huge)
told "is refused with its place, the limit and its option" "^herald index: -:2: record skipped: the record is larger than the limit of [0-9]+ bytes: see --record-limit"
is "its neighbours are indexed" "$(ids "$work/huge" summit)" "one two"
below "memory stays under 256M" 262144
measured "--record-limit is obeyed" 3 index -i "$work/limit" --record-limit 100k --json <(head -c 200000 /dev/zero | tr '\0' x)

nested() { python3 -c '
import sys
n = 100000
print("""{"id":"d","title":"deep","x":%s}""" % (sys.argv[1] * n + "1" + sys.argv[2] * n))' "$1" "$2"; }
(cat "$work/one.jsonl" && nested '[' ']' && nested '{"a":' '}' && cat "$work/two.jsonl") >"$work/deep.jsonl"
exits "nesting 100,000 deep" 3 "$herald" index -i "$work/deep" --json "$work/deep.jsonl"
told "is refused with its place and the limit" "deep\.jsonl:2: record skipped: values are nested too deeply, above the limit of 512"
is "its neighbours are indexed" "$(ids "$work/deep" summit)" "one two"
python3 -c 'print("[" * 100000 + "{\"id\":\"a\",\"title\":\"b\"}" + "]" * 100000)' >"$work/arrays.json"
exits "arrays 100,000 deep" 3 "$herald" index -i "$work/deep" "$work/arrays.json"
(cat "$work/one.jsonl" && echo '{"id":"n","title":' && cat "$work/two.jsonl") >"$work/broken.jsonl"
exits "a broken line" 3 "$herald" index -i "$work/broken" --json "$work/broken.jsonl"
is "costs itself alone" "$(ids "$work/broken" summit)" "one two"

cat >"$work/same.jsonl" <<'JSON'
{"id":"same","source":"S","title":"Earlier","body":"ceasefire in March"}
{"id":"same","source":"S","title":"Later","body":"ceasefire in April"}
{"id":"same","source":"T","title":"Other","body":"ceasefire in May"}
JSON
exits "duplicate ids" 0 "$herald" index -i "$work/same" --json "$work/same.jsonl"
is "are counted" "$(field '"\(.articles) \(.clashes)"')" "2 1"
told "and told" "article 'same' of 'S': met before in this run"
is "the last one of each source is kept" "$("$herald" search -i "$work/same" --jsonl ceasefire | jq -r .title | sort | paste -sd' ')" "Later Other"

cat >"$work/missing.jsonl" <<'JSON'
{"id":"t","title":"only a summit"}
{"id":"b","body":"only summit text"}
{"id":"neither","topics":["summit"]}
{"id":"nulls","title":null,"body":null}
{}
JSON
exits "a missing body, title, both" 3 "$herald" index -i "$work/missing" --json "$work/missing.jsonl"
is "is no loss, but an empty object is one" "$(field '"\(.added) \(.skipped) \(.warnings)"')" "4 1 2"
told "what has neither is told" "missing.jsonl:3: warning: the article has neither title nor body"
is "what there is is found" "$(ids "$work/missing" summit)" "b t"

cat >"$work/languages.jsonl" <<'JSON'
{"id":"a","title":"summit one","language":"Français"}
{"id":"b","title":"summit two","language":"en_GB"}
{"id":"c","title":"summit three","language":"Klingonish"}
{"id":"d","title":"summit four","language":"Klingonish"}
{"id":"e","title":"summit five","language":"xx"}
JSON
exits "languages in all forms" 0 "$herald" index -i "$work/languages" --json "$work/languages.jsonl"
is "one that is none is told once in a row" "$(field .warnings)" 2
told "with its place" "languages.jsonl:3: warning: no language is known as 'Klingonish'"
is "others become tags" "$(for id in a b c; do "$herald" show -i "$work/languages" --json $id | jq -r .language; done | paste -sd' ')" "fr en-GB Klingonish"
is "which are searched by" "$(for code in fr en; do "$herald" search -i "$work/languages" --jsonl --language $code summit; done | jq -r .id | paste -sd' ')" "a b c d"
exits "no language" 2 "$herald" index -i "$work/languages" --language Klingonish "$work/languages.jsonl"
told "is named" "no language is known as 'Klingonish'"

python3 -c '
for i, date in enumerate(["2025-02-30", "2025-13-01", "0000-00-00", "1900-02-29", "yesterday", "9" * 40]):
    print("""{"id":"d%d","title":"dated","published":"%s"}""" % (i, date))
print("""{"id":"leap","title":"dated","published":"2024-02-29"}""")' >"$work/dates.jsonl"
exits "dates that do not exist" 0 "$herald" index -i "$work/dates" --json "$work/dates.jsonl"
is "are no loss, but told" "$(field '"\(.added) \(.warnings)"')" "7 6"
told "with the place and the text" "dates\.jsonl:1: warning: field 'published' holds no date: '2025-02-30'"
is "only the real one is a date" "$("$herald" search -i "$work/dates" --from 0001 --jsonl dated | jq -r .id)" leap
is "the text is kept" "$("$herald" show -i "$work/dates" d4 | jq -r '.published // .extra.published')" yesterday
exits "nor may a query have them" 2 "$herald" search -i "$work/dates" --from 2025-02-30 dated

# --- trees ---------------------------------------------------------------------------------------
mkdir -p "$work/loop/a/b" && cp "$work/one.jsonl" "$work/loop/a/b"
ln -s .. "$work/loop/a/up" && ln -s "$work/loop" "$work/loop/a/b/root" && ln -s me "$work/loop/me"
ln -s nowhere "$work/loop/dangling" && mkfifo "$work/loop/pipe"
exits "a directory loop" 3 timeout 20 "$herald" index -i "$work/looped" --json "$work/loop"
is "ends, each file once" "$(field '"\(.added) \(.repeated) \(.skipped_files)"')" "1 0 3"
told "loops are named" "loop/a/up: warning: this directory has been read by another way"
told "so are links to nowhere" "loop/dangling: skipped: cannot open: no such file or directory"
told "and pipes" "loop/pipe: skipped: not a regular file"

mkdir "$work/names" && cp "$work/one.jsonl" "$work/names/new"$'\n'"line.jsonl"
cp "$work/two.jsonl" "$work/names/"$'\xff\xfe.jsonl'
echo '{"id":' >"$work/names/bad"$'\n\xff\e[31m'".jsonl"
long=$(printf 'n%.0s' {1..250})
echo '{"id":' >"$work/names/$long.txtx"
exits "names with newlines and invalid UTF-8, long names" 3 "$herald" index -i "$work/named" --json "$work/names"
is "are read" "$(field .added)" 2
is "and reported, a line each" "$(printf '%s\n' "$messages" | grep -c '^herald index: .*: record skipped: ')" 2
ok "of printable UTF-8" python3 -c 'import sys; sys.exit(not sys.argv[1].replace("\n", "").isprintable())' "$messages"
exits "an index with such a name" 0 "$herald" index -q -i "$work/i"$'\n\xff' "$work/one.jsonl"
exits "is searched" 0 "$herald" search -i "$work/i"$'\n\xff' summit
ok "and its JSON is valid UTF-8" bash -c '"$1" info --json -i "$2" | iconv -f utf-8 -t utf-8 | jq -e .articles' _ "$herald" "$work/i"$'\n\xff'
deep=$work/deeper && (mkdir "$deep" && cd "$deep" && for _ in {1..150}; do mkdir "$long" && cd "$long"; done) 2>/dev/null
exits "folders nested beyond the limit" 3 "$herald" index -i "$work/nest" --json "$deep"
exits "a path that is too long" 2 "$herald" index -i "$(printf '/x%.0s' {1..3000})" "$work/one.jsonl"
told "is told with the limit" "path over 4095 bytes"
(cd "$work" && for _ in {1..150}; do cd deeper 2>/dev/null || cd "$long" || break; done; true)

# --- places --------------------------------------------------------------------------------------
if [ -n "$nobody" ]; then
    mkdir "$work/shut" "$work/shut/folder" "$work/mine" && chmod 777 "$work/mine"
    cp "$work/one.jsonl" "$work/shut/ok.jsonl" && cp "$work/two.jsonl" "$work/shut/secret.jsonl"
    chmod 000 "$work/shut/secret.jsonl" "$work/shut/folder"
    exits "unreadable files and folders" 3 as_nobody "$work/herald" index -i "$work/mine/i" --json "$work/shut"
    is "cost themselves alone" "$(field '"\(.added) \(.skipped_files)"')" "1 2"
    told "and are named" "shut/secret\.jsonl: skipped: cannot open: permission denied"
    mkdir -m 555 "$work/locked"
    exits "a folder where no index can be made" 8 as_nobody "$work/herald" index -i "$work/locked/i" "$work/one.jsonl"
    told "is named" "cannot make folder '.*/locked/i': permission denied"
    fresh && mkdir "$work/closed" && mv "$work/x" "$work/closed/i" && chmod 000 "$work/closed"
    for command in "search summit" "show 5" "info" "compact" "index $work/one.jsonl"; do
        # shellcheck disable=SC2086 # the words of the command
        exits "no permission to the index: ${command%% *}" 8 nobody_on "$work/closed/i" $command
        told "says so" "closed/i/HERALD': permission denied"
    done
    chmod 755 "$work/closed"
    fresh && chmod -R a-w "$work/x"
    exits "a read-only index is searched" 0 as_nobody "$work/herald" search -i "$work/x" Russia
    exits "shown" 0 as_nobody "$work/herald" show -i "$work/x" 5
    exits "told of" 0 as_nobody "$work/herald" info -i "$work/x"
    exits "not indexed into" 8 as_nobody "$work/herald" index -i "$work/x" "$work/one.jsonl"
    told "which is said, with the file and what it takes" "x/LOCK': permission denied.*right to read the index"
    exits "nor compacted" 8 as_nobody "$work/herald" compact -i "$work/x"
    chmod -R u+w "$work/x"
    if [ "$(id -u)" -eq 0 ]; then
        chown -R 65534 "$work/x" && chmod 444 "$work/x"/db.*/*
        chown 0 "$work/x"/db.*/flintlock
        exits "one file without the right to write" 8 as_nobody "$work/herald" index -i "$work/x" "$work/one.jsonl"
        told "is no other writer" "permission denied|Permission denied"
    fi
else
    skip "permissions" "user nobody cannot run $herald"
fi
mkdir "$work/other" && echo hello >"$work/other/notes"
for command in "search summit" "show 5" "info" "compact"; do
    # shellcheck disable=SC2086
    exits "a folder that is no index: ${command%% *}" 4 on "$work/other" $command
    told "is told" "other' is not an index"
done
exits "a file that is no index" 4 "$herald" search -i "$work/one.jsonl" summit
told "is told as well" "one\.jsonl' is a file, not an index"

# --- damage --------------------------------------------------------------------------------------
# Overwrite LENGTH random bytes at a place that SEED decides.
garble() { python3 -c '
import os, random, sys
path, length, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng, size = random.Random(seed), os.path.getsize(path)
with open(path, "r+b") as file:
    file.seek(rng.randrange(max(1, size - length)))
    file.write(bytes(rng.randrange(256) for _ in range(min(size, length))))' "$@"; }

for table in postlist docdata termlist; do
    for harm in empty half garbage; do
        fresh
        file=$(ls "$work/x"/db.*/$table.glass)
        case $harm in
        empty) truncate -s 0 "$file" ;;
        half) truncate -s $(($(stat -c %s "$file") / 2)) "$file" ;;
        garbage) for seed in 1 2 3; do garble "$file" 3000 $seed; done ;;
        esac
        # libxapian 1.4 has no checksums and may read past the end of a block of garbage: not always a
        # crash, but always a report of AddressSanitizer. Only its check is made for garbage.
        if [ $harm != garbage ] || ! sanitized; then
            among "$table $harm: search" "0 7" "$herald" search -i "$work/x" --limit 100 'Iran "talks" OR cease-fire'
            among "$table $harm: show" "0 7" "$herald" show -i "$work/x" 5
            among "$table $harm: info" "0 7" "$herald" info -i "$work/x"
            among "$table $harm: index" "0 7" "$herald" index -i "$work/x" "$work/one.jsonl"
        fi
        if [ "$table $harm" = "position garbage" ] || [ "$table $harm" = "postlist garbage" ]; then
            # Where no block's frame is hit, positions and values are only wrong, and libxapian has no checksums.
            among "$table $harm: compact" "0 7" "$herald" compact -i "$work/x"
            continue
        fi
        exits "$table $harm: compact" 7 "$herald" compact -i "$work/x"
        told "names it and says what to do" "x/db\.[0-9]+'.*index the articles again"
    done
done
for harm in empty half garbage; do
    fresh
    file=$(ls "$work/x"/db.*/iamglass)
    case $harm in
    empty) truncate -s 0 "$file" ;;
    half) truncate -s 20 "$file" ;;
    garbage) head -c 120 /dev/urandom >"$file" ;;
    esac
    exits "iamglass $harm" 7 "$herald" search -i "$work/x" Iran
    told "names it and says what to do" "x/db\.[0-9]+'.*index the articles again"
done
fresh && rm -r "$work/x"/db.*
exits "no database" 7 "$herald" search -i "$work/x" Iran
for text in "" garbage "herald-index 4" $'herald-index 4\ndatabase \n'; do
    fresh && printf '%s' "$text" >"$work/x/HERALD"
    for command in "search Iran" "info" "compact" "index $work/one.jsonl"; do
        # shellcheck disable=SC2086
        exits "HERALD holds '${text//$'\n'/ }': ${command%% *}" 7 on "$work/x" $command
    done
    told "names it and says what to do" "x/HERALD' is damaged.*restore it"
done
fresh && printf 'herald-index 4\ndatabase db.00000077\n' >"$work/x/HERALD"
exits "HERALD names another database" 7 "$herald" search -i "$work/x" Iran
exits "which is not made up for" 7 "$herald" index -i "$work/x" "$work/one.jsonl"
ok "nor is the real one removed" [ -e "$work/x/db.00000001/iamglass" ]

# Overwrite four bytes within the last block of one of the KINDS in a segment (docs/format.md).
harm_block() { python3 -c '
import sys
path, kinds = sys.argv[1], sys.argv[2].encode()
data = open(path, "rb").read()
def varint(at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at
at = place = 0
while at < len(data):
    kind, (packed, rest) = data[at + 4], varint(at + 5)
    rest = varint(rest)[1]
    rest = varint(rest)[1] if kind == ord("P") else rest
    place = rest + packed // 2 if kind in kinds else place
    at = rest + packed
with open(path, "r+b") as file:
    file.seek(place)
    file.write(bytes(byte ^ 255 for byte in data[place:place + 4]))' "$@"; }

# One article of the store.
fresh
size=$(stat -c %s "$work/x/store/00000001.seg")
harm_block "$work/x/store/00000001.seg" AP
exits "a damaged article among the hits" 7 "$herald" search -i "$work/x" --limit 400 '*'
victim=$(field '.hits[] | select(.error) | .id')
is "is one" "$(field '[.hits[] | select(.error)] | length')" 1
is "all others are whole" "$(field '[.hits[] | select(.error | not) | .title | length > 0] | all')" true
told "it is reported by id, with its file" "article '$victim': .*store/00000001\.seg' is damaged"
exits "asked for by id" 7 "$herald" show -i "$work/x" "$victim"
exits "as text" 7 "$herald" search -i "$work/x" --text --limit 400 '*'
like "it has its id as well" "$out" "\(damaged\) $victim"
exits "one more run does not see it" 0 "$herald" index -i "$work/x" --json "$work/corpus.jsonl"
exits "compaction reports it" 7 "$herald" compact -i "$work/x" --json
is "and counts it" "$(field .damaged)" 1
told "by id" "article '$victim' is damaged"
exits "and lets the next run replace it" 0 "$herald" index -i "$work/x" --json "$work/corpus.jsonl"
is "it alone" "$(field '"\(.replaced) \(.unchanged) \(.articles)"')" "1 399 400"
exits "then it is whole" 0 "$herald" show -i "$work/x" "$victim"
exits "as are all" 0 "$herald" search -i "$work/x" --limit 400 '*'

# Where the words of that article stand.
fresh && harm_block "$work/x/store/00000001.seg" B
exits "damaged positions are not missed where none are asked for" 0 "$herald" search -i "$work/x" --limit 400 '*'
words=$("$herald" show -i "$work/x" "$victim" | jq -r .title | grep -oE '[A-Za-z]+ [A-Za-z]+' | head -1)
exits "a phrase that needs them: $words" 7 "$herald" search -i "$work/x" "\"$words\""
told "says which file" "store/00000001\.seg' is damaged"
exits "ranking does without them" 0 "$herald" search -i "$work/x" --any "$words"
exits "compaction reports the article" 7 "$herald" compact -i "$work/x" --json
told "by id" "article '$victim' is damaged"
exits "and lets the next run replace it" 0 "$herald" index -i "$work/x" --json "$work/corpus.jsonl"
is "it alone" "$(field '"\(.replaced) \(.unchanged) \(.articles)"')" "1 399 400"
exits "then the phrase is found" 0 "$herald" search -i "$work/x" "\"$words\""

fresh && truncate -s $((size / 2)) "$work/x/store/00000001.seg"
exits "half a segment" 7 "$herald" search -i "$work/x" --limit 400 '*'
ok "leaves half of the articles" [ "$(field '[.hits[] | select(.error | not)] | length')" -gt 150 ]
exits "compaction keeps them" 7 "$herald" compact -i "$work/x"
exits "another run brings the others back" 0 "$herald" index -q -i "$work/x" "$work/corpus.jsonl"
exits "all of them" 0 "$herald" search -i "$work/x" --limit 400 '*'
fresh && rm "$work/x/store/00000001.seg"
exits "a segment is gone" 7 "$herald" show -i "$work/x" 5
told "it is named" "store/00000001\.seg"
exits "compaction does not give it up" 7 "$herald" compact -i "$work/x"
is "and leaves all as it was" "$(articles "$work/x")" 400

# --- a full disk ---------------------------------------------------------------------------------
if [ "$(id -u)" -eq 0 ] && mkdir "$work/disk" && mount -t tmpfs -o size=5m tmpfs "$work/disk" 2>/dev/null; then
    trap 'umount "$work/disk"; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
    "$make" 1000 5 | sed 's/"source": "Made Up/"source": "More/' >"$work/more.jsonl"
    cp -r "$work/good" "$work/disk/i"
    before=$(ids "$work/disk/i" Russia)
    exits "a disk that gets full in a commit" 8 "$herald" index -i "$work/disk/i" "$work/more.jsonl"
    told "is told, with the file and what to do" "disk/i['/].*no space left.*make room.*; what was committed is kept$"
    is "what was committed is there" "$(ids "$work/disk/i" Russia | tr ' ' '\n' | sort -u | wc -l)" "$(tr ' ' '\n' <<<"$before" | sort -u | wc -l)"
    ok "all 400 of it" [ "$(articles "$work/disk/i")" -ge 400 ]
    mount -o remount,size=100m "$work/disk"
    exits "with room made the same run goes on" 0 "$herald" index -i "$work/disk/i" "$work/more.jsonl"
    is "to the end" "$(articles "$work/disk/i")" 1400
    used=$(du -sk "$work/disk/i" | cut -f1)
    mount -o remount,size=$((used + 2000))k "$work/disk"
    exits "a disk that gets full in a compaction" 8 "$herald" compact -i "$work/disk/i"
    told "is told, with the file and what to do" "disk/i['/].*no space left.*make room"
    ok "what it wrote is taken back" [ "$(du -sk "$work/disk/i" | cut -f1)" -le "$used" ]
    is "the index is as before" "$(articles "$work/disk/i")" 1400
    rm -rf "$work/disk/i"
    "$make" 7300 6 >"$work/large.jsonl" # over 8 MB: by parts
    wrong="" merges=0 least=0
    for size in 50 60 70 80 90 100 110 120 130 140 300; do # the disk gets full later and later
        mount -o remount,size=${size}m "$work/disk"
        code=0
        messages=$("$herald" index -q -i "$work/disk/i" "$work/large.jsonl" 2>&1) || code=$?
        [ "$code" -eq 0 ] && break
        [ "$code" -eq 8 ] || wrong="$wrong $size: $code $messages"
        [[ $messages == *disk/i*"no space left"*"make room"* ]] || wrong="$wrong $size: $messages"
        [[ $messages != *"/db."* ]] || merges=$((merges + 1))
        now=$(articles "$work/disk/i") && [ "$now" -ge "$least" ] || wrong="$wrong $size: $least articles, now $now"
        least=$now
    done
    is "a disk that gets full in parts and merges ends each run with 8, naming the file" "$wrong" ""
    ok "in merges as well: $merges" [ "$merges" -gt 0 ]
    is "with room made the run goes on to the end" "$code $(articles "$work/disk/i")" "0 7300"
    umount "$work/disk"
    trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
else
    echo "# SKIP a full disk: needs root and tmpfs"
    skip "a full disk" "needs root and tmpfs"
fi

# --- moments -------------------------------------------------------------------------------------
# A run that waits in the middle of its input.
mkfifo "$work/pipe"
begin() { # INDEX
    "$herald" index -i "$1" --json - <"$work/pipe" >"$work/.summary" 2>"$work/.log" &
    pid=$!
    exec 9>"$work/pipe"
    cat "$work/corpus.jsonl" >&9
    sleep 0.5
}
fresh
begin "$work/x"
exits "a second indexer" 6 "$herald" index -i "$work/x" --wait 0.2 "$work/one.jsonl"
told "is told of the first and what to do" "process $pid.*wait for it, or give --wait"
"$herald" index -i "$work/x" -q --wait 60 "$work/one.jsonl" 9>&- &
second=$!
exits "a reader is not held up" 0 "$herald" search -i "$work/x" Russia
cat "$work/two.jsonl" >&9
exec 9>&-
wait "$pid"
is "the first one ends well" $? 0
wait "$second"
is "so does one that waits" $? 0
is "both have written" "$(ids "$work/x" summit | tr ' ' '\n' | grep -cx -e one -e two)" 2
begin "$work/x"
timeout --foreground --preserve-status -s INT 0.5 "$herald" index -i "$work/x" --wait 60 "$work/one.jsonl" >/dev/null 2>&1 9>&-
is "SIGINT ends the waiting" $? 9
exec 9>&-
wait "$pid"

begin "$work/stopped"
kill -INT "$pid"
wait "$pid"
is "SIGINT in a run" $? 9
exec 9>&-
is "ends with a summary" "$(jq -r '"\(.interrupted) \(.articles == .added) \(.articles > 0)"' "$work/.summary")" "true true true"
is "of what is in the index" "$(articles "$work/stopped")" "$(jq .articles "$work/.summary")"
exits "which is usable" 0 "$herald" search -i "$work/stopped" Russia
exits "and completed by the same run" 0 "$herald" index -i "$work/stopped" --json "$work/corpus.jsonl"
is "all of it" "$(field .articles)" 400
begin "$work/stopped"
kill -TERM "$pid"
wait "$pid"
is "SIGTERM does the same" $? 9
exec 9>&-

fresh
for number in {1..8}; do echo "{\"id\":\"r$number\",\"source\":\"R\",\"body\":\"Russia\"}" >"$work/r$number.jsonl"; done
(for number in {1..8}; do "$herald" index -q -i "$work/x" "$work/r$number.jsonl"; done && "$herald" compact -i "$work/x" >/dev/null) &
pid=$!
failed="" searches=0
while kill -0 "$pid" 2>/dev/null; do
    "$herald" search -i "$work/x" --limit 50 Russia >/dev/null 2>"$work/.log" || failed="$failed $?:$(cat "$work/.log")"
    searches=$((searches + 1))
done
wait "$pid"
is "eight runs and a compaction beside a reader" $? 0
is "which never fails ($searches searches)" "$failed" ""

# --- streams -------------------------------------------------------------------------------------
fresh
closed() { "$@" >&-; }
for command in "search Russia" "search --jsonl Russia" "show 5" "info" "info --json" "compact" "index --json $work/one.jsonl"; do
    # shellcheck disable=SC2086
    exits "stdout closed: ${command%"$work"*}" 8 closed on "$work/x" $command
    told "is told" "cannot write"
done
full() { "$@" >/dev/full; }
for command in "search Russia" "info" "show 5" "index --json $work/one.jsonl"; do
    # shellcheck disable=SC2086
    exits "a full device: ${command%"$work"*}" 8 full on "$work/x" $command
    told "is told" "cannot write.* no space left on device"
    told "and what to do" "  make room and run the same command again(; what was committed is kept)?$"
    [ "${command%% *}" = index ] || is "without a word of commits" "$(grep committed <<<"$messages")" ""
done
for command in "--help" "--version" "index --help" "search --help"; do
    # shellcheck disable=SC2086
    exits "a full device: $command" 8 full "$herald" $command
done
bash -c '"$1" search -i "$2" --jsonl --full --limit 400 "*" | head -n 1 >/dev/null; exit "${PIPESTATUS[0]}"' _ "$herald" "$work/x"
is "a reader that has gone is no failure" $? 0
bash -c '"$1" info -i "$2" --json | true; exit "${PIPESTATUS[0]}"' _ "$herald" "$work/x"
is "nor for info" $? 0
echo '{"id":' >"$work/warned.jsonl"
"$herald" index -i "$work/mute" "$work/corpus.jsonl" "$work/warned.jsonl" <&- >&- 2>&-
is "all streams closed: the run ends as it would" $? 3
"$herald" index -i "$work/mute" --json "$work/one.jsonl" "$work/warned.jsonl" <&- >&- 2>&-
exits "and no message stands in the index" 0 "$herald" search -i "$work/mute" --limit 500 '*'
is "which is whole" "$(field '.hits | length')" 401
ok "file by file" bash -c '! grep -rlaE "record skipped|\"interrupted\"" "$1"' _ "$work/mute"

# --- little of everything ------------------------------------------------------------------------
limited() { # LIMIT COMMAND...: with ulimit
    local limit=$1
    shift
    # shellcheck disable=SC2086
    bash -c 'ulimit '"$limit"' && exec "$@"' _ "$@"
}
exits "20 open files: index" 0 limited "-n 20" "$herald" index -q -i "$work/few" --jobs 1 "$work/corpus.jsonl"
exits "search" 0 limited "-n 20" "$herald" search -i "$work/few" Russia
exits "compact" 0 limited "-n 20" "$herald" compact -i "$work/few"
for files in 6 8 10 12 14; do
    rm -rf "$work/fewer"
    among "$files open files: index" "0 8" limited "-n $files" "$herald" index -i "$work/fewer" "$work/corpus.jsonl"
    [ -z "$messages" ] || told "says so" "too many open files"
    fresh
    among "$files open files: compact" "0 8" limited "-n $files" "$herald" compact -i "$work/x"
    is "loses nothing" "$(articles "$work/x")" 400
done
if sanitized; then
    skip "little memory" "sanitizers reserve terabytes"
else
    for kilobytes in 100000 200000 250000; do # with less than 80,000, libraries fail before main()
        rm -rf "$work/small"
        among "$kilobytes KB of memory: index" "0 8 10" limited "-v $kilobytes" "$herald" index -i "$work/small" "$work/corpus.jsonl"
        fresh
        among "$kilobytes KB of memory: search" "0 8 10" limited "-v $kilobytes" "$herald" search -i "$work/x" Russia
        among "$kilobytes KB of memory: compact" "0 8 10" limited "-v $kilobytes" "$herald" compact -i "$work/x"
        is "loses nothing" "$(articles "$work/x")" 400
    done
fi
exits "a word of 100,000 bytes" 1 "$herald" search -i "$work/good" "$(head -c 100000 /dev/zero | tr '\0' q)"
yes Iran | head -n 5000 >"$work/words"
exits "5000 words" 2 "$herald" search -i "$work/good" --query-file "$work/words"
told "are told with the limit" "more than 4096 words"
yes 'Iran talks' | head -c 300000 >"$work/words"
exits "a query of 300,000 bytes" 2 "$herald" search -i "$work/good" --query-file "$work/words"
python3 -c 'print("(" * 5000 + "Iran" + ")" * 5000)' >"$work/words"
exits "5000 parentheses" 2 "$herald" search -i "$work/good" --query-file "$work/words"
python3 -c '
import json
print(json.dumps({"id": "x" * 1000000, "title": "long id", "body": "summit"}))
print(json.dumps({"id": "s", "source": "s" * 100000, "body": "summit " + "w" * 100000}))
print(json.dumps({"url": "http://" + "y" * 300000, "topics": ["t" * 1000] * 1000, "title": "summit " * 50000}))' >"$work/long.jsonl"
exits "very long ids, sources, addresses, words, titles" 0 "$herald" index -i "$work/lengthy" --json "$work/long.jsonl"
exits "are found" 0 "$herald" search -i "$work/lengthy" summit
is "all of them" "$(field '.hits | length')" 3
is "and whole" "$(field '[.hits[].id | select(.) | length] | max')" 1000000
exits "also by id" 0 "$herald" show -i "$work/lengthy" s
exits "an id of 100,000 bytes that is not there" 1 "$herald" show -i "$work/lengthy" "$(head -c 100000 /dev/zero | tr '\0' x)"

large() { # COUNT BYTES: articles of prose
    python3 -c '
import json, random, sys
words = " ".join(json.loads(line)["body"] for line in open(sys.argv[1])).split()
for number in range(int(sys.argv[2])):
    random.Random(number).shuffle(words)
    body = " ".join(words)
    while len(body) < int(sys.argv[3]): body += " " + body
    print(json.dumps({"id": str(number), "source": "L", "title": "Large", "body": body[:int(sys.argv[3])]}))' "$work/corpus.jsonl" "$@"
}
large 4 3000000 >"$work/large.jsonl"
measured "--memory 64M with articles of 3 MB" 0 index -q -i "$work/tight" --memory 64M "$work/large.jsonl"
is "indexes them" "$(articles "$work/tight")" 4
below "and hardly more is taken" 102400
measured "--jobs 64" 0 index -q -i "$work/many" --jobs 64 "$work/large.jsonl" "$work/corpus.jsonl"
is "indexes all" "$(articles "$work/many")" 404
below "and memory stays under 256M" 262144
large 2 20000000 >"$work/large.jsonl"
measured "articles of 20 MB" 0 index -q -i "$work/vast" "$work/large.jsonl"
below "memory stays under 256M" 262144

done_testing
