#include "indexer/language/language.h"

#include "indexer/language/light_stem.h"

/* By id. Ids are for arrays in memory: nothing on disk depends on them. */
static const struct language languages[] = {
    {"", NULL, NULL, SCRIPT_OTHER, SCRIPT_OTHER, ""},
    {"ar", "arabic", NULL, SCRIPT_ARABIC, SCRIPT_ARABIC, " arabic ara arb "},
    {"ca", "catalan", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " catalan cat "},
    {"da", "danish", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " danish dan "},
    {"de", "german", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " german deu ger "},
    {"en", "english", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " english eng "},
    {"es", "spanish", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " spanish spa "},
    {"eu", "basque", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " basque eus baq "},
    {"fa", NULL, stem_persian, SCRIPT_ARABIC, SCRIPT_ARABIC,
     " persian farsi dari fas per pes prs "},
    {"fi", "finnish", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " finnish fin "},
    {"fr", "french", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " french fra fre "},
    {"ga", "irish", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " irish gle "},
    {"hu", "hungarian", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " hungarian hun "},
    {"hy", "armenian", NULL, SCRIPT_ARMENIAN, SCRIPT_ARMENIAN, " armenian hye arm "},
    {"id", "indonesian", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " indonesian ind in "},
    {"it", "italian", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " italian ita "},
    {"ja", NULL, stem_japanese, SCRIPT_KANA, SCRIPT_HAN, " japanese jpn "},
    {"ko", NULL, stem_korean, SCRIPT_HANGUL, SCRIPT_HANGUL, " korean kor "},
    {"lt", "lithuanian", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " lithuanian lit "},
    {"ne", "nepali", NULL, SCRIPT_DEVANAGARI, SCRIPT_DEVANAGARI, " nepali nep npi "},
    {"nl", "dutch", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " dutch nld dut flemish "},
    {"no", "norwegian", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " norwegian nor nb nob nn nno "},
    {"pt", "portuguese", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " portuguese por "},
    {"ro", "romanian", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " romanian ron rum mo "},
    {"ru", "russian", NULL, SCRIPT_CYRILLIC, SCRIPT_CYRILLIC, " russian rus "},
    {"sv", "swedish", NULL, SCRIPT_LATIN, SCRIPT_LATIN, " swedish swe "},
    {"ta", "tamil", NULL, SCRIPT_TAMIL, SCRIPT_TAMIL, " tamil tam "},
    {"tr", NULL, stem_turkish, SCRIPT_LATIN, SCRIPT_LATIN, " turkish tur "},
    {"uk", NULL, stem_ukrainian, SCRIPT_CYRILLIC, SCRIPT_CYRILLIC, " ukrainian ukr "},
    {"zh", NULL, NULL, SCRIPT_HAN, SCRIPT_HAN, " chinese zho chi cmn "},
};
#define LANGUAGE_COUNT (sizeof languages / sizeof *languages)
_Static_assert(LANGUAGE_COUNT <= LANGUAGE_MAX, "more languages than arrays have room for");

const struct language *language_get(language_id language)
{
    return language == LANGUAGE_NONE || language >= LANGUAGE_COUNT ? NULL : &languages[language];
}

#define SUBTAG_MAX 16

/* The first subtag in lower case with a space on both sides; its length with them, 0 for none. */
static size_t first_subtag(struct slice tag, char out[static SUBTAG_MAX + 2])
{
    size_t length = 0;
    out[length++] = ' ';
    for (size_t i = 0; i < tag.length && tag.bytes[i] != '-' && tag.bytes[i] != '_'; i++) {
        const char byte = tag.bytes[i];
        const char lower = byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
        if (lower < 'a' || lower > 'z' || length > SUBTAG_MAX)
            return 0;
        out[length++] = lower;
    }
    out[length++] = ' ';
    return length > 2 ? length : 0;
}

language_id language_find(struct slice tag)
{
    char subtag[SUBTAG_MAX + 2];
    const size_t length = first_subtag(tag, subtag);
    if (length == 0)
        return LANGUAGE_NONE;
    for (language_id id = 1; id < LANGUAGE_COUNT; id++) {
        const struct language *language = &languages[id];
        if ((length == 4 && memcmp(language->code, subtag + 1, 2) == 0) ||
            memmem(language->aliases, strlen(language->aliases), subtag, length))
            return id;
    }
    return LANGUAGE_NONE;
}

const char *language_code(language_id language)
{
    return language < LANGUAGE_COUNT ? languages[language].code : "";
}

bool language_keeps_initial(language_id language)
{
    static const char others[] = " ar fa ga id ja ko ne ta uk ";
    char sought[] = "    ";
    memcpy(sought + 1, language_code(language), strlen(language_code(language)));
    return strlen(language_code(language)) == 2 && !strstr(others, sought);
}

bool language_uses_script(language_id language, enum word_script script)
{
    const struct language *known = language_get(language);
    return known && (known->script == script || known->other_script == script);
}
