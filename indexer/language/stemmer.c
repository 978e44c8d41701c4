#include "indexer/language/stemmer.h"

#include "indexer/language/language.h"
#include "indexer/language/stem_repair.h"

void stemmers_init(struct stemmers *stemmers, struct unicode *unicode)
{
    stemmers->unicode = unicode;
}

void stemmers_dispose(struct stemmers *stemmers)
{
    for (size_t i = 0; i < LANGUAGE_MAX; i++)
        xap_stem_free(stemmers->by_language[i]);
    xap_buffer_dispose(&stemmers->raw);
    *stemmers = (struct stemmers){0};
}

/* A language without a stemmer in this library is one whose words stay as they are. */
static enum herald_status need(struct stemmers *stemmers, language_id language, xap_stem **out)
{
    *out = stemmers->by_language[language];
    if (*out || stemmers->missing[language])
        return HERALD_OK;
    const xap_status status = xap_stem_new(language_get(language)->stemmer, out, NULL);
    if (status == XAP_E_NO_MEMORY)
        return HERALD_E_NO_MEMORY;
    stemmers->by_language[language] = *out;
    stemmers->missing[language] = *out == NULL;
    return HERALD_OK;
}

static bool has_digit_or_point(struct slice word)
{
    for (size_t i = 0; i < word.length; i++) {
        const char byte = word.bytes[i];
        if (byte == '.' || (byte >= '0' && byte <= '9'))
            return true;
    }
    return false;
}

static bool is_ascii(const char *bytes, size_t length)
{
    unsigned char high = 0;
    for (size_t i = 0; i < length; i++)
        high |= (unsigned char)bytes[i];
    return high < 0x80;
}

/* Take the stem over, without the diacritics that repairing gave back. */
static void keep_stem(struct stemmers *stemmers, struct slice *out)
{
    const struct slice raw = {stemmers->raw.bytes, stemmers->raw.length};
    if (is_ascii(raw.bytes, raw.length) && raw.length <= WORD_MAX) {
        *out = raw;
        return;
    }
    const size_t length = fold_stem(stemmers->unicode, raw, stemmers->stem);
    if (length > 0)
        *out = (struct slice){stemmers->stem, length};
}

enum herald_status stemmers_stem(struct stemmers *stemmers, struct slice folded,
                                 language_id language, struct slice *out)
{
    *out = folded;
    const struct glyph first =
        unicode_glyph(stemmers->unicode, folded.bytes, folded.bytes + folded.length);
    if (!language_uses_script(language, first.script) || folded.length > WORD_MAX ||
        has_digit_or_point(folded))
        return HERALD_OK;
    const struct language *known = language_get(language);
    if (known->light) {
        *out = (struct slice){stemmers->stem, known->light(folded, stemmers->stem)};
        return HERALD_OK;
    }
    xap_stem *stemmer;
    if (!known->stemmer)
        return HERALD_OK;
    if (need(stemmers, language, &stemmer) != HERALD_OK)
        return HERALD_E_NO_MEMORY;
    if (!stemmer)
        return HERALD_OK;
    char repaired[STEM_REPAIR_ROOM];
    const size_t length = stem_repair(language_code(language), folded, repaired);
    const struct slice word = length ? (struct slice){repaired, length} : folded;
    const xap_status status = xap_stem_word(stemmer, word.bytes, word.length, &stemmers->raw, NULL);
    if (status == XAP_OK && stemmers->raw.length > 0)
        keep_stem(stemmers, out);
    return status == XAP_E_NO_MEMORY ? HERALD_E_NO_MEMORY : HERALD_OK;
}
