#include "indexer/language/boundary.h"

#include <stdlib.h>

/*
 * What is known of words at the ends of sentences, in the languages that news is most in; folded,
 * and sorted by bytes.
 */

/* A name follows, so that a point never ends a sentence. */
static const char *const titles[] = {
    "adm",  "adml", "amb",  "asst", "atty",   "avv",  "brig", "capt", "cdr",  "cmdr", "col",  "cpl",
    "cpt",  "dhr",  "dipl", "dn",   "dna",    "dott", "dr",   "dra",  "drs",  "ens",  "exmo", "frl",
    "gen",  "genl", "gov",  "gral", "hon",    "hr",   "hra",  "ing",  "insp", "inz",  "ks",   "lic",
    "lt",   "maj",  "marq", "mej",  "messrs", "mevr", "mgr",  "mlle", "mme",  "mmes", "mons", "mr",
    "mrs",  "ms",   "msgr", "mt",   "mx",     "pfc",  "pres", "prof", "pvt",  "rep",  "rev",  "sen",
    "sgt",  "sig",  "sn",   "spc",  "sra",    "srs",  "srta", "st",   "ste",  "supt", "sz",   "ul",
    "vadm", "vdr",  "δρ",   "καθ",  "акад",   "вул",  "ген",  "гос",  "им",   "проф", "тов",  "ул",
};

/* The point ends a sentence unless a number follows; most of these are words as well. */
static const char *const numerals[] = {
    "abs", "apr",  "art",  "arts", "aug",  "cap",   "ch",   "chap",  "dec",  "ext",  "feb",
    "fig", "figs", "jan",  "jul",  "jun",  "mar",   "no",   "nos",   "nov",  "nr",   "nrs",
    "num", "nums", "oct",  "pag",  "pags", "par",   "para", "paras", "pars", "poz",  "pp",
    "res", "rs",   "sec",  "secs", "sect", "seite", "sep",  "sept",  "ss",   "str",  "tel",
    "vol", "vols", "ziff", "гл",   "пп",   "рис",   "см",   "ст",    "стр",  "табл",
};

/* The point ends a sentence only where a word follows that opens sentences. Single letters and what
 * has points within need not be here. */
static const char *const common[] = {
    "al",   "approx", "ariz", "assn",  "assoc", "av",   "ave",  "bl",   "blvd", "bros", "bspw",
    "bv",   "bvba",   "bzw",  "ca",    "calif", "cf",   "cia",  "co",   "colo", "conn", "corp",
    "cos",  "dep",    "dept", "depts", "dvs",   "ecc",  "ed",   "eds",  "eks",  "env",  "enz",
    "esq",  "etc",    "evtl", "excl",  "fla",   "ggf",  "gmbh", "govt", "ibid", "inc",  "incl",
    "inkl", "intl",   "itd",  "itp",   "jr",    "kl",   "llc",  "ltd",  "ltda", "mfl",  "mich",
    "minn", "misc",   "napr", "natl",  "np",    "nv",   "okla", "osv",  "ph",   "phd",  "plc",
    "pzza", "sog",    "sr",   "tenn",  "tzn",   "tzv",  "tzw",  "ud",   "uds",  "univ", "usw",
    "vb",   "vgl",    "viz",  "vs",    "wis",   "zzgl", "κκ",   "κτλ",  "гг",   "коп",  "млн",
    "млрд", "напр",   "обл",  "ок",    "прим",  "ред",  "руб",  "тт",   "тыс",  "чел",
};

/* Words that begin sentences. Those that are parts of names are left out: von, la, de. */
static const char *const openers[] = {
    "a",       "aber",     "after",   "ale",     "all",     "als",       "also",  "although",
    "am",      "ama",      "amid",    "among",   "an",      "ancak",     "anche", "and",
    "apres",   "as",       "at",      "auch",    "auf",     "aux",       "avant", "avec",
    "because", "before",   "bei",     "bir",     "both",    "bu",        "but",   "by",
    "ce",      "ces",      "cet",     "cette",   "con",     "dann",      "dans",  "das",
    "dem",     "depuis",   "der",     "despite", "det",     "deze",      "die",   "diese",
    "dieser",  "dit",      "doch",    "dopo",    "durante", "during",    "e",     "each",
    "een",     "efter",    "ein",     "eine",    "el",      "elle",      "elles", "em",
    "en",      "er",       "es",      "et",      "for",     "from",      "fur",   "gli",
    "han",     "he",       "her",     "here",    "het",     "hij",       "his",   "hon",
    "how",     "however",  "hun",     "i",       "if",      "ihr",       "il",    "ils",
    "im",      "in",       "it",      "its",     "jest",    "les",       "leur",  "lo",
    "lors",    "ma",       "maar",    "mais",    "many",    "meanwhile", "men",   "met",
    "mit",     "moreover", "most",    "my",      "na",      "nach",      "nao",   "nas",
    "nei",     "nel",      "nella",   "nelle",   "nie",     "no",        "non",   "nor",
    "nos",     "not",      "nous",    "now",     "nun",     "o",         "och",   "og",
    "on",      "one",      "op",      "or",      "os",      "ou",        "our",   "over",
    "par",     "para",     "pendant", "per",     "pero",    "po",        "pour",  "sans",
    "se",      "secondo",  "segun",   "seit",    "selon",   "several",   "she",   "si",
    "sie",     "sin",      "since",   "so",      "some",    "son",       "su",    "such",
    "sus",     "that",     "the",     "their",   "then",    "there",     "these", "they",
    "this",    "those",    "though",  "thus",    "to",      "tras",      "two",   "uma",
    "un",      "una",      "und",     "under",   "une",     "until",     "ve",    "vi",
    "voor",    "vor",      "vous",    "w",       "we",      "wenn",      "what",  "when",
    "where",   "which",    "while",   "who",     "why",     "wie",       "wij",   "wir",
    "with",    "without",  "y",       "yet",     "you",     "ze",        "zij",   "zu",
    "zum",     "zur",      "η",       "και",     "ο",       "οι",        "στα",   "στη",
    "στην",    "στισ",     "στο",     "τα",      "το",      "а",         "але",   "в",
    "во",      "вона",     "вони",    "воно",    "він",     "для",       "до",    "его",
    "ее",      "если",     "з",       "за",      "и",       "из",        "их",    "й",
    "к",       "как",      "ко",      "когда",   "мы",      "на",        "не",    "но",
    "о",       "об",       "однако",  "он",      "она",     "они",       "оно",   "от",
    "по",      "после",    "при",     "під",     "після",   "с",         "со",    "та",
    "так",     "также",    "там",     "у",       "це",      "что",       "эта",   "эти",
    "это",     "этот",
};

static int compare_words(const void *wanted, const void *item)
{
    return slice_compare(*(const struct slice *)wanted, slice_of(*(const char *const *)item));
}

static bool contains(const char *const *words, size_t count, struct slice word)
{
    return bsearch(&word, words, count, sizeof *words, compare_words) != NULL;
}

#define CONTAINS(words, word) contains(words, sizeof(words) / sizeof *(words), word)

enum abbreviation abbreviation_find(struct slice folded)
{
    return CONTAINS(titles, folded)     ? ABBREVIATION_TITLE
           : CONTAINS(numerals, folded) ? ABBREVIATION_NUMERAL
           : CONTAINS(common, folded)   ? ABBREVIATION_COMMON
                                        : ABBREVIATION_NONE;
}

bool is_sentence_opener(struct slice folded)
{
    return CONTAINS(openers, folded);
}
