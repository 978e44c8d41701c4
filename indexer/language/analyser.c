#include "indexer/language/analyser.h"

#include <stdlib.h>

#include <unicode/uchar.h>

#include "corpus/utf8.h"
#include "indexer/language/terms.h"

/* Stems that analyser_stem gave last, by hash: snippets ask for the same ones over and over. Words
 * and stems over KEPT_BYTES are rare and not kept, so that an entry is one cache line. */
#define KEPT_STEMS 4096u
#define KEPT_BYTES 30u
struct kept_stem {
    uint8_t language; /* LANGUAGE_NONE: empty */
    uint8_t word_length, stem_length;
    char word[KEPT_BYTES], stem[KEPT_BYTES];
};
_Static_assert(LANGUAGE_MAX <= UINT8_MAX, "a language fits into a byte");

/* Letters of an elided word before its apostrophe, after the first: lorsqu', quelqu'. */
#define ELISION_MAX 7u

struct analyser {
    struct unicode unicode;
    struct stemmers stemmers;
    struct terms terms;
    struct scanner walk;    /* of analyser_next */
    struct scanner pieces;  /* of analyser_terms */
    struct kept_stem *kept; /* KEPT_STEMS of them; NULL until needed */
};

enum herald_status analyser_open(struct analyser **out, struct herald_error *err)
{
    *out = NULL;
    struct analyser *analyser = calloc(1, sizeof *analyser);
    if (!analyser)
        return herald_fail(err, HERALD_E_NO_MEMORY, "not enough memory for text analysis");
    const enum herald_status status = unicode_open(&analyser->unicode, err);
    if (status != HERALD_OK) {
        analyser_free(analyser);
        return status;
    }
    stemmers_init(&analyser->stemmers, &analyser->unicode);
    analyser_start(analyser, (struct slice){NULL, 0});
    *out = analyser;
    return HERALD_OK;
}

void analyser_free(struct analyser *analyser)
{
    if (analyser) {
        free(analyser->kept);
        terms_dispose(&analyser->terms);
        stemmers_dispose(&analyser->stemmers);
        unicode_dispose(&analyser->unicode);
        free(analyser);
    }
}

void analyser_start(struct analyser *analyser, struct slice text)
{
    scanner_start(&analyser->walk, &analyser->unicode, text, 0);
}

enum herald_status analyser_next(struct analyser *analyser, struct word *out,
                                 struct herald_error *err)
{
    const bool found = scanner_next(&analyser->walk, out);
    if (analyser->unicode.failed) {
        analyser->unicode.failed = false;
        return herald_fail(err, HERALD_E_NO_MEMORY, "not enough memory to analyse a text");
    }
    return found ? HERALD_OK : HERALD_DONE;
}

/* Where the stem of a word is kept, if it is; NULL when it cannot be. */
static struct kept_stem *kept_place(struct analyser *analyser, struct slice folded)
{
    if (folded.length > KEPT_BYTES)
        return NULL;
    if (!analyser->kept)
        analyser->kept = calloc(KEPT_STEMS, sizeof *analyser->kept);
    const uint64_t hash = names_hash(folded.bytes, folded.length);
    return analyser->kept ? &analyser->kept[hash % KEPT_STEMS] : NULL;
}

static bool is_capital(uint32_t code)
{
    return code < 0x80 ? code >= 'A' && code <= 'Z' : u_isupper((UChar32)code) != 0;
}

bool word_is_capital(const struct word *word)
{
    const char *at = word->text.bytes, *end = at + word->text.length;
    uint32_t code;
    at += utf8_decode(at, (size_t)(end - at), &code);
    if (is_capital(code) || (code >= 0x80 && !u_islower((UChar32)code)))
        return is_capital(code);
    for (size_t i = 0; i < ELISION_MAX && at < end; i++) { /* l'Iran, qu'Israël */
        at += utf8_decode(at, (size_t)(end - at), &code);
        if (code == '\'' || code == 0x2019)
            return at < end && utf8_decode(at, (size_t)(end - at), &code) > 0 && is_capital(code);
    }
    return false;
}

struct slice analyser_stem(struct analyser *analyser, struct slice folded, language_id language)
{
    if (language == LANGUAGE_NONE || folded.length == 0 || folded.length > WORD_MAX)
        return folded;
    struct kept_stem *kept = kept_place(analyser, folded);
    if (kept && kept->language == language &&
        slice_equal((struct slice){kept->word, kept->word_length}, folded))
        return (struct slice){kept->stem, kept->stem_length};
    struct slice stem;
    if (stemmers_stem(&analyser->stemmers, folded, language, &stem) != HERALD_OK || !kept ||
        stem.length > KEPT_BYTES)
        return stem;
    kept->language = (uint8_t)language;
    kept->word_length = (uint8_t)folded.length;
    kept->stem_length = (uint8_t)stem.length;
    memcpy(kept->word, folded.bytes, folded.length);
    memcpy(kept->stem, stem.bytes, stem.length);
    return (struct slice){kept->stem, kept->stem_length};
}

enum herald_status analyser_mixed_terms(struct analyser *analyser, struct slice text,
                                        struct text_languages languages, uint32_t first_position,
                                        struct text_terms *out, struct herald_error *err)
{
    const enum herald_status status =
        terms_gather(&analyser->terms, &analyser->pieces, &analyser->stemmers, text, languages,
                     first_position, out, err);
    analyser->unicode.failed = false;
    return status;
}

enum herald_status analyser_terms(struct analyser *analyser, struct slice text,
                                  language_id language, uint32_t first_position,
                                  struct text_terms *out, struct herald_error *err)
{
    const struct language_span all = {text.length, language};
    return analyser_mixed_terms(analyser, text, (struct text_languages){&all, 1}, first_position,
                                out, err);
}

void analyser_forget_forms(struct analyser *analyser)
{
    analyser->terms.vocabulary.forms_epoch++;
}
