# TAP for whole-program tests in bash: source it, make checks, call done_testing.
#   herald   the program under test ($HERALD)
#   work     an empty folder of this test, removed at the end

set -u
herald=${HERALD:?HERALD must be the path of the program}
source_dir=${HERALD_SOURCE_DIR:?HERALD_SOURCE_DIR must be the path of the sources}
shared=$source_dir/../shared/data
sample=$source_dir/corpus/sample
work=$(mktemp -d)
tap_count=0
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT

# libxapian 1.4 leaks when a commit or a compaction fails. Handles that Herald forgets still count: they
# are allocated by libxap.
echo "leak:libxapian.so" >"$work/.leaks"
export LSAN_OPTIONS="suppressions=$work/.leaks:print_suppressions=0"

# ok NAME COMMAND...: passes when the command succeeds.
ok() {
    local name=$1
    shift
    tap_count=$((tap_count + 1))
    if "$@" >"$work/.out" 2>&1; then
        echo "ok $tap_count - $name"
    else
        echo "not ok $tap_count - $name"
        sed 's/^/# /' "$work/.out" | head -20
    fi
}

# is NAME GOT EXPECTED: passes when the two strings are equal.
is() {
    tap_count=$((tap_count + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $tap_count - $1"
    else
        echo "not ok $tap_count - $1"
        printf '%s\n' "got:      $2" "expected: $3" | sed 's/^/# /' | head -40
    fi
}

# like NAME GOT PATTERN: passes when the string matches the extended regular expression.
like() {
    tap_count=$((tap_count + 1))
    if printf '%s' "$2" | grep -qE -- "$3"; then
        echo "ok $tap_count - $1"
    else
        echo "not ok $tap_count - $1"
        printf '%s\n' "got:     $2" "pattern: $3" | sed 's/^/# /' | head -40
    fi
}

# exits NAME CODE COMMAND...: passes when the command ends with this code; its output is in $out, its
# messages in $messages. A sanitizer's report fails it whatever the code.
exits() {
    local name=$1 code=$2 got=0
    shift 2
    out=$("$@" 2>"$work/.messages") || got=$?
    messages=$(cat "$work/.messages")
    case $messages in
    *Sanitizer* | *"runtime error"*) got="sanitizer report" ;;
    esac
    tap_count=$((tap_count + 1))
    if [ "$got" = "$code" ]; then
        echo "ok $tap_count - $name"
    else
        echo "not ok $tap_count - $name"
        printf '%s\n' "exit code: $got, expected $code" "$messages" | sed 's/^/# /' | head -40
    fi
}

# checks_of NAME COMMAND...: a program that prints TAP itself (tap.py): its checks are this test's, and
# NAME is one more: it came to its end.
checks_of() {
    local name=$1 line
    shift
    PYTHONDONTWRITEBYTECODE=1 "$@" >"$work/.checks" 2>&1
    while IFS= read -r line; do
        case $line in
        "ok "* | "not ok "*)
            tap_count=$((tap_count + 1))
            echo "${line%%ok *}ok $tap_count - ${line#*- }"
            ;;
        1..*) ;;
        *) echo "# ${line#\# }" ;;
        esac
    done <"$work/.checks"
    ok "$name" grep -q '^1\.\.' "$work/.checks"
}

# skip NAME REASON: says that a check was left out.
skip() {
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

# require_shared FILE...: ends the test, skipped, when a file of the shared data is absent.
require_shared() {
    for tap_file in "$@"; do
        if [ ! -e "$shared/$tap_file" ]; then
            echo "1..0 # SKIP ../shared/data/$tap_file is absent"
            exit 0
        fi
    done
}

done_testing() {
    echo "1..$tap_count"
}
