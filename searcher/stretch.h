#ifndef HERALD_SEARCHER_STRETCH_H
#define HERALD_SEARCHER_STRETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Stretches of an article's text, and which of them stand how to each other: the arithmetic behind
 * phrases, near, pre, sentences and paragraphs. It knows positions and nothing else.
 */

/* A run of words: the positions of its first and last. */
struct stretch {
    uint32_t first, last;
};

/* Stretches by first, then last, each once. Zeroed memory is an empty list. */
struct stretches {
    struct stretch *items;
    size_t count, capacity;
};

/* Where the parts of a text begin: ascending positions of first words. A position belongs to the
 * last part that begins at or before it. */
struct text_parts {
    const uint32_t *starts;
    size_t count;
};

/* Stretches that one part of a query has in one article; what is more is not looked at. */
#define STRETCHES_MAX 65536u

/* Ways to put the operands of one near together that are tried in one article. It matters only
 * where operands can stand on the same words: "a near/9 b near/9 a". */
#define NEAR_TRIES_MAX 200000u

/* What is carried through the work on one article. Zeroed memory is a fresh one. */
struct stretch_work {
    double deadline; /* by clock_milliseconds; 0: none */
    bool first_only; /* one stretch of the result is enough */
    bool cut;        /* out: STRETCHES_MAX or NEAR_TRIES_MAX was passed */
    bool late;       /* out: the deadline has passed, the result is not whole */
    bool no_memory;  /* out */
    uint32_t steps;
};

/* Append a stretch, in any order; call stretches_order once all are there. */
void stretches_add(struct stretches *list, struct stretch stretch, struct stretch_work *work);

/* Put in order, and leave out what is there twice. */
void stretches_order(struct stretches *list);

/* Keep those that lie within first to last. */
void stretches_clip(struct stretches *list, uint32_t first, uint32_t last);

/* How many different positions they begin at. */
size_t stretches_beginnings(const struct stretches *list);

/* Free the memory; the list is as new. */
void stretches_dispose(struct stretches *list);

/* Whether two positions belong to the same part. */
bool text_parts_same(struct text_parts parts, uint32_t a, uint32_t b);

/*
 * One of each of `count` lists, one after the other, with at most `slop` words between them
 * altogether, within a part of `fields`: from the first word of the first to the last of the last.
 * Appended to `out` and put in order, as by the functions below.
 */
void stretches_phrase(const struct stretches *lists, size_t count, uint32_t slop,
                      struct text_parts fields, struct stretches *out, struct stretch_work *work);

/* How operands must stand. */
struct nearness {
    bool ordered;
    uint32_t distance;       /* words from one to the next, at most; UINT32_MAX: any */
    struct text_parts parts; /* of which one must hold all of them: fields, sentences ... */
};

/* One of each of `count` lists, none of which overlaps another, each as near to the one of the list
 * before as is asked for: from the first word of all of them to the last. */
void stretches_near(const struct stretches *lists, size_t count, const struct nearness *nearness,
                    struct stretches *out, struct stretch_work *work);

/* Those of `wanted` to which none of `unwanted` stands as is said. */
void stretches_not_near(const struct stretches *wanted, const struct stretches *unwanted,
                        const struct nearness *nearness, struct stretches *out,
                        struct stretch_work *work);

#endif
