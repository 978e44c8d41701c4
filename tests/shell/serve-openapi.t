#!/bin/bash
# herald serve: /openapi.json says what it does: every route, parameter and answer is held to it.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/serve-support.sh"

"$herald" index -i "$work/news" "$sample" >/dev/null || exit 1
serve -i "$work/news" || exit 1
checks_of "the check came to its end" python3 -W ignore "$(dirname "$0")/check-openapi" "$base" "$herald"
stop_serving
is "it ends well" "$stopped" 0
done_testing
