#include "searcher/stretch.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/deadline.h"

/* Steps between two looks at the clock. */
#define CLOCK_STEP 1024u

/* Whether work must end: for want of time or memory. */
static bool must_end(struct stretch_work *work)
{
    if (!work->late && ++work->steps % CLOCK_STEP == 0)
        work->late = clock_has_come(work->deadline);
    return work->late || work->no_memory;
}

/* --- lists ------------------------------------------------------------------------------------ */

static bool reserve(struct stretches *list, size_t count, struct stretch_work *work)
{
    size_t capacity = list->capacity ? list->capacity : 16;
    if (count <= list->capacity)
        return true;
    while (capacity < count)
        capacity *= 2;
    struct stretch *grown = realloc(list->items, capacity * sizeof(*grown));
    if (!grown) {
        work->no_memory = true;
        return false;
    }
    list->items = grown;
    list->capacity = capacity;
    return true;
}

static int compare_stretches(const void *left, const void *right)
{
    const struct stretch *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->last > b->last) - (a->last < b->last);
}

void stretches_order(struct stretches *list)
{
    size_t kept = 0;
    bool ordered = true;
    for (size_t at = 1; at < list->count && ordered; at++)
        ordered = compare_stretches(&list->items[at - 1], &list->items[at]) < 0;
    if (ordered)
        return;
    qsort(list->items, list->count, sizeof(*list->items), compare_stretches);
    for (size_t at = 0; at < list->count; at++)
        if (kept == 0 || compare_stretches(&list->items[kept - 1], &list->items[at]) != 0)
            list->items[kept++] = list->items[at];
    list->count = kept;
}

void stretches_add(struct stretches *list, struct stretch stretch, struct stretch_work *work)
{
    if (list->count >= STRETCHES_MAX) {
        stretches_order(list);
        if (list->count >= STRETCHES_MAX) {
            work->cut = true;
            return;
        }
    }
    if (reserve(list, list->count + 1, work))
        list->items[list->count++] = stretch;
}

void stretches_clip(struct stretches *list, uint32_t first, uint32_t last)
{
    size_t kept = 0;
    for (size_t at = 0; at < list->count; at++)
        if (list->items[at].first >= first && list->items[at].last <= last)
            list->items[kept++] = list->items[at];
    list->count = kept;
}

size_t stretches_beginnings(const struct stretches *list)
{
    size_t count = 0;
    for (size_t at = 0; at < list->count; at++)
        count += at == 0 || list->items[at].first != list->items[at - 1].first;
    return count;
}

void stretches_dispose(struct stretches *list)
{
    free(list->items);
    *list = (struct stretches){0};
}

/* The number of the first stretch that begins at or after a position. */
static size_t first_from(const struct stretches *list, uint32_t position)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->items[middle].first < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* By how much the longest one's last word lies behind its first. */
static uint32_t longest(const struct stretches *list)
{
    uint32_t most = 0;
    for (size_t at = 0; at < list->count; at++) {
        uint32_t length = list->items[at].last - list->items[at].first;
        most = length > most ? length : most;
    }
    return most;
}

/* --- parts of a text -------------------------------------------------------------------------- */

/* How many parts begin at or before a position. */
static size_t part_of(struct text_parts parts, uint32_t position)
{
    size_t low = 0, high = parts.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (parts.starts[middle] <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool text_parts_same(struct text_parts parts, uint32_t a, uint32_t b)
{
    return part_of(parts, a) == part_of(parts, b);
}

/* The last position of the part that holds a position. */
static uint32_t part_end(struct text_parts parts, uint32_t position)
{
    size_t next = part_of(parts, position);
    return next < parts.count ? parts.starts[next] - 1 : UINT32_MAX;
}

/* --- phrases ---------------------------------------------------------------------------------- */

/* A phrase on its way from one beginning: where it has come to, with how many words between. */
struct reached {
    uint32_t last, between;
};

struct reached_list {
    struct reached *items;
    size_t count, capacity;
};

/* Note a place, with the fewest words between; true unless memory ran out. */
static bool reach(struct reached_list *list, struct reached place)
{
    for (size_t at = 0; at < list->count; at++)
        if (list->items[at].last == place.last) {
            if (place.between < list->items[at].between)
                list->items[at] = place;
            return true;
        }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        struct reached *grown = realloc(list->items, capacity * sizeof(*grown));
        if (!grown)
            return false;
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = place;
    return true;
}

/* Go on from all places to the next list. */
static void reach_next(const struct stretches *list, uint32_t slop, uint32_t end,
                       const struct reached_list *from, struct reached_list *to,
                       struct stretch_work *work)
{
    to->count = 0;
    for (size_t at = 0; at < from->count; at++) {
        struct reached place = from->items[at];
        for (size_t next = first_from(list, place.last + 1); next < list->count; next++) {
            struct stretch stretch = list->items[next];
            uint32_t between = place.between + (stretch.first - place.last - 1);
            if (between > slop || stretch.first > end || must_end(work))
                break;
            if (stretch.last <= end && !reach(to, (struct reached){stretch.last, between}))
                work->no_memory = true;
        }
    }
}

void stretches_phrase(const struct stretches *lists, size_t count, uint32_t slop,
                      struct text_parts fields, struct stretches *out, struct stretch_work *work)
{
    struct reached_list from = {0}, to = {0};
    for (size_t at = 0; at < lists[0].count && !must_end(work); at++) {
        struct stretch start = lists[0].items[at];
        uint32_t end = part_end(fields, start.first);
        from.count = 0;
        if (!reach(&from, (struct reached){start.last, 0}))
            work->no_memory = true;
        for (size_t next = 1; next < count && from.count > 0; next++) {
            reach_next(&lists[next], slop, end, &from, &to, work);
            struct reached_list swap = from;
            from = to;
            to = swap;
        }
        for (size_t place = 0; place < from.count; place++)
            stretches_add(out, (struct stretch){start.first, from.items[place].last}, work);
        if (work->first_only && out->count > 0)
            break;
    }
    free(from.items);
    free(to.items);
    stretches_order(out);
}

/* --- near ------------------------------------------------------------------------------------- */

/* Whether one stretch stands to another, that of the list before, as it must. */
static bool stands_near(struct stretch before, struct stretch stretch,
                        const struct nearness *nearness)
{
    if (stretch.first > before.last)
        return stretch.first - before.last <= nearness->distance;
    return !nearness->ordered && stretch.last < before.first &&
           before.first - stretch.last <= nearness->distance;
}

/* The first stretch of a list that may stand near another one. */
static size_t first_near(const struct stretches *list, uint32_t length, struct stretch before,
                         const struct nearness *nearness)
{
    uint32_t from = nearness->ordered ? before.last + 1 : before.first;
    uint64_t reach_back = nearness->ordered ? 0 : (uint64_t)nearness->distance + length;
    return first_from(list, from > reach_back ? from - (uint32_t)reach_back : 0);
}

/* Whether nothing of a list from here on can stand near. */
static bool beyond(struct stretch stretch, struct stretch before, const struct nearness *nearness)
{
    return stretch.first > before.last && stretch.first - before.last > nearness->distance;
}

/* Operands on their way to be put together: those of one part of the text. */
struct near_run {
    struct stretches *lists;
    uint32_t *lengths; /* of the longest of each */
    size_t count;
    const struct nearness *nearness;
    struct stretch *chosen; /* one of each list so far */
    uint32_t tries;
    struct stretches *out;
    struct stretch_work *work;
};

/* A chain of operands up to some list. */
struct chain {
    struct stretch at;    /* that of the present list */
    struct stretch whole; /* from the first word of all to the last; with first_only that of `at` */
};

struct chains {
    struct chain *items;
    size_t count, capacity;
};

static int compare_chains(const void *left, const void *right)
{
    const struct chain *a = left, *b = right;
    int order = compare_stretches(&a->at, &b->at);
    return order != 0 ? order : compare_stretches(&a->whole, &b->whole);
}

static void chains_order(struct chains *list)
{
    size_t kept = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof(*list->items), compare_chains);
    for (size_t at = 0; at < list->count; at++)
        if (kept == 0 || compare_chains(&list->items[kept - 1], &list->items[at]) != 0)
            list->items[kept++] = list->items[at];
    list->count = kept;
}

static void chains_add(struct chains *list, struct chain chain, struct stretch_work *work)
{
    if (list->count >= 2 * STRETCHES_MAX)
        chains_order(list);
    if (list->count >= 2 * STRETCHES_MAX) {
        work->cut = true;
        return;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 32;
        struct chain *grown = realloc(list->items, capacity * sizeof(*grown));
        if (!grown) {
            work->no_memory = true;
            return;
        }
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = chain;
}

static struct stretch hull(struct stretch a, struct stretch b)
{
    return (struct stretch){a.first < b.first ? a.first : b.first,
                            a.last > b.last ? a.last : b.last};
}

static void extend_chains(struct near_run *run, size_t number, bool whole,
                          const struct chains *from, struct chains *to)
{
    const struct stretches *list = &run->lists[number];
    to->count = 0;
    for (size_t at = 0; at < from->count; at++) {
        struct chain chain = from->items[at];
        size_t next = first_near(list, run->lengths[number], chain.at, run->nearness);
        for (; next < list->count && !must_end(run->work); next++) {
            struct stretch stretch = list->items[next];
            if (beyond(stretch, chain.at, run->nearness))
                break;
            if (!stands_near(chain.at, stretch, run->nearness))
                continue;
            struct stretch all = whole ? hull(chain.whole, stretch) : stretch;
            chains_add(to, (struct chain){stretch, all}, run->work);
        }
    }
    chains_order(to);
}

/* All chains in which neighbours stand as they must and do not overlap; with `whole`, their whole
 * stretches are appended to the result. Returns whether there are any. */
static bool follow_chains(struct near_run *run, bool whole)
{
    struct chains from = {0}, to = {0};
    for (size_t at = 0; at < run->lists[0].count; at++)
        chains_add(&from, (struct chain){run->lists[0].items[at], run->lists[0].items[at]},
                   run->work);
    for (size_t number = 1; number < run->count && from.count > 0; number++) {
        extend_chains(run, number, whole, &from, &to);
        struct chains swap = from;
        from = to;
        to = swap;
    }
    bool any = from.count > 0;
    for (size_t at = 0; whole && at < from.count; at++)
        stretches_add(run->out, from.items[at].whole, run->work);
    free(from.items);
    free(to.items);
    return any;
}

/* Whether a stretch of one list overlaps one of another. */
static bool lists_overlap(const struct stretches *a, const struct stretches *b)
{
    uint64_t end_a = 0, end_b = 0; /* one behind the last word so far */
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        bool take_a = j == b->count || (i < a->count && a->items[i].first <= b->items[j].first);
        struct stretch stretch = take_a ? a->items[i++] : b->items[j++];
        uint64_t *own = take_a ? &end_a : &end_b;
        if (stretch.first < (take_a ? end_b : end_a))
            return true;
        *own = (uint64_t)stretch.last + 1 > *own ? (uint64_t)stretch.last + 1 : *own;
    }
    return false;
}

/* Whether operands that are no neighbours may take the same words: then chains are not enough. */
static bool may_collide(const struct near_run *run)
{
    if (run->nearness->ordered)
        return false;
    for (size_t i = 0; i + 2 < run->count; i++)
        for (size_t j = i + 2; j < run->count; j++)
            if (lists_overlap(&run->lists[i], &run->lists[j]))
                return true;
    return false;
}

static bool is_free(const struct near_run *run, size_t number, struct stretch stretch)
{
    for (size_t at = 0; at < number; at++)
        if (stretch.first <= run->chosen[at].last && run->chosen[at].first <= stretch.last)
            return false;
    return true;
}

/* Try all ways to go on from the stretches chosen so far; false to end. */
static bool try_next(struct near_run *run, size_t number, struct stretch whole)
{
    if (number == run->count) {
        stretches_add(run->out, whole, run->work);
        return !run->work->first_only;
    }
    const struct stretches *list = &run->lists[number];
    struct stretch before = run->chosen[number - 1];
    size_t next = first_near(list, run->lengths[number], before, run->nearness);
    for (; next < list->count && !must_end(run->work); next++) {
        struct stretch stretch = list->items[next];
        if (beyond(stretch, before, run->nearness))
            break;
        if (!stands_near(before, stretch, run->nearness) || !is_free(run, number, stretch))
            continue;
        if (++run->tries > NEAR_TRIES_MAX) {
            run->work->cut = true;
            return false;
        }
        run->chosen[number] = stretch;
        if (!try_next(run, number + 1, hull(whole, stretch)))
            return false;
    }
    return true;
}

static void near_in_part(struct near_run *run)
{
    bool collide = may_collide(run);
    if ((collide || run->work->first_only) && !follow_chains(run, false))
        return;
    if (!collide && run->work->first_only) {
        stretches_add(run->out, run->lists[0].items[0], run->work);
        return;
    }
    if (!collide) {
        follow_chains(run, true);
        return;
    }
    for (size_t at = 0; at < run->lists[0].count; at++) {
        run->chosen[0] = run->lists[0].items[at];
        if (!try_next(run, 1, run->chosen[0]))
            return;
    }
}

/* Copy what lies in a part of the text; false where a list has nothing there. */
static bool take_part(struct near_run *run, const struct stretches *lists, uint32_t first,
                      uint32_t last)
{
    for (size_t number = 0; number < run->count; number++) {
        struct stretches *own = &run->lists[number];
        own->count = 0;
        for (size_t at = first_from(&lists[number], first);
             at < lists[number].count && lists[number].items[at].first <= last; at++)
            if (lists[number].items[at].last <= last)
                stretches_add(own, lists[number].items[at], run->work);
        if (own->count == 0)
            return false;
        run->lengths[number] = longest(own);
    }
    return true;
}

static void near_in_parts(struct near_run *run, const struct stretches *lists)
{
    struct text_parts parts = run->nearness->parts;
    uint64_t from = 0;
    for (;;) {
        size_t at = from <= UINT32_MAX ? first_from(&lists[0], (uint32_t)from) : lists[0].count;
        if (at == lists[0].count || must_end(run->work))
            return;
        uint32_t position = lists[0].items[at].first;
        size_t part = part_of(parts, position);
        uint32_t last = part_end(parts, position);
        if (take_part(run, lists, part > 0 ? parts.starts[part - 1] : 0, last))
            near_in_part(run);
        if (run->work->first_only && run->out->count > 0)
            return;
        from = (uint64_t)last + 1;
    }
}

void stretches_near(const struct stretches *lists, size_t count, const struct nearness *nearness,
                    struct stretches *out, struct stretch_work *work)
{
    struct near_run run = {.lists = calloc(count, sizeof(*run.lists)),
                           .lengths = calloc(count, sizeof(*run.lengths)),
                           .count = count,
                           .nearness = nearness,
                           .chosen = calloc(count, sizeof(*run.chosen)),
                           .out = out,
                           .work = work};
    if (run.lists && run.lengths && run.chosen)
        near_in_parts(&run, lists);
    else
        work->no_memory = true;
    for (size_t at = 0; run.lists && at < count; at++)
        stretches_dispose(&run.lists[at]);
    free(run.lists);
    free(run.lengths);
    free(run.chosen);
    stretches_order(out);
}

/* --- not near --------------------------------------------------------------------------------- */

static bool any_near(struct stretch wanted, const struct stretches *unwanted, uint32_t length,
                     const struct nearness *nearness, struct stretch_work *work)
{
    uint32_t last = part_end(nearness->parts, wanted.first);
    if (wanted.last > last)
        return false;
    for (size_t at = first_near(unwanted, length, wanted, nearness); at < unwanted->count; at++) {
        struct stretch stretch = unwanted->items[at];
        if (beyond(stretch, wanted, nearness) || must_end(work))
            return false;
        if (stands_near(wanted, stretch, nearness) && stretch.last <= last &&
            text_parts_same(nearness->parts, wanted.first, stretch.first))
            return true;
    }
    return false;
}

void stretches_not_near(const struct stretches *wanted, const struct stretches *unwanted,
                        const struct nearness *nearness, struct stretches *out,
                        struct stretch_work *work)
{
    uint32_t length = longest(unwanted);
    for (size_t at = 0; at < wanted->count && !must_end(work); at++)
        if (!any_near(wanted->items[at], unwanted, length, nearness, work))
            stretches_add(out, wanted->items[at], work);
    stretches_order(out);
}
