#include "indexer/language/fold.h"

/* Articles, pronouns and conjunctions that French, Italian and Catalan shorten before a vowel. */
static const char *const elided[] = {
    "l",      "d",      "j",      "m",      "s",      "n",      "c",       "qu",      "jusqu",
    "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu", "un",     "dell",    "all",     "dall",
    "nell",   "sull",   "coll",   "quest",  "quell",  "nessun", "ciascun", "qualcun", "alcun",
    "tutt",   "anch",   "sant",   "bell",   "degl",   "agl",    "dagl",    "negl",
};

/* What English adds to a word after an apostrophe: the possessive and shortened verbs. */
static const char *const appended[] = {"s", "ll", "re", "ve", "d", "m"};

/*
 * Endings that Turkish parts from a name by an apostrophe: Ankara'da, Rusya'nın, NATO'dan. Those of
 * one letter are not here, for the sake of Sana'a and Hawai'i.
 */
static const char *const case_endings[] = {
    "in",   "un",   "nin",  "nun",  "yi",   "yu",    "ya",    "ye",  "na",  "ne",  "da",
    "de",   "ta",   "te",   "dan",  "den",  "tan",   "ten",   "nda", "nde", "la",  "le",
    "ndan", "nden", "daki", "deki", "taki", "teki",  "ndaki", "li",  "lu",  "ler", "lar",
    "yla",  "yle",  "dir",  "dur",  "tir",  "ndeki", "tur",   "lik", "luk",
};
#define CASE_HEAD_MIN 3 /* bytes before such an ending, at the least */

static bool is_one_of(const char *const *words, size_t count, const char *bytes, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == length && memcmp(words[i], bytes, length) == 0)
            return true;
    return false;
}

/* Whether elision happens before this letter; folded, so that é is e. */
static bool begins_with_vowel(char letter)
{
    return memchr("aeiouyh", letter, 7) != NULL;
}

/* How many bytes at the front are an elided word and its apostrophe. */
static size_t elision_length(const char *word, size_t length)
{
    const char *mark = memchr(word, '\'', length);
    if (!mark || mark + 1 == word + length || !begins_with_vowel(mark[1]))
        return 0;
    const size_t head = (size_t)(mark - word);
    return is_one_of(elided, sizeof elided / sizeof *elided, word, head) ? head + 1 : 0;
}

/* How many bytes at the end are an apostrophe and what English or Turkish adds after it. */
static size_t ending_length(const char *word, size_t length)
{
    size_t tail = 0;
    while (tail < length && word[length - 1 - tail] != '\'')
        tail++;
    if (tail + 1 >= length)
        return 0;
    const char *ending = word + length - tail;
    const size_t head = length - tail - 1;
    if (head >= CASE_HEAD_MIN &&
        is_one_of(case_endings, sizeof case_endings / sizeof *case_endings, ending, tail))
        return tail + 1;
    if (!is_one_of(appended, sizeof appended / sizeof *appended, ending, tail))
        return 0;
    const char before = word[head - 1];
    return before >= '0' && before <= '9' ? 0 : tail + 1; /* 1990's is 1990s */
}

size_t fold_apostrophes(char *word, size_t length)
{
    if (!memchr(word, '\'', length))
        return length;
    length -= ending_length(word, length);
    size_t from = 0;
    for (size_t more = 1; more > 0; from += more)
        more = elision_length(word + from, length - from);
    size_t to = 0;
    for (size_t i = from; i < length; i++)
        if (word[i] != '\'')
            word[to++] = word[i];
    return to;
}
