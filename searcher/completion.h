#ifndef HERALD_SEARCHER_COMPLETION_H
#define HERALD_SEARCHER_COMPLETION_H

#include "searcher/facet_column.h"

/* What an index has that begins as somebody has begun to type. */

/* What is completed: names by their fields, which stand before, and words. */
#define COMPLETION_WORD  FACET_NAMES
#define COMPLETION_KINDS (FACET_NAMES + 1)

#define COMPLETION_LIMIT_DEFAULT 5u
#define COMPLETION_LIMIT_MAX     1000u

/* The longest beginning, in bytes. */
#define COMPLETION_TEXT_MAX 1000u

struct completion_request {
    bool kinds[COMPLETION_KINDS]; /* what is wanted */
    uint32_t limit;               /* of each kind */
};

/* The name of a kind ("word", "person"), static. */
const char *completion_kind_name(unsigned kind);

struct completion {
    unsigned kind;
    struct slice value; /* as it is compared; of a country, person or organisation that is known,
                           its code */
    struct slice
        label;      /* as an article writes it, or the name of what is known; of a word, the same */
    uint32_t count; /* articles that FIELD:"VALUE" finds */
};

/* Completions, kind by kind (words first), the most frequent first. Zeroed memory is none. */
struct completions {
    struct completion *items;
    size_t count;
    struct arena arena;
};

/*
 * Find what begins with a text, whatever its case and diacritics: words, and names of which any
 * word begins so ("lavr": Sergei Lavrov; "united ara": United Arab Emirates). An empty text gives
 * the most frequent names, and no words. HERALD_E_LIMIT for a text over COMPLETION_TEXT_MAX,
 * HERALD_E_ARGUMENT for one that is not UTF-8; HERALD_E_BUSY when the index has changed too much;
 * CORRUPT, IO, NO_MEMORY.
 */
enum herald_status completions_find(struct index_reader *reader, struct analyser *analyser,
                                    struct slice text, const struct completion_request *request,
                                    struct completions *out, struct herald_error *err);

void completions_dispose(struct completions *completions);

#endif
