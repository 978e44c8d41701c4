#!/bin/bash
# Words of every script from the index to the page: found in another form, marked where they stand, with
# offsets in code points; and queries of stop words alone.
. "$(dirname "$0")/tap.sh"

cat >"$work/scripts.jsonl" <<'END'
{"id":"ru","source":"s","language":"ru","date":"2020-01-01","title":"x","body":"😀 В Женеве говорили о переговорах. И в этом всё."}
{"id":"uk","source":"s","language":"uk","date":"2020-01-02","title":"x","body":"Сторони виконують умови договору."}
{"id":"ar","source":"s","language":"ar","date":"2020-01-03","title":"x","body":"وصلت المساعدات لسوريا من الأمم المتحدة."}
{"id":"fa","source":"s","language":"fa","date":"2020-01-04","title":"x","body":"نمایندگان کشورهای منطقه در وین بودند."}
{"id":"tr","source":"s","language":"tr","date":"2020-01-05","title":"x","body":"Dışişleri Bakanının sözleri İSTANBUL'da yankılandı."}
{"id":"de","source":"s","language":"de","date":"2020-01-06","title":"x","body":"Minister Müller sprach über das, was sein oder nicht sein wird."}
{"id":"fr","source":"s","language":"fr","date":"2020-01-07","title":"x","body":"Il est à l’Élysée, et de là il part."}
{"id":"el","source":"s","language":"el","date":"2020-01-08","title":"x","body":"Συνάντηση στην Αθήνα και στη Γενεύη."}
{"id":"he","source":"s","language":"he","date":"2020-01-09","title":"x","body":"הסכם שָׁלוֹם נחתם היום."}
{"id":"hi","source":"s","language":"hi","date":"2020-01-10","title":"x","body":"नया क़ानून लागू हुआ।"}
{"id":"th","source":"s","language":"th","date":"2020-01-11","title":"x","body":"สวัสดีครับประเทศไทย"}
{"id":"zh","source":"s","language":"zh","date":"2020-01-12","title":"x","body":"😀 中國外交部發言人說，這是和平的事。"}
{"id":"ja","source":"s","language":"ja","date":"2020-01-13","title":"x","body":"首脳会談で新しいコンピューターを導入した。"}
{"id":"jk","source":"s","language":"ja","date":"2020-01-17","title":"x","body":"北朝鮮の核開発は東京都の外務省が非難した。"}
{"id":"ko","source":"s","language":"ko","date":"2020-01-14","title":"x","body":"러시아는 이란과 회담했다."}
{"id":"en","source":"s","language":"en","date":"2020-01-15","title":"x","body":"To be or not to be: that is the question of the day. Who are we?"}
{"id":"en2","source":"s","language":"en","date":"2020-01-16","title":"x","body":"Be not afraid, it was or will be over."}
END
"$herald" index -i "$work/index" "$work/scripts.jsonl" >/dev/null 2>"$work/.messages"

# marked QUERY ID: the pieces of the body that its offsets give, and those that its HTML marks.
marked() {
    "$herald" search -i "$work/index" "$1" --json 2>/dev/null | jq -r --arg id "$2" '
        .hits[] | select(.id == $id) | .snippets[] as $s
        | [$s.marks[] as [$at, $length] | $s.text[$at:$at + $length]],
          [$s.html | scan("<mark>(.*?)</mark>")[0] | gsub("&#39;"; "\u0027")] | join("|")' | paste -sd' '
}

# A query finds the article of the language, and marks this of it.
while IFS='|' read -r id query piece; do
    is "$id: $query" "$(marked "$query" "$id")" "$piece $piece"
done <<'END'
ru|переговоры|переговорах
uk|договір|договору
ar|سوريا|لسوريا
ar|الامم|الأمم
fa|نماینده|نمایندگان
fa|کشور|کشورهای
tr|bakan|Bakanının
tr|istanbul|İSTANBUL'da
de|Mueller|Müller
fr|elysee|l’Élysée
el|αθηνα|Αθήνα
he|שלום|שָׁלוֹם
hi|कानून|क़ानून
th|ประเทศไทย|ประเทศไทย
zh|中国外交部|中國外交部
zh|发言人|發言人
ja|コンピュータ|コンピューター
ja|会談|会談
jk|北朝鮮|北朝鮮
jk|核開発|核開発
jk|外務省|外務省
jk|東京|東京
ko|러시아|러시아는
ko|이란|이란과
END

# ids QUERY [OPTION...]: what is found, in the order of the ids.
ids() {
    "$herald" search -i "$work/index" "$@" --json | jq -r '.hits[].id' | sort | paste -sd' '
}

# Stop words are in the index, in phrases, and enough for a query.
is "en: a phrase of stop words" "$(ids '"to be or not to be"')" "en"
is "en: stop words" "$(ids 'not be')" "en en2"
is "en: one stop word" "$(ids 'the')" "en"
is "en: any of them" "$(ids --any 'we over')" "en en2"
is "en: near" "$(ids 'to near/2 be')" "en"
is "fr: stop words" "$(ids 'et de')" "fr"
is "fr: a phrase" "$(ids '"et de là il"')" "fr"
is "de: a phrase" "$(ids '"sein oder nicht sein"')" "de"
is "ru: a phrase" "$(ids '"и в этом"')" "ru"
is "ru: stop words" "$(ids 'о в и')" "ru"
is "ar: a stop word" "$(ids 'من')" "ar"
is "fa: a stop word" "$(ids 'در')" "fa"
is "tr: not there" "$(ids 've')" ""
is "zh: a stop word" "$(ids '的')" "zh"
is "ja: a stop word" "$(ids 'を')" "ja"
is "el: a stop word" "$(ids 'και')" "el"
is "he: a phrase across" "$(ids '"הסכם שלום"')" "he"

done_testing
