#!/bin/bash
# herald index: adding, replacing, passing over, deleting; and what it says of bad input.
. "$(dirname "$0")/tap.sh"

articles() { "$herald" info -i "$1" --json | jq .articles; }
field() { printf '%s' "$out" | jq -r "$1"; }

# --- the sample ----------------------------------------------------------------------------------
total=$(($(wc -l <"$sample/articles.jsonl") + $(find "$sample/dispatches" -type f | wc -l)))
exits "index the sample" 0 "$herald" index -i "$work/a" --json "$sample/articles.jsonl" "$sample/dispatches"
is "every article of it is added" "$(field .added)" "$total"
is "and in the index" "$(articles "$work/a")" "$total"
exits "index it again" 0 "$herald" index -i "$work/a" --json "$sample/articles.jsonl" "$sample/dispatches"
is "nothing is added" "$(field '.added + .replaced')" 0
is "all is unchanged" "$(field .unchanged)" "$total"

# --- change, repeat, clash -----------------------------------------------------------------------
cat >"$work/one.jsonl" <<'JSON'
{"id":"1","source":"S","title":"First","body":"ceasefire signed in Geneva"}
{"id":"2","source":"S","title":"Second","body":"talks resume in Vienna"}
JSON
cat >"$work/two.jsonl" <<'JSON'
{"id":"1","source":"S","title":"First","body":"ceasefire broken in Geneva"}
{"id":"2","source":"S","title":"Second","body":"talks resume in Vienna"}
{"id":"1","source":"T","title":"Other","body":"same id, another source"}
JSON
exits "two articles" 0 "$herald" index -i "$work/b" --json "$work/one.jsonl"
exits "one changed, one unchanged, one new" 0 "$herald" index -i "$work/b" --json "$work/two.jsonl"
is "counted as such" "$(field '"\(.added) \(.replaced) \(.unchanged) \(.articles)"')" "1 1 1 3"
is "the new text is found" "$("$herald" search -i "$work/b" broken | jq -r '.hits[0].id')" 1
exits "the old text is not" 1 "$herald" search -i "$work/b" signed
cat "$work/one.jsonl" "$work/one.jsonl" >"$work/twice.jsonl"
exits "the same lines twice" 0 "$herald" index -i "$work/c" --json "$work/twice.jsonl"
is "are repeated, not clashes" "$(field '"\(.added) \(.repeated) \(.clashes)"')" "2 2 0"
cat "$work/one.jsonl" "$work/two.jsonl" >"$work/clash.jsonl"
exits "one id with two contents in one run" 0 "$herald" index -i "$work/d" --json "$work/clash.jsonl"
is "is a clash" "$(field '"\(.added) \(.repeated) \(.clashes) \(.articles)"')" "3 1 1 3"
like "which is reported by name" "$messages" "article '1' of 'S'"
is "and the last one counts" "$("$herald" search -i "$work/d" broken | jq -r '.hits[0].id')" 1
exits "the first one is gone" 1 "$herald" search -i "$work/d" signed

# --- identity without id -------------------------------------------------------------------------
cat >"$work/noid.jsonl" <<'JSON'
{"url":"https://example.org/x","title":"by address","body":"one"}
{"url":"https://example.org/x","title":"by address","body":"one, updated"}
{"title":"by content","body":"two"}
{"title":"by content","body":"three"}
{"id":"7","url":"https://example.org/x","title":"an id and the same address","body":"four"}
JSON
exits "articles without id" 0 "$herald" index -i "$work/e" --json "$work/noid.jsonl"
is "are known by url, then by content" "$(field '"\(.added) \(.clashes) \(.articles)"')" "4 1 4"
like "and told by their URL, without a source that they lack" "$messages" "article 'https://example.org/x': met before"
exits "for reading" 3 "$herald" index -i "$work/e" "$work/one.jsonl" "$work/nowhere"
like "the summary tells what was added" "$out" "added +2"
like "what of it is text, and what is stored for it" "$out" "[0-9]+ B of text, stored with the places of its words in [0-9]+ B"
like "and files that were not read" "$out" "files +1  not read, or not to the end"

# --- deleting ------------------------------------------------------------------------------------
mkdir "$work/tree"
cp "$work/one.jsonl" "$work/tree/one.jsonl"
echo '{"id":"9","source":"S","title":"Ninth","body":"summit in Oslo"}' >"$work/tree/nine.jsonl"
exits "index a folder" 0 "$herald" index -i "$work/f" --json "$work/tree"
is "with three articles" "$(field .articles)" 3
exits "and an article from elsewhere" 0 "$herald" index -i "$work/f" --json "$work/noid.jsonl"
rm "$work/tree/nine.jsonl"
exits "without --delete-missing" 0 "$herald" index -i "$work/f" --json "$work/tree"
is "nothing is deleted" "$(field '"\(.deleted) \(.articles)"')" "0 7"
exits "with it" 0 "$herald" index -i "$work/f" --json --delete-missing "$work/tree"
is "what has gone from PATH is, and nothing else" "$(field '"\(.deleted) \(.articles)"')" "1 6"
exits "it is not found any more" 1 "$herald" search -i "$work/f" Oslo
echo '{"id":' >"$work/tree/bad.jsonl"
rm "$work/tree/one.jsonl"
exits "with something unreadable in PATH" 3 "$herald" index -i "$work/f" --json --delete-missing "$work/tree"
is "nothing is deleted" "$(field '"\(.deleted) \(.articles)"')" "0 6"
rm -r "$work/tree"
exits "with PATH itself gone" 3 "$herald" index -i "$work/f" --json --delete-missing "$work/tree"
is "nothing is deleted" "$(field '"\(.deleted) \(.articles)"')" "0 6"
like "and is told how it can be" "$messages" "'$work/tree' is not there, so nothing was deleted: .* make an empty folder"
mkdir "$work/tree"
exits "with an empty folder in its place" 0 "$herald" index -i "$work/f" --json --delete-missing "$work/tree"
is "what came from there is deleted" "$(field '"\(.deleted) \(.articles)"')" "2 4"
mkdir "$work/single" && cp "$work/one.jsonl" "$work/single/"
"$herald" index -q -i "$work/f" "$work/single/one.jsonl"
rm "$work/single/one.jsonl" && mkdir "$work/single/one.jsonl"
exits "and so for a file" 0 "$herald" index -i "$work/f" --json --delete-missing "$work/single/one.jsonl"
is "its articles are deleted" "$(field '"\(.deleted) \(.articles)"')" "2 4"
exits "deleting needs a path" 2 "$herald" index -i "$work/f" --delete-missing -

# --- indexes among the files ---------------------------------------------------------------------
mkdir -p "$work/home/sub" && cp "$work/one.jsonl" "$work/home/"
cp -r "$work/b" "$work/home/sub/other" # an index of another name, deeper down
printf 'herald-index is the topic of this note\n' >"$work/home/sub/HERALD.txt"
exits "the folder that one stands in, with the default index in it" 0 bash -c "cd '$work/home' && '$herald' index --json ."
is "is indexed without the files of indexes" "$(field '"\(.added) \(.skipped_files)"')" "3 0"
is "and without a word" "$messages" ""
exits "again, with --delete-missing" 0 bash -c "cd '$work/home' && '$herald' index --json --delete-missing ."
is "finds all unchanged" "$(field '"\(.unchanged) \(.added) \(.deleted) \(.articles)"')" "3 0 0 3"
echo "HERALD is a word of this file" >"$work/home/sub/HERALD"
exits "a file HERALD that is no index's" 0 bash -c "cd '$work/home' && '$herald' index --json ."
is "is an article" "$(field .added)" 1
exits "an index that is named itself" 3 "$herald" index -i "$work/home/herald-index" "$work/b"
like "is told" "$messages" "not one of articles"

# --- standard input, gzip, mapping ---------------------------------------------------------------
gzip -c "$work/one.jsonl" >"$work/one.gz"
exits "gzip without a telling name" 0 "$herald" index -i "$work/g" --json "$work/one.gz"
is "is read" "$(field .added)" 2
exits "standard input" 0 bash -c "'$herald' index -i '$work/h' --json - <'$work/one.gz'"
is "is read, gzipped too" "$(field .added)" 2
echo '{"key":"k1","headline":"Accord reached","text":"in Doha"}' >"$work/map.jsonl"
exits "names of fields are mapped" 0 "$herald" index -i "$work/m" --map title=headline --map id=key --source Wire "$work/map.jsonl"
is "title, id and source arrive" "$("$herald" search -i "$work/m" title:accord | jq -r '.hits[0] | .id + " " + .source')" "k1 Wire"
exits "an unknown field is refused" 2 "$herald" index -i "$work/m" --map nonsense=x "$work/map.jsonl"
like "and all fields are named" "$messages" "'nonsense'; fields are: id, url, .*rights, extra"
exits "--format markdown" 2 "$herald" index -i "$work/new" --format markdown "$work/map.jsonl"
like "is told the formats" "$messages" "named 'markdown'; formats are: jsonl, reuters, smart, text \(with Markdown\)"
is "and no index is begun" "$(ls -d "$work/new" 2>/dev/null)" ""
for jobs in 0 1.7 65 -1 x; do
    exits "--jobs $jobs" 2 "$herald" index -i "$work/m" --jobs "$jobs" "$work/map.jsonl"
    like "is told the range" "$messages" "--jobs takes a whole number from 1 to 64, not '$jobs'"
done
exits "--wait soon" 2 "$herald" index -i "$work/m" --wait soon "$work/map.jsonl"
like "is told the range" "$messages" "--wait takes seconds from 0 to 1000000, not 'soon'"
exits "--memory 63M" 2 "$herald" index -i "$work/m" --memory 63M "$work/map.jsonl"
like "is told the least" "$messages" "--memory takes a size from 64M on, such as 512M, not '63M'"

# --- wrong places --------------------------------------------------------------------------------
mkdir "$work/full" && echo hello >"$work/full/notes.txt"
exits "a folder with other files is not made an index" 4 "$herald" index -i "$work/full" "$work/one.jsonl"
like "and the message says so" "$messages" "holds other files"
echo hello >"$work/file"
exits "nor is a file" 4 "$herald" index -i "$work/file" "$work/one.jsonl"
exits "a path that is not there, and no index" 1 "$herald" index -i "$work/n" --json "$work/nowhere"
like "is named" "$messages" "nowhere"
is "and no index is begun" "$(ls -d "$work/n" 2>/dev/null)" ""
exits "one that is not there beside one that is" 3 "$herald" index -i "$work/m" "$work/nowhere" "$work/one.jsonl"
exits "no path" 2 "$herald" index -i "$work/n"
exits "no index" 4 "$herald" info -i "$work/none"
exits "info takes no arguments" 2 "$herald" info -i "$work/b" extra
like "and names the first one" "$messages" "unexpected argument 'extra'"
mkdir "$work/other" && printf 'herald-index 999\ndatabase db.00000001\n' >"$work/other/HERALD"
exits "an index of another version" 5 "$herald" info -i "$work/other"
like "is told that a newer program made it" "$messages" "format 999.*: use the newer herald"
printf 'herald-index 1\ndatabase db.00000001\n' >"$work/other/HERALD"
exits "one of an older version" 5 "$herald" search -i "$work/other" x
like "is told that it has to be made again" "$messages" "format 1,.*: index the articles again"
is "once" "$(printf '%s' "$messages" | wc -l)" 0
exits "a search without an index" 4 "$herald" search -i "$work/none" x
like "is told how one is made" "$messages" "make one with 'herald index -i $work/none PATH'"
is "once" "$(printf '%s' "$messages" | wc -l)" 0
exits "an empty input makes an empty index" 0 "$herald" index -i "$work/empty" /dev/null
is "of no articles" "$(articles "$work/empty")" 0

# --- what is not ours is left alone --------------------------------------------------------------
mkdir -p "$work/mine/db.backup" && echo keep >"$work/mine/db.backup/file"
exits "a folder with a folder db.backup is no empty folder" 4 "$herald" index -i "$work/mine" "$work/one.jsonl"
is "and it is left alone" "$(cat "$work/mine/db.backup/file")" keep
cp -r "$work/b" "$work/kept" && cp -r "$work/b"/db.0* "$work/kept/db.mine"
exits "a copy of a database in an index" 0 "$herald" index -i "$work/kept" "$work/two.jsonl"
ok "is left alone, too" [ -d "$work/kept/db.mine" ]
exits "a parent that is not there" 8 "$herald" index -i "$work/no/such/index" "$work/one.jsonl"

# --- many contents of one id ---------------------------------------------------------------------
python3 -c '
import json
for n in range(300):
    print(json.dumps({"id": "live", "source": "S", "title": "take %d" % n, "body": "word%d " % n * 6000}))
' >"$work/live.jsonl"
exits "300 takes of one article in one large run" 0 "$herald" index -i "$work/live" -q "$work/live.jsonl"
is "leave one article" "$(articles "$work/live")" 1
is "the last" "$("$herald" show -i "$work/live" live | jq -r .title)" "take 299"

# --- all articles gone ---------------------------------------------------------------------------
mkdir "$work/gone" && cp "$work/one.jsonl" "$work/gone/"
"$herald" index -i "$work/z" -q "$work/gone"
: >"$work/gone/one.jsonl"
exits "everything deleted" 0 "$herald" index -i "$work/z" -q --delete-missing "$work/gone"
exits "and compacted" 0 "$herald" compact -i "$work/z"
is "leaves no stored article" "$(find "$work/z/store" -name '*.seg' | wc -l)" 0

# --- two writers ---------------------------------------------------------------------------------
mkfifo "$work/pipe"
"$herald" index -i "$work/b" - <"$work/pipe" >/dev/null 2>&1 &
exec 9>"$work/pipe"
sleep 0.5
exits "a second writer" 6 "$herald" index -i "$work/b" --wait 0.2 "$work/one.jsonl"
like "is told which process holds the index" "$messages" "process $!"
exits "a reader is not held up" 0 "$herald" search -i "$work/b" ceasefire
exec 9>&-
wait
exits "afterwards it may write" 0 "$herald" index -i "$work/b" "$work/one.jsonl"

# --- compaction ----------------------------------------------------------------------------------
exits "compact" 0 "$herald" compact -i "$work/a" --json
is "all articles are still there" "$(articles "$work/a")" "$total"
is "and readable" "$("$herald" search -i "$work/a" --limit 1 --full Iran | jq '.hits[0].article.body | length > 80')" true
exits "and known as unchanged" 0 "$herald" index -i "$work/a" --json "$sample/articles.jsonl"
is "all of them" "$(field '.added + .replaced')" 0

done_testing
