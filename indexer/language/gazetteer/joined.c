#include <string.h>

#include "indexer/language/analyser.h"
#include "indexer/language/gazetteer/entity.h"

/* Names in Arabic words that have other words joined to their front. */

/* Letters that Arabic writes together with the word after them: and, so, with, to, as; what is left
 * has to have this many bytes. */
#define REMAINDER_MIN 6

static const char *const prefixes[] = {"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك"};

#define ARTICLE        "ال"
#define ARTICLE_LENGTH (sizeof ARTICLE - 1)

/* A word after to (ل), of whose article that swallowed the alef: للصين is ل and الصين. */
static uint32_t find_after_to(struct slice rest, uint32_t *slot)
{
    char whole[WORD_MAX + ARTICLE_LENGTH];
    const size_t letter = sizeof "ل" - 1;
    memcpy(whole, ARTICLE, ARTICLE_LENGTH);
    memcpy(whole + ARTICLE_LENGTH, rest.bytes + letter, rest.length - letter);
    const struct slice with = {whole, rest.length - letter + ARTICLE_LENGTH};
    const uint32_t node = gazetteer_find(with, slot);
    return *slot != GAZETTEER_NONE
               ? node
               : gazetteer_find((struct slice){rest.bytes + letter, rest.length - letter}, slot);
}

static bool starts_with(struct slice text, const char *prefix, size_t length)
{
    return text.length >= length + REMAINDER_MIN && memcmp(text.bytes, prefix, length) == 0;
}

uint32_t gazetteer_find_joined(struct slice folded, uint32_t *slot)
{
    uint32_t node = GAZETTEER_NONE;
    *slot = GAZETTEER_NONE;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && *slot == GAZETTEER_NONE; i++) {
        const size_t length = strlen(prefixes[i]);
        if (!starts_with(folded, prefixes[i], length))
            continue;
        const struct slice rest = {folded.bytes + length, folded.length - length};
        if (length > 0)
            node = gazetteer_find(rest, slot);
        if (*slot == GAZETTEER_NONE && starts_with(rest, ARTICLE, ARTICLE_LENGTH)) {
            node = gazetteer_find(
                (struct slice){rest.bytes + ARTICLE_LENGTH, rest.length - ARTICLE_LENGTH}, slot);
        } else if (*slot == GAZETTEER_NONE && length > 0 && starts_with(rest, "ل", 2) &&
                   rest.length <= WORD_MAX) {
            node = find_after_to(rest, slot);
        }
    }
    return node;
}

bool gazetteer_is_arabic(struct slice folded)
{
    const unsigned char first = (unsigned char)folded.bytes[0];
    return first >= 0xd8 && first <= 0xdb;
}
