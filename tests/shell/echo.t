#!/bin/bash
# What is echoed as understood is itself a query: fed back without any option it finds the same articles, in
# the same order, names and topics of several words among them.
. "$(dirname "$0")/tap.sh"

"$herald" index -q -i "$work/index" "$sample"
is "index" $? 0

# found QUERY...: how many articles, and which.
found() {
    "$herald" search -i "$work/index" --limit 200 --copies all --snippets 0 "$@" 2>/dev/null |
        jq -c '[.total.value, .total.exact, [.hits[].id]]'
}

# echoes QUERY...: the options stand before the query, and --any is the only one that the echo has to tell.
count=0
echoes() {
    local query=("$@") understood first
    understood=$("$herald" search -i "$work/index" --limit 0 "${query[@]}" 2>/dev/null | jq -r .query.understood)
    first=$(found "${query[@]}")
    is "$* (as: $understood)" "$(found "$understood")" "$first"
    is "and is echoed as before" \
        "$("$herald" search -i "$work/index" --limit 0 "$understood" 2>/dev/null | jq -r .query.understood)" "$understood"
    case $first in '[0,'* | '') ;; *) count=$((count + 1)) ;; esac
}

while IFS= read -r query; do
    [ -z "$query" ] || echoes "$query"
done <<'QUERIES'
Saudi Arabia
saudi arabia
Saudi Arabia Iran
Iran Saudi Arabia talks
European Union
European Union sanctions
United States
United Nations Security Council
United Arab Emirates
Sergei Lavrov
Sergey Lavrov Iran
Hassan Rouhani
Islamic Republic of Iran
Islamic Republic of Iran nuclear
foreign minister
foreign minister Russia
Russian foreign minister
prisoner exchange
prisoner exchange OR cease fire
cease fire
cease-fire Gaza
nuclear deal
министр иностранных дел
Саудовская Аравия
Европейский союз санкции
ядерная сделка
Совет Безопасности
伊朗核谈判
欧洲联盟制裁
沙特阿拉伯伊朗
俄罗斯外交部长
联合国安理会
外交部长
中美关系
عربستان سعودی
المملكة العربية السعودية
توافق هسته‌ای
any: the talks
any: the European Union
any: Saudi Arabia
any: of the and
any: +Iran talks mediation
any: Russia mediation -Iraq
any: 伊朗核谈判
any: Saudi AND Arabia talks
any: (United Nations) OR (European Union)
Saudi OR Arabia
(Saudi Arabia) OR (European Union)
Iran -(European Union)
title:(European Union)
title:Iran talks
lead:(European Union)
body:mediat* Iran
source:"Herald Wire" Iran
language:ru переговоры
country:ir Saudi Arabia
date:2023 Saudi Arabia
Saudi near/1 Arabia
Russia near/5 Iran
(Saudi OR Arabia) near/3 Iran
Iran w/s sanctions European Union
first/50 (Saudi Arabia)
atleast/2 Iran foreign minister
=Iran European Union
"European Union" sanctions
@ir Saudi Arabia
\title:x OR European Union
words:>200 European Union
Iran  European	Union
QUERIES

# What holds no word is left out.
understood() { "$herald" search -i "$work/index" --limit 0 -- "$@" 2>/dev/null | jq -r '.query.understood + (.query.warnings | map(" " + .code + "@" + (.offset|tostring)) | add // "")'; }
is "a sign" "$(understood 'Iran ~ talks')" "Iran AND talks no-word@5"
is "several, and what is around them" "$(understood '(& OR ~) Iran -& title:~')" "Iran no-word@1 no-word@6 no-word@15 no-word@23"
is "one of alternatives" "$(understood 'Iran OR (~ x y)')" "Iran OR (x AND y) no-word@9"
is "not of nearness" "$(understood 'Iran near/5 &')" "Iran near/5 & no-word@12"
echoes Iran "~" talks
echoes Saudi "&" Arabia
is "signs around words" "$(understood 'C++ 100% $5 AT&T well-known Iran?')" \
    'C++ AND 100% AND $5 AND AT&T AND well-known AND Iran? sign-in-word@0 sign-in-word@4 sign-in-word@9'
is "an entity that there is not" "$(understood '@xx @ru')" "@xx AND @ru unknown-entity@0"
is "a field that there is not has one suggestion" "$("$herald" search -i "$work/index" hlead:Iran |
    jq -c '[(.query.warnings[]|.message, .suggestion), .corrected]')" \
    "[\"no field 'hlead', so it is taken as a word; did you mean 'lead:'?\",\"lead:Iran\",null]"

# Words joined by OR, as the option says it.
echoes --any the European Union
echoes --any Saudi Arabia mediation
echoes --any to be or not
echoes --any министр иностранных дел
echoes --any -- -Iraq Saudi Arabia
ok "most of them find something ($count)" [ "$count" -ge 55 ]

done_testing
