#include "indexer/language/language.h"

/* By id. Ids are for arrays in memory: nothing on disk depends on them. */
static const struct language languages[] = {
    {"", NULL, SCRIPT_OTHER, ""},
    {"ar", "arabic", SCRIPT_ARABIC, " arabic ara arb "},
    {"ca", "catalan", SCRIPT_LATIN, " catalan cat "},
    {"da", "danish", SCRIPT_LATIN, " danish dan "},
    {"de", "german", SCRIPT_LATIN, " german deu ger "},
    {"en", "english", SCRIPT_LATIN, " english eng "},
    {"es", "spanish", SCRIPT_LATIN, " spanish spa "},
    {"eu", "basque", SCRIPT_LATIN, " basque eus baq "},
    {"fi", "finnish", SCRIPT_LATIN, " finnish fin "},
    {"fr", "french", SCRIPT_LATIN, " french fra fre "},
    {"ga", "irish", SCRIPT_LATIN, " irish gle "},
    {"hu", "hungarian", SCRIPT_LATIN, " hungarian hun "},
    {"hy", "armenian", SCRIPT_ARMENIAN, " armenian hye arm "},
    {"id", "indonesian", SCRIPT_LATIN, " indonesian ind in "},
    {"it", "italian", SCRIPT_LATIN, " italian ita "},
    {"lt", "lithuanian", SCRIPT_LATIN, " lithuanian lit "},
    {"ne", "nepali", SCRIPT_DEVANAGARI, " nepali nep npi "},
    {"nl", "dutch", SCRIPT_LATIN, " dutch nld dut flemish "},
    {"no", "norwegian", SCRIPT_LATIN, " norwegian nor nb nob nn nno "},
    {"pt", "portuguese", SCRIPT_LATIN, " portuguese por "},
    {"ro", "romanian", SCRIPT_LATIN, " romanian ron rum mo "},
    {"ru", "russian", SCRIPT_CYRILLIC, " russian rus "},
    {"sv", "swedish", SCRIPT_LATIN, " swedish swe "},
    {"ta", "tamil", SCRIPT_TAMIL, " tamil tam "},
    {"tr", "turkish", SCRIPT_LATIN, " turkish tur "},
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
        if (lower < 'a' || lower > 'z' || length > SUBTAG_MAX) {
            return 0;
        }
        out[length++] = lower;
    }
    out[length++] = ' ';
    return length > 2 ? length : 0;
}

language_id language_find(struct slice tag)
{
    char subtag[SUBTAG_MAX + 2];
    const size_t length = first_subtag(tag, subtag);
    if (length == 0) {
        return LANGUAGE_NONE;
    }
    for (language_id id = 1; id < LANGUAGE_COUNT; id++) {
        const struct language *language = &languages[id];
        if ((length == 4 && memcmp(language->code, subtag + 1, 2) == 0) ||
            memmem(language->aliases, strlen(language->aliases), subtag, length)) {
            return id;
        }
    }
    return LANGUAGE_NONE;
}

const char *language_code(language_id language)
{
    return language < LANGUAGE_COUNT ? languages[language].code : "";
}

bool language_uses_script(language_id language, enum word_script script)
{
    const struct language *known = language_get(language);
    return known && known->script == script;
}
