#!/bin/bash
# Every example of README.md and the man pages is run, and prints what the README shows.
. "$(dirname "$0")/tap.sh"

cd "$work" || exit 1
ln -s "$source_dir/corpus" corpus
mkdir bin
ln -s "$herald" bin/herald
PATH=$work/bin:$PATH
unset HERALD_INDEX
export NO_COLOR=1 PAGER=cat
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
server=""

# The lines of the README's console blocks: commands after "$ ", else output, which is shown whole but
# where a line "..." stands for any lines.
check_output() {
    local command=$1 shown=$2 real differs
    command=${command//127.0.0.1:8080/127.0.0.1:$port}
    case $command in
    'herald serve'*) # it runs beside the commands that follow
        bash -c "exec $command --listen 127.0.0.1:$port" >"$work/.serve" 2>&1 &
        server=$!
        curl -s --retry 100 --retry-delay 0 --retry-max-time 20 --retry-all-errors "http://127.0.0.1:$port/health" >/dev/null
        return
        ;;
    esac
    real=$(bash -c "$command" 2>/dev/null)
    differs=$(SHOWN=$shown REAL=$real python3 - <<'PYTHON'
import os
def lines(name):
    return os.environ[name].rstrip("\n").split("\n")
pieces, real, at = [[]], lines("REAL"), 0
for line in lines("SHOWN"):
    if line == "...":
        pieces.append([])
    else:
        pieces[-1].append(line)
for number, piece in enumerate(pieces):
    # The first piece stands at the beginning, the last at the end, the others where they are first found.
    first, last = number == 0, number == len(pieces) - 1
    places = [at] if first else range(at, len(real) - len(piece) + 1)
    if last:
        places = [place for place in places if place + len(piece) == len(real) or not piece]
    place = next((place for place in places if real[place:place + len(piece)] == piece), None)
    if place is None:
        print("not printed so, after line %d:" % at, *piece, "but:", *real[at:at + len(piece) + 1], sep="\n")
        break
    at = place + len(piece)
PYTHON
)
    is "README: $command" "$differs" ""
}

command="" shown="" inside=no
while IFS= read -r line; do
    case $inside,$line in
    no,'```console') inside=yes ;;
    yes,'```')
        check_output "$command" "$shown"
        command="" shown="" inside=no
        ;;
    yes,'$ '*)
        [ -z "$command" ] || check_output "$command" "$shown"
        command=${line#'$ '} shown=""
        ;;
    yes,*) shown=$shown$line$'\n' ;;
    esac
done <"$source_dir/README.md"

# The examples of the man pages: lines between .nf and .fi that begin with a command. They work on the
# index "news", and end with 0, or with 1 where they find nothing.
for page in "$source_dir"/docs/man/*.1; do
    while IFS= read -r line; do
        code=0
        bash -c "$line" >"$work/.out" 2>&1 </dev/null || code=$?
        ok "$(basename "$page"): $line (exit code $code)" [ "$code" -le 1 ]
    done < <(sed -n '/^\.nf/,/^\.fi/p' "$page" | sed -n 's/\\-/-/g; s/\\(aq/'"'"'/g; s/\\e/\\/g; s/^ *\(herald .*\|cat .*\|zcat .*\|printf .*\|echo .*\)$/\1/p')
done

[ -z "$server" ] || kill "$server"
done_testing
