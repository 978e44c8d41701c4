#include "indexer/near_duplicate_groups.h"

#include <stdlib.h>
#include <string.h>

#define NONE  UINT32_MAX
#define BANDS ((size_t)1 << (8 * GROUP_ROWS)) /* different ones */

static const struct near_duplicate_rule RULE = NEAR_DUPLICATE_RULE;

/* --- sets ------------------------------------------------------------------------------------ */

bool group_sets_open(struct group_sets *sets, size_t count)
{
    *sets = (struct group_sets){malloc((count + 1) * sizeof *sets->parents), count};
    for (size_t i = 0; sets->parents && i < count; i++)
        sets->parents[i] = (uint32_t)i;
    return sets->parents != NULL;
}

void group_sets_dispose(struct group_sets *sets)
{
    free(sets->parents);
    *sets = (struct group_sets){NULL, 0};
}

uint32_t group_sets_find(struct group_sets *sets, uint32_t number)
{
    uint32_t *parents = sets->parents;
    while (parents[number] != number) {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    return number;
}

static void join(struct group_sets *sets, uint32_t a, uint32_t b)
{
    a = group_sets_find(sets, a);
    b = group_sets_find(sets, b);
    if (a < b)
        sets->parents[b] = a;
    else
        sets->parents[a] = b;
}

/* --- order ----------------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* By all that a signature holds but the hour. */
static int compare_content(const struct signature *a, const struct signature *b)
{
    int order = memcmp(a->minima, b->minima, sizeof a->minima);
    if (order == 0)
        order = compare_numbers(a->numbers, b->numbers);
    if (order == 0)
        order = compare_numbers(a->shingles, b->shingles);
    if (order == 0)
        order = compare_numbers(a->source, b->source);
    if (order == 0)
        order = compare_numbers(a->revision, b->revision);
    return order == 0 ? compare_numbers(a->hours, b->hours) : order;
}

/* By time, then by content: those that are equal are so in every respect. */
static int compare_items(const void *left, const void *right)
{
    const struct group_item *a = left, *b = right;
    int order = compare_numbers(a->signature.hour, b->signature.hour);
    return order == 0 ? compare_content(&a->signature, &b->signature) : order;
}

uint32_t group_first_hour(uint32_t hour)
{
    uint32_t reach = RULE.hours + 24; /* a day may have begun before the hours that count */
    if (hour == 0)
        return 0;
    return hour > reach ? hour - reach : 1;
}

/* --- candidates ------------------------------------------------------------------------------ */

/* Items with an equal band, linked from the latest back. */
struct chains {
    struct group_item *items;
    struct group_sets *sets;
    uint32_t *heads;    /* of each band, the latest item */
    uint32_t *previous; /* of each item, the one before with the same band */
};

static size_t band_of(const struct signature *signature, unsigned band)
{
    const uint8_t *rows = &signature->minima[band * GROUP_ROWS];
    return (size_t)rows[0] << 8 | rows[1];
}

/*
 * Compare an item with those before it that have the same band, and put it before them. One whose
 * content is the same leaves the chain: later items that could be joined to it are near to the new
 * one just as well, and nearer in time.
 */
static void chain_item(struct chains *chains, uint32_t at, unsigned band)
{
    const struct group_item *item = &chains->items[at];
    uint32_t *head = &chains->heads[band_of(&item->signature, band)];
    uint32_t *link = head;
    uint32_t first_hour = group_first_hour(item->signature.hour);
    for (unsigned seen = 0; *link != NONE && seen < GROUP_CANDIDATES; seen++) {
        const struct group_item *other = &chains->items[*link];
        if (other->signature.hour < first_hour)
            break;
        bool joined = group_sets_find(chains->sets, item->number) ==
                      group_sets_find(chains->sets, other->number);
        if (!joined && near_duplicate(&item->signature, &other->signature, &RULE))
            join(chains->sets, item->number, other->number);
        if (compare_content(&item->signature, &other->signature) == 0)
            *link = chains->previous[*link];
        else
            link = &chains->previous[*link];
    }
    chains->previous[at] = *head;
    *head = at;
}

enum herald_status group_items(struct group_item *items, size_t count, struct group_sets *sets,
                               struct herald_error *err)
{
    struct chains chains = {items, sets, malloc(BANDS * sizeof *chains.heads),
                            malloc((count + 1) * sizeof *chains.previous)};
    bool failed = !chains.heads || !chains.previous;
    if (!failed && count > 1)
        qsort(items, count, sizeof *items, compare_items);
    for (unsigned band = 0; !failed && band < GROUP_BANDS; band++) {
        memset(chains.heads, 0xFF, BANDS * sizeof *chains.heads);
        for (size_t at = 0; at < count; at++)
            chain_item(&chains, (uint32_t)at, band);
    }
    free(chains.heads);
    free(chains.previous);
    return failed ? herald_fail(err, HERALD_E_NO_MEMORY, "out of memory") : HERALD_OK;
}
