#include "indexer/language/stem_repair.h"

/* All letters here take two bytes. */
#define LETTER 2u

/*
 * Nouns whose last letters Snowball takes for a verb's ending in some cases and not in others: Иран
 * without its н, Ирану with it. Words that begin with one of these and go on with a case's ending
 * are that noun.
 */
static const char taken_for_verbs[] =
    " иран судан ливан оман ватикан азербайджан план орган океан талибан дагестан клан ветеран "
    "экран"
    " туман роман ураган вулкан диван карман обман стан балкан эрдоган генерал канал журнал "
    "трибунал"
    " капитал материал потенциал финал скандал непал сенегал арсенал сигнал персонал вокзал идеал"
    " терминал квартал филиал официал криминал маршал портал подвал интервал ритуал национал"
    " визит кредит дефицит профицит саммит лимит транзит аудит депозит реквизит шиит суннит бандит"
    " антисемит динамит обмен размен бизнесмен туркмен феномен ";

static const char *const case_endings[] = {"ами", "ов", "ом", "ам", "ах", "а", "у", "е", "ы", ""};

static bool ends(struct slice word, const char *with)
{
    const size_t length = strlen(with);
    return word.length >= length && memcmp(word.bytes + word.length - length, with, length) == 0;
}

static bool is_taken_for_verb(struct slice base)
{
    char spaced[WORD_MAX + 2];
    if (base.length < 4 * LETTER || base.length > WORD_MAX ||
        !(ends(base, "ан") || ends(base, "ал") || ends(base, "ит") || ends(base, "ен")))
        return false; /* all of the list end so */
    if (base.length > 5 * LETTER && ends(base, "стан"))
        return true; /* Пакистан, Казахстан */
    spaced[0] = ' ';
    memcpy(spaced + 1, base.bytes, base.length);
    spaced[base.length + 1] = ' ';
    return memmem(taken_for_verbs, sizeof taken_for_verbs - 1, spaced, base.length + 2) != NULL;
}

/* Nouns with a vowel that only the first case has, as they are in the others. */
static const struct {
    const char *first, *others;
    bool whole;
} fleeting[] = {
    {"аец", "айц", false},       {"оец", "ойц", false},
    {"еец", "ейц", false},       {"иец", "ийц", false},
    {"лец", "льц", false},       {"знец", "знец", false},
    {"мудрец", "мудрец", true},  {"храбрец", "храбрец", true},
    {"ец", "ц", false},          {"посол", "посл", true},
    {"рынок", "рынк", true},     {"участок", "участк", true},
    {"список", "списк", true},   {"поселок", "поселк", true},
    {"остаток", "остатк", true}, {"недостаток", "недостатк", true},
    {"подарок", "подарк", true}, {"рисунок", "рисунк", true},
    {"отрезок", "отрезк", true}, {"заработок", "заработк", true},
    {"снимок", "снимк", true},   {"орел", "орл", true},
    {"узел", "узл", true},
};

/* Write the word with another end, and the ending of a case that Snowball knows. */
static size_t write_case(struct slice word, size_t kept, const char *end, char *out)
{
    const size_t length = strlen(end);
    memcpy(out, word.bytes, kept);
    memcpy(out + kept, end, length);
    memcpy(out + kept + length, "у", LETTER);
    return kept + length + LETTER;
}

static size_t repair_fleeting(struct slice word, char *out)
{
    if (!(ends(word, "ц") || ends(word, "л") || ends(word, "к")))
        return 0;
    for (size_t i = 0; i < sizeof fleeting / sizeof *fleeting; i++) {
        const size_t length = strlen(fleeting[i].first);
        if (ends(word, fleeting[i].first) &&
            (fleeting[i].whole ? word.length == length : word.length >= length + 2 * LETTER))
            return write_case(word, word.length - length, fleeting[i].others, out);
    }
    return 0;
}

size_t stem_repair_russian(struct slice folded, char out[static STEM_REPAIR_ROOM])
{
    for (size_t i = 0; i < sizeof case_endings / sizeof *case_endings; i++) {
        const size_t length = strlen(case_endings[i]);
        if (!ends(folded, case_endings[i]))
            continue;
        const struct slice base = {folded.bytes, folded.length - length};
        if (is_taken_for_verb(base))
            return write_case(base, base.length, "", out);
    }
    return repair_fleeting(folded, out);
}
