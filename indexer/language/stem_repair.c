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
    /* nouns that are taken for verbs in the singular, or with a pronoun after them */
    {"ernos", "erno", 1},
    {"canciller", "cancilleres", WHOLE},
    {"nuclear", "nucleares", 0},
    {"lider", "lideres", WHOLE},
    {"militar", "militares", 0},
    {"popular", "populares", 0},
    {"particular", "particulares", WHOLE},
    {"lugar", "lugares", WHOLE},
    {"mujer", "mujeres", WHOLE},
    {"rehen", "rehenes", WHOLE},
    {"orden", "ordenes", WHOLE},
    {"joven", "jovenes", WHOLE},
    {"origen", "origenes", WHOLE},
    {"imagen", "imagenes", WHOLE},
    {"crimen", "crimenes", WHOLE},
    {"margen", "margenes", WHOLE},
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
    /* names of places that look like forms of other words (gaz, mal, dame, crime, roms, cube, limes,
     * tuner, dominer): with such an accent there is no ending */
    {"gaza", "gazà", WHOLE},
    {"mali", "malï", WHOLE},
    {"damas", "damàs", WHOLE},
    {"crimee", "crimèe", WHOLE},
    {"rome", "romè", WHOLE},
    {"cuba", "cubà", WHOLE},
    {"lima", "limà", WHOLE},
    {"tunis", "tunïs", WHOLE},
    {"dominique", "dominiquè", WHOLE},
    {"ees", "ées", 2},
    {"ee", "ée", 2},
    {"erent", "èrent", 2},
    {"ieres", "ières", 1},
    {"iere", "ière", 1},
    {"ifies", "ifiés", 1},
    {"ifie", "ifié", 1},
    {"ocies", "ociés", 1},
    {"ocie", "ocié", 1},
    {"ublies", "ubliés", 1},
    {"ublie", "ublié", 1},
    {"ugiees", "ugiés", 1},
    {"ugiee", "ugié", 1},
    {"ugies", "ugiés", 1},
    {"ugie", "ugié", 1},
    /* names of peoples, lest they be taken for verbs: the feminine is not */
    {"ancais", "ancaise", 1},
    {"anglais", "anglaise", WHOLE},
    {"onais", "onaise", 2},
    {"banais", "banaise", 1},
    {"danais", "danaise", 1},
    {"landais", "landaise", 1},
    {"stanais", "stanaise", 1},
    {"golais", "golaise", 2},
    {"egalais", "egalaise", 1},
    {"ounais", "ounaise", 2},
    {"tugais", "tugaise", 1},
    {"wandais", "wandaise", 0},
    {"gandais", "gandaise", 0},
    {"wanais", "wanaise", 1},
    /* plurals that keep what the singular loses */
    {"divers", "divers", WHOLE},
    {"univers", "univers", WHOLE},
    {"travers", "travers", WHOLE},
    {"envers", "envers", WHOLE},
    {"gers", "ger", 3},
    {"llers", "ller", 3},
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
        memcmp(word.bytes + word.length - length, ending->folded, length) != 0)
        return false;
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
 * German umlauts are also spelled out: Mueller, Goering. Folding has made ü u, and here ue becomes
 * u as well; not after q, a and e, where it is none (neue, Bauer). That Samuel becomes samul does
 * no harm.
 */
static size_t repair_german(struct slice word, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < word.length; i++) {
        const char letter = word.bytes[i];
        const char before = i > 0 ? word.bytes[i - 1] : ' ';
        out[length++] = letter;
        const bool umlaut = letter == 'a' || letter == 'o' || letter == 'u';
        if (umlaut && i + 1 < word.length && word.bytes[i + 1] == 'e' && before != 'a' &&
            before != 'e' && before != 'q')
            i++;
    }
    return length < word.length ? length : 0;
}

size_t stem_repair(const char *language_code, struct slice folded,
                   char out[static STEM_REPAIR_ROOM])
{
    if (strcmp(language_code, "ru") == 0)
        return stem_repair_russian(folded, out);
    if (strcmp(language_code, "de") == 0)
        return repair_german(folded, out);
    if (strcmp(language_code, "ar") == 0)
        return stem_repair_arabic(folded, out);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (strcmp(tables[i].code, language_code) == 0)
            return repair_ending(tables[i].endings, tables[i].count, folded, out);
    return 0;
}
