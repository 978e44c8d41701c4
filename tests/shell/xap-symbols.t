#!/bin/bash
# libxap exports the functions of its headers and nothing else; each header stands alone, in C and in
# C++; each function has a comment.
. "$(dirname "$0")/tap.sh"

library=${XAP_LIBRARY:-$(dirname "$herald")/xapian-c/libxap.so}
include=$source_dir/xapian-c/include

# The names that the headers declare, sorted.
declared() {
    cat "$include"/xap/*.h | tr '\n' ' ' | grep -oE 'XAP_API [^;(]*\bxap_[a-z0-9_]+\(' |
        grep -oE 'xap_[a-z0-9_]+\($' | tr -d '(' | LC_ALL=C sort
}

# The names that the version script lets out.
mapped() {
    grep -oE 'xap_[a-z0-9_]+;' "$source_dir/xapian-c/libxap.map" | tr -d ';' | LC_ALL=C sort
}

# Headers that do not compile alone: compiler and flags, and the language.
broken() {
    local header
    for header in "$include"/xap/*.h; do
        printf '#include "xap/%s"\nint unused_;\n' "$(basename "$header")" |
            "${@:2}" -I"$include" -x "$1" -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror \
                -fsyntax-only - 2>&1 || echo "$header"
    done
}

# Functions whose declaration does not follow a comment or another declaration of its group.
undocumented() {
    awk 'FNR == 1 { last = "" }
         /^XAP_API/ && last !~ /\*\/$/ && last !~ /;$/ { print FILENAME ": " $0 }
         { last = $0 }' "$include"/xap/*.h
}

is "exports are what the headers declare" \
    "$(nm -D --defined-only "$library" | awk '{print $3}' | grep -v '^__asan\|^__odr' |
        LC_ALL=C sort)" "$(declared)"
is "the version script names what the headers declare" "$(mapped)" "$(declared)"
is "no name is declared twice" "$(declared | uniq -d)" ""
is "every function follows a comment" "$(undocumented)" ""
for compiler in gcc clang; do
    if command -v $compiler >/dev/null; then
        is "headers compile alone as C17 with $compiler" "$(broken c $compiler -std=c17)" ""
        is "headers compile alone as C++17 with $compiler" "$(broken c++ $compiler -std=c++17)" ""
    fi
done
is "in the program, xapian.h is included in xapian-c alone" \
    "$(grep -rlE '#include [<"]xapian' --include='*.[ch]' --include='*.cc' --include='*.cpp' \
        "$source_dir"/{corpus,indexer,searcher,tests} "$source_dir"/*.c 2>/dev/null)" ""
is "only internal.h includes xapian.h" \
    "$(grep -rlE '#include [<"]xapian' "$source_dir/xapian-c" | xargs -n1 basename)" "internal.h"

done_testing
