#!/bin/bash
# Countries, organisations and people by any of their names, in articles and in queries.
. "$(dirname "$0")/tap.sh"

check=$source_dir/tests/shell/check-schema

# make_index: the articles of standard input as an index of their own, which search, ids and understood ask.
make_index() { index=$(mktemp -d "$work/XXXXXX")/index && "$herald" index -q -i "$index" -; }
search() { "$herald" search -i "$index" --sort oldest "$@"; }
ids() { search "$@" 2>/dev/null | jq -r '[.hits[].id]|join(" ")'; }

make_index <<'ARTICLES'
{"id":"1","source":"a","language":"en","date":"2016-03-01","title":"Kremlin speaks","body":"The Kremlin and Tehran met the French president."}
{"id":"2","source":"a","language":"ru","date":"2016-03-02","title":"Переговоры","body":"Россия и Иран ведут переговоры. Сергей Лавров прибыл."}
{"id":"3","source":"a","language":"zh","date":"2016-03-03","title":"会谈","body":"俄罗斯和伊朗举行会谈"}
{"id":"4","source":"a","language":"en","date":"2016-03-04","title":"Russia","body":"Russia and Iran talk. Moscow said so."}
{"id":"5","source":"a","language":"en","date":"2016-03-05","title":"Weather","body":"It rains in the north.","countries":["NOR"],"organisations":["Евросоюз"]}
{"id":"6","source":"a","language":"ar","date":"2011-03-05","title":"لقاء","body":"التقى الرئيس الفرنسي وزير الخارجية الإيراني"}
ARTICLES
is "index" $? 0
mentions=$index

# --- words ----------------------------------------------------------------------------------------
for query in Russia Россия 俄罗斯 'Russia Iran' 'Russia near/3 Iran' '@RU' '@russia' '@ru near/3 @ir' country:Russia country:rus \
    country:россия person:putin\ OR\ country:ru; do
    is "$query" "$(ids "$query")" "1 2 3 4"
done
is "the word alone" "$(ids =Russia)" "4"
is "--exact" "$(ids --exact Russia)" "4"
is "--exact: a field that articles declare" "$(ids --exact country:NOR)" "5"
is "--exact: nor what they mention" "$(ids --exact country:Russia)" ""
is "--exact: an entity by its sign" "$(ids --exact @ru)" "1 2 3 4"
is "nothing else in a title" "$(ids title:Russia)" "4"
is "a phrase" "$(ids '"European Union"')" "5"
is "the word that was typed comes first" "$("$herald" search -i "$index" Russia | jq -r '.hits[0].id')" "4"
is "and by another name" "$("$herald" search -i "$index" Kremlin | jq -r '.hits[0].id')" "1"
is "small letters" "$(ids russia) $(ids iran)" "1 2 3 4 6 1 2 3 4"
is "words that are no names" "$(ids polish)$(ids jordan)" ""

is "--no-entities" "$(ids --no-entities Russia)" "4"
is "a name of two words" "$(ids European Union) $(ids Sergei Lavrov) $(ids Islamic Republic of Iran)" "5 2 6 1 2 3 4"
is "with AND between" "$(ids European AND Union) $(ids 'Sergei AND Lavrov')" "5 2"
is "but not with OR" "$(ids 'European OR Union')" ""
is "but where words are joined by OR" "$(ids --any European Union) $(ids 'any: European OR Union')" "5 5"
is "a surname" "$(ids Lavrov)" "2"
is "that is another word" "$(ids May)$(ids lavrov)" ""

# --- fields ---------------------------------------------------------------------------------------
is "gov:" "$(ids gov:Russia)" "1 4"
is "region:" "$(ids 'region:"Middle East"')" "6 1 2 3 4"
is "region: by what is declared" "$(ids region:scandinavia)" "5"
is "an unknown region" "$(ids region:nowhere)" ""
is "a demonym" "$(ids country:norwegian)" "5"
is "org:" "$(ids org:EU)" "5"
is "person:" "$(ids person:Lavrov) $(ids 'person:"Sergey Lavrov"')" "2 2"
is "role: by name, in any language" "$(ids 'role:"president of France"')" "6 1"
is "role: by its holder" "$(ids 'role:"Russian foreign minister"')" "2"
is "role: of another country" "$(ids 'role:"foreign minister of Iran"')" "6"

# --- topic words ----------------------------------------------------------------------------------
make_index <<'ARTICLES'
{"id":"en","source":"t","language":"en","date":"2020-01-01","title":"x","body":"Russia offers mediation between Iran and others."}
{"id":"fr","source":"t","language":"fr","date":"2020-01-02","title":"x","body":"Les négociateurs russes en Iran."}
{"id":"ru","source":"t","language":"ru","date":"2020-01-03","title":"x","body":"Россия готова к посредничеству с Ираном."}
{"id":"ar","source":"t","language":"ar","date":"2020-01-04","title":"x","body":"وساطة روسية مع إيران"}
{"id":"fa","source":"t","language":"fa","date":"2020-01-05","title":"x","body":"میانجیگری روسیه با ایران"}
{"id":"zh","source":"t","language":"zh","date":"2020-01-06","title":"x","body":"俄罗斯调解伊朗问题"}
{"id":"uk","source":"t","language":"uk","date":"2020-01-07","title":"x","body":"Росія пропонує посередництво Ірану"}
{"id":"de","source":"t","language":"de","date":"2020-01-08","title":"x","body":"Russlands Vermittlung im iranischen Konflikt"}
{"id":"tr","source":"t","language":"tr","date":"2020-01-09","title":"x","body":"Rusya'nın İran'la arabuluculuğu"}
{"id":"es","source":"t","language":"es","date":"2020-01-10","title":"x","body":"Rusia y el mediador con Irán"}
ARTICLES
is "a topic in all languages" "$(ids Russia mediation Iran)" "en ru ar fa zh uk de tr es"
is "asked for in another" "$(ids Россия посредничество Иран)" "en ru ar fa zh uk de tr es"
is "in another form, and within nearness" "$(ids 'mediating near/6 Iran')" "en ru ar fa zh uk de tr es"
is "another topic" "$(ids negotiate)" "fr"
is "--no-topics" "$(ids --no-topics Russia посредничество)" "ru"
is "--exact" "$(ids --exact посредничество)" "ru"
is "not in a title" "$(ids title:mediation)" ""
is "the words are told" \
    "$("$herald" search -i "$index" mediation | jq -c '[.query.topics[]|[.text,([.words[]|select(.language=="ru")|.word]|length)]]')" \
    '[["mediation",3]]'
is "and marked" "$("$herald" search -i "$index" mediation --source t | jq -r '.hits[]|select(.id=="zh").snippets[0].html')" \
    "俄罗斯<mark>调解</mark>伊朗问题"
is "as are other names" "$("$herald" search -i "$index" Iran --source t | jq -r '.hits[]|select(.id=="zh" or .id=="ru").snippets[0].html' | sort | paste -sd' ')" \
    "$(printf '%s\n%s\n' "俄罗斯调解<mark>伊朗</mark>问题" "Россия готова к посредничеству с <mark>Ираном</mark>." | sort | paste -sd' ')"
is "in articles of their own language alone" "$(ids --no-topics Vermittlung) $(ids Trêve)" "de "

# Persian words that are typed apart.
make_index <<'ARTICLES'
{"id":"en","source":"t","language":"en","date":"2020-01-01","title":"x","body":"A ceasefire in the Middle East."}
{"id":"fa","source":"t","language":"fa","date":"2020-01-02","title":"x","body":"آتش‌بس در خاورمیانه"}
{"id":"fa2","source":"t","language":"fa","date":"2020-01-03","title":"x","body":"آتشبس میان کشورهای منطقه و کشورهای دیگر می‌شود"}
{"id":"fa3","source":"t","language":"fa","date":"2020-01-04","title":"x","body":"آتش در هسته‌ای"}
{"id":"en2","source":"t","language":"en","date":"2020-01-05","title":"x","body":"Nuclear talks of Theresa May and Park Geun-hye."}
ARTICLES
is "a topic typed apart" "$(ids آتش بس)" "en fa fa2"
is "and with an ending" "$(ids هسته ای)" "fa3 en2"
is "a name typed apart" "$(ids خاور میانه)" "en fa"
is "an ending typed apart is none" "$(ids کشور های)" "fa2"
is "nor is a prefix" "$(ids می شود)" "fa2"
is "--exact: as it was typed" "$(ids --exact آتش بس)$(ids --exact خاور میانه)" "fa"

# Several words side by side are one topic.
make_index <<'ARTICLES'
{"id":"en","source":"t","language":"en","date":"2020-01-01","title":"x","body":"The foreign ministers agreed on a ceasefire and an exchange of prisoners."}
{"id":"en2","source":"t","language":"en","date":"2020-01-02","title":"x","body":"The finance minister spoke of foreign trade and a fire."}
{"id":"fr","source":"t","language":"fr","date":"2020-01-03","title":"x","body":"Le ministre des Affaires étrangères veut un cessez-le-feu."}
{"id":"fr2","source":"t","language":"fr","date":"2020-01-04","title":"x","body":"Le ministre des Finances parle du feu."}
{"id":"ru","source":"t","language":"ru","date":"2020-01-05","title":"x","body":"С министром иностранных дел говорили об обмене пленными."}
{"id":"ru2","source":"t","language":"ru","date":"2020-01-06","title":"x","body":"Министр внутренних дел говорил об обмене валюты."}
{"id":"ar","source":"t","language":"ar","date":"2020-01-07","title":"x","body":"قال وزير الخارجية إن وقف إطلاق النار قريب"}
{"id":"zh","source":"t","language":"zh","date":"2020-01-08","title":"x","body":"两国外长同意停火"}
{"id":"de","source":"t","language":"de","date":"2020-01-09","title":"x","body":"Der Außenminister kündigte einen Gefangenenaustausch an."}
ARTICLES
is "two words are one topic" "$(ids foreign minister)" "en en2 fr ru ar zh de"
is "three, in Russian: not what has the words apart" "$(ids министр иностранных дел)" "en fr ru ar zh de"
is "of any form" "$(ids министру иностранных дел --language de)" "de"
is "a compound" "$(ids cease-fire)" "en fr ar zh"
is "and its words" "$(ids cease fire)" "fr ar zh"
is "prisoners" "$(ids prisoner exchange)" "en ru de"
is "told as it was typed" "$("$herald" search -i "$index" '伊朗外交部长' | jq -c '[.query.understood,.query.topics[].text]')" '["伊朗 AND 外交部 AND 长","外交部长"]'
is "in Chinese, one word that is two" "$(ids 外交部长)" "en fr ru ar de"
is "one word finds what is several elsewhere" "$(ids Außenminister) / $(ids 外长)" "en fr ru ar zh de / en fr ru ar zh de"
is "beside another" "$(ids Außenminister 停火)" "en fr ar zh"
is "in nearness" "$(ids 'Außenminister near/4 Waffenruhe') / $(ids 'Außenminister near/1 Waffenruhe')" "en fr ar zh / "
is "and among opening words" "$(ids 'first/2 Außenminister') / $(ids 'first/1 Außenminister')" "en fr ru ar zh de / "
is "for less than what was typed" "$("$herald" search -i "$index" Außenminister | jq -r '.hits[0].id')" "de"
is "and marked" "$("$herald" search -i "$index" Außenminister | jq -r '.hits[]|select(.id=="ru").snippets[0].html')" \
    "С <mark>министром</mark> <mark>иностранных</mark> <mark>дел</mark> говорили об обмене пленными."
"$herald" search -i "$index" --explain --any Außenminister ceasefire >"$work/explained"
is "explained" "$(jq '[.hits[]|((.score - ([.explain.words[].score]|add) - (.explain.window//0) - (.explain.pairs//0) - (.explain.lead//0) - (.explain.recency//0)))|fabs < 1e-4]|[all,length]|tostring' -r "$work/explained")" "[true,6]"
is "not in quotes" "$(ids '"Außenminister"')" "de"
is "--no-topics" "$(ids --no-topics foreign minister)" "en en2"
is "side by side only" "$(ids foreign OR of OR minister --language de)" ""
is "told as one" "$("$herald" search -i "$index" 'foreign minister' | jq -c '[.query.topics[]|[.text,([.words[]|select(.language=="ru")|.word])]]')" \
    '[["foreign minister",["министр иностранных дел","глава мид"]]]'

index=$mentions

# --- what was understood --------------------------------------------------------------------------
exits "told in the result" 0 search 'Congo OR @RU OR (Saudi Arabia) OR Russia OR Kremlin OR China OR Washington'
is "how words were understood" "$(printf '%s' "$out" | jq -c '[.query.entities[]|[.text,.kind,.code,.by,.alone,[.or[].code]]]')" \
    '[["Congo","country","cd","name",false,["cg"]],["RU","country","ru","code",true,[]],["Saudi Arabia","country","sa","name",false,[]],["Russia","country","ru","name",false,[]],["Kremlin","country","ru","seat",false,[]],["China","country","cn","name",false,[]],["Washington","country","us","capital",false,[]]]'
understood() { "$herald" search -i "$index" "$1" 2>/dev/null | jq -c '[.query.entities[]|[.text,.code,[.or[].code]]]'; }
is "a surname of two people names neither, and offers both" "$(understood Bush)" '[["Bush",null,["george-h-w-bush","george-w-bush"]]]'
is "one that is another word offers its bearer, one that is none names him" "$(understood 'May OR Kerry')" \
    '[["May",null,["theresa-may"]],["Kerry","john-kerry",[]]]'
is "a phrase hides the name in it" "$(understood 'Lake Chad OR (new mexico) OR (Niger Delta) OR (Prince of Wales)')" "[]"
is "but not beside it, nor in a longer name" "$(understood '(Sudan Lake Chad) OR (Papua New Guinea)' | jq -c '[.[][1]]')" '["sd","pg"]'
is "what is a region itself is that" "$(understood 'Latin America' | jq -c '[.[][1]]')" '["419"]'
is "Arabic words with the article, or others, joined to them" "$(understood 'الأوغندي OR وإيران OR للصين OR بالسلام' | jq -c '[.[][1]]')" '["ug","ir","cn"]'
is "in small letters it is a word" "$(understood bush)" "[]"
is "a given name before a name, or after one, is no country" "$(understood 'Paris Hilton OR Michael Jordan')" "[]"
is "alone, beside a word or a country, it is" "$(understood 'Paris OR (Jordan talks) OR (Paris Moscow)')" \
    '[["Paris","fr",[]],["Jordan","jo",["king-hussein-of-jordan"]],["Paris","fr",[]],["Moscow","ru",[]]]'
is "what is also a given name, in small letters, is a word" "$(understood 'jordan OR paris OR georgia OR turkey')" '[["turkey","tr",[]]]'
if python3 -c 'import jsonschema' 2>/dev/null; then
    is "valid by the schema" "$(printf '%s' "$out" | "$check" 2>&1)" ""
fi
is "nothing with --exact" "$(search --exact Russia | jq -c .query.entities)" "[]"
exits "--explain adds up" 0 search --sort relevance --explain Russia Iran
is "for every hit" "$(printf '%s' "$out" | jq '[.hits[]|((.score - ([.explain.words[].score]|add) - (.explain.window//0) - (.explain.pairs//0) - (.explain.lead//0) - (.explain.recency//0)))|fabs < 1e-4]|all')" true

# --- in words ------------------------------------------------------------------------------------
in_words() { "$herald" search -i "$index" -n 0 "$@" | jq -r .query.in_words; }
is "a name in quotes is told with its other names" "$(in_words '"Россия" -"peace talks"')" \
    'articles that hold the phrase "Россия" (or another name of Russia) and not the phrase "peace talks"'
is "not where these are not looked for" "$(in_words '"Россия"' --no-entities)" 'articles that hold the phrase "Россия"'
is "nor for a surname that may be anybody's" "$(in_words '"Bush"')" 'articles that hold the phrase "Bush"'

done_testing
