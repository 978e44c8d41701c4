#include "searcher/query_spelling.h"

bool spelling_equal(struct slice word, const char *name)
{
    if (strlen(name) != word.length)
        return false;
    for (size_t at = 0; at < word.length; at++)
        if (spelling_lower(word.bytes[at]) != name[at])
            return false;
    return true;
}

/* Whether a word from a byte on is a name from a byte on. */
static bool same_rest(struct slice word, size_t from, const char *name, size_t name_from)
{
    if (from > word.length || name_from > strlen(name))
        return false;
    return spelling_equal((struct slice){word.bytes + from, word.length - from}, name + name_from);
}

bool spelling_near(struct slice word, const char *name)
{
    size_t at = 0;
    while (at < word.length && name[at] && spelling_lower(word.bytes[at]) == name[at])
        at++;
    if (at == word.length && !name[at])
        return true;
    bool exchanged = at + 1 < word.length && name[at] && name[at + 1] &&
                     spelling_lower(word.bytes[at]) == name[at + 1] &&
                     spelling_lower(word.bytes[at + 1]) == name[at];
    return same_rest(word, at + 1, name, at) || same_rest(word, at, name, at + 1) ||
           same_rest(word, at + 1, name, at + 1) ||
           (exchanged && same_rest(word, at + 2, name, at + 2));
}

size_t spelling_letters(struct slice word)
{
    size_t at = 0;
    while (at < word.length && spelling_is_letter(word.bytes[at]))
        at++;
    return at;
}

size_t spelling_digits(struct slice word, size_t from)
{
    size_t at = from;
    while (at < word.length && spelling_is_digit(word.bytes[at]))
        at++;
    return at - from;
}

bool spelling_number(struct slice word, uint32_t most, uint32_t *number)
{
    uint64_t value = 0;
    if (word.length == 0 || spelling_digits(word, 0) != word.length)
        return false;
    for (size_t at = 0; at < word.length && value <= most; at++)
        value = value * 10 + (uint64_t)(word.bytes[at] - '0');
    if (value > most)
        return false;
    *number = (uint32_t)value;
    return true;
}
