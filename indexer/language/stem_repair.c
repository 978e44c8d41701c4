#include "indexer/language/stem_repair.h"

/* An ending as folded and as the stemmer knows it; the first that fits is taken. */
struct ending {
    const char *folded;
    const char *written;
    size_t before; /* bytes that must stand before it; WHOLE: none may */
};
#define WHOLE SIZE_MAX

static const struct ending spanish[] = {
    {"cion", "ción", 1},
    {"sion", "sión", 1},
    {"logia", "logía", 1},
    {"logias", "logías", 1},
    {"abamos", "ábamos", 2},
    {"iamos", "íamos", 2},
    /* names of peoples, lest they be taken for plurals: francés, not *frances */
    {"frances", "francés", 0},
    {"ingles", "inglés", WHOLE},
    {"japones", "japonés", WHOLE},
    {"portugues", "portugués", WHOLE},
    {"landes", "landés", 1},
    {"danes", "danés", 0},
    {"escoces", "escocés", WHOLE},
    {"libanes", "libanés", WHOLE},
    {"congoles", "congolés", WHOLE},
    {"senegales", "senegalés", WHOLE},
    {"nepales", "nepalés", WHOLE},
    {"interes", "interés", WHOLE},
};

static const struct ending portuguese[] = {
    {"coes", "ção", 1},
    {"cao", "ção", 1}, /* singular and plural at once */
    {"soes", "são", 1},
    {"sao", "são", 1},
    {"oes", "ão", 2},
    {"frances", "francês", WHOLE},
    {"ingles", "inglês", WHOLE},
    {"japones", "japonês", WHOLE},
    {"portugues", "português", WHOLE},
    {"landes", "landês", 1},
    {"chines", "chinês", WHOLE},
    {"libanes", "libanês", WHOLE},
};

static const struct ending french[] = {
    {"ees", "ées", 2},   {"ee", "ée", 2},         {"erent", "èrent", 2}, {"ieres", "ières", 1},
    {"iere", "ière", 1}, {"ifies", "ifiés", 1},   {"ifie", "ifié", 1},   {"ocies", "ociés", 1},
    {"ocie", "ocié", 1}, {"ublies", "ubliés", 1}, {"ublie", "ublié", 1},
};

static const struct ending catalan[] = {
    {"cio", "ció", 1},
    {"sio", "sió", 1},
    {"logia", "logía", 1},
};

static const struct ending romanian[] = {
    {"tiunii", "ţiunii", 1}, {"tiilor", "ţiilor", 2}, {"tiile", "ţiile", 2}, {"tiei", "ţiei", 2},
    {"tia", "ţia", 2},       {"tie", "ţie", 2},       {"tii", "ţii", 2},
};

static const struct ending hungarian[] = {
    {"bol", "ból", 2},   {"tol", "tól", 2}, {"rol", "ról", 2}, {"nal", "nál", 2}, {"nel", "nél", 2},
    {"kent", "ként", 2}, {"ert", "ért", 2}, {"va", "vá", 3},   {"ve", "vé", 3},
};

#define TABLE(code, endings)                                                                       \
    {                                                                                              \
        code, endings, sizeof endings / sizeof *endings                                            \
    }
static const struct {
    const char *code;
    const struct ending *endings;
    size_t count;
} tables[] = {
    TABLE("es", spanish), TABLE("pt", portuguese), TABLE("fr", french),
    TABLE("ca", catalan), TABLE("ro", romanian),   TABLE("hu", hungarian),
};

static bool ending_fits(const struct ending *ending, struct slice word)
{
    const size_t length = strlen(ending->folded);
    if (word.length < length ||
        memcmp(word.bytes + word.length - length, ending->folded, length) != 0) {
        return false;
    }
    return ending->before == WHOLE ? word.length == length : word.length - length >= ending->before;
}

static size_t repair_ending(const struct ending *endings, size_t count, struct slice word,
                            char *out)
{
    for (size_t i = 0; i < count; i++) {
        if (ending_fits(&endings[i], word)) {
            const size_t kept = word.length - strlen(endings[i].folded);
            const size_t added = strlen(endings[i].written);
            memcpy(out, word.bytes, kept);
            memcpy(out + kept, endings[i].written, added);
            return kept + added;
        }
    }
    return 0;
}

/*
 * Turkish endings follow the vowel before them (i after e, ı after a), and the stemmer takes away
 * none that does not: harmony tells which of i and ı, u and ü was meant.
 */
static size_t repair_turkish(struct slice word, char *out)
{
    size_t length = 0;
    bool back = false, front = false, changed = false;
    for (size_t i = 0; i < word.length; i++) {
        const char letter = word.bytes[i];
        const bool to_back = letter == 'i' && back;
        const bool to_front = letter == 'u' && front;
        if (to_back || to_front) {
            memcpy(out + length, to_back ? "ı" : "ü", 2);
            length += 2;
            changed = true;
            continue;
        }
        out[length++] = letter;
        if (letter == 'a' || letter == 'o' || letter == 'u') {
            back = true;
            front = false;
        } else if (letter == 'e' || letter == 'i') {
            front = true;
            back = false;
        }
    }
    return changed ? length : 0;
}

size_t stem_repair(const char *language_code, struct slice folded,
                   char out[static STEM_REPAIR_ROOM])
{
    if (strcmp(language_code, "tr") == 0) {
        return repair_turkish(folded, out);
    }
    if (strcmp(language_code, "ar") == 0) {
        return stem_repair_arabic(folded, out);
    }
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(tables[i].code, language_code) == 0) {
            return repair_ending(tables[i].endings, tables[i].count, folded, out);
        }
    }
    return 0;
}
