#include "searcher/match_set.h"

#include <math.h>
#include <stdlib.h>

static size_t word_count(uint32_t last)
{
    return (size_t)last / 64 + 1;
}

bool match_set_make(struct match_set *set, uint32_t last)
{
    *set = (struct match_set){.last = last, .complete = true};
    set->bits = calloc(word_count(last), sizeof(*set->bits));
    return set->bits != NULL;
}

void match_set_dispose(struct match_set *set)
{
    free(set->bits);
    *set = (struct match_set){0};
}

void match_set_settle(struct match_set *set)
{
    set->count = set->reached = 0;
    for (size_t at = 0; set->bits && at < word_count(set->last); at++) {
        uint64_t word = set->bits[at];
        if (word) {
            set->count += (uint32_t)__builtin_popcountll(word);
            set->reached = (uint32_t)(at * 64) + 63 - (uint32_t)__builtin_clzll(word);
        }
    }
}

uint32_t match_set_next(const struct match_set *set, uint32_t docid)
{
    if (!set->bits || docid > set->last)
        return 0;
    size_t at = docid / 64;
    uint64_t word = set->bits[at] & ~(uint64_t)0 << (docid % 64);
    while (!word && ++at < word_count(set->last))
        word = set->bits[at];
    return word ? (uint32_t)(at * 64) + (uint32_t)__builtin_ctzll(word) : 0;
}

uint32_t match_set_estimate(const struct match_set *set, uint32_t count)
{
    if (set->complete || set->reached == 0)
        return count;
    double whole = round((double)count * set->last / set->reached);
    return whole < set->last ? (uint32_t)whole : set->last;
}
