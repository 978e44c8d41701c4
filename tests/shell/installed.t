#!/bin/bash
# Herald as it is installed: its programs find each other, and say so where they do not.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/serve-support.sh"

exits "it is installed" 0 cmake --install "$(dirname "$herald")" --prefix "$work/usr"
herald=$work/usr/bin/herald
printf '{"id":"1","source":"Wire","title":"Talks","body":"Envoys met in Vienna."}\n' >"$work/one.jsonl"
exits "it indexes" 0 "$herald" index -q -i "$work/news" "$work/one.jsonl"
exits "and searches" 0 "$herald" search -i "$work/news" Vienna
ln -s "$herald" "$work/link"
exits "through a link" 0 "$work/link" index -i "$work/news" "$work/one.jsonl"
exits "and by a relative name" 0 env -C "$work/usr" bin/herald index -i "$work/news" "$work/one.jsonl"
serve -i "$work/news" && get '/search?q=vienna'
is "it serves" "$status" 200
like "under its name" "$(tr '\0' ' ' <"/proc/$server/cmdline")" "^herald serve -*"
stop_serving
is "and ends" "$stopped" 0
for page in herald.1 herald-index.1 herald-query.7; do
    ok "the manual has $page" [ -s "$work/usr/share/man/man${page##*.}/$page" ]
done
ok "the shell completes" [ -s "$work/usr/share/bash-completion/completions/herald" ]
ok "libxap has its .pc" [ -n "$(find "$work/usr" -name 'xap.pc')" ]

mv "$work/usr/libexec/herald/herald-index" "$work/kept"
exits "a part that is missing" 10 "$herald" index -i "$work/news" "$work/one.jsonl"
like "is named" "$messages" "cannot start '.*libexec/herald/herald-index', a part of Herald"
exits "the others work" 0 "$herald" search -i "$work/news" Vienna
done_testing
