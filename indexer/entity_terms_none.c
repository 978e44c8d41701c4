#include "indexer/entity_terms.h"

/* No entities in articles: in place of entity_terms.c with HERALD_ENTITIES=OFF, by which
 * scripts/bench-entities measures what they cost. */

struct entity_terms {
    char nothing;
};

enum herald_status entity_terms_open(struct analyser *analyser, struct entity_terms **out,
                                     struct herald_error *err)
{
    static struct entity_terms none;
    (void)analyser;
    (void)err;
    *out = &none;
    return HERALD_OK;
}

void entity_terms_free(struct entity_terms *terms)
{
    (void)terms;
}

void entity_terms_start(struct entity_terms *terms, const struct article *article)
{
    (void)terms;
    (void)article;
}

enum herald_status entity_terms_add(struct entity_terms *terms, const struct text_terms *text,
                                    uint32_t first_position, struct herald_error *err)
{
    (void)terms;
    (void)text;
    (void)first_position;
    (void)err;
    return HERALD_OK;
}

enum herald_status entity_terms_finish(struct entity_terms *terms, const struct article *article,
                                       const struct entity_term **out, size_t *count,
                                       struct herald_error *err)
{
    (void)terms;
    (void)article;
    (void)err;
    *out = NULL;
    *count = 0;
    return HERALD_OK;
}
