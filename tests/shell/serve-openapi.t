#!/bin/bash
# herald serve: /openapi.json says what it does: every route, parameter and answer is held to it.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/serve-support.sh"

"$herald" index -i "$work/news" "$sample" >/dev/null || exit 1
serve -i "$work/news" || exit 1
python3 -W ignore "$(dirname "$0")/check-openapi" "$base" "$herald" >"$work/checked" 2>&1
sed '/^1\.\./d' "$work/checked"
tap_count=$(grep -cE '^(not )?ok ' "$work/checked")
ok "the check came to its end" grep -q '^1\.\.' "$work/checked"
stop_serving
is "it ends well" "$stopped" 0
done_testing
