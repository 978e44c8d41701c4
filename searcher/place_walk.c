#include "searcher/place_walk.h"

void place_walk_add(struct place_walk *walk, struct positions_list list)
{
    struct walk_list *added = &walk->lists[walk->count++];
    walk->bytes += (size_t)(list.end - list.next);
    added->rest = list;
    if (!positions_next(&added->rest, &added->position))
        added->position = WALK_END;
}

/* Walk to the first position from one on; WALK_END where there is none. */
static uint32_t walk_to(struct place_walk *walk, uint64_t from)
{
    uint32_t lowest = WALK_END;
    for (size_t at = 0; at < walk->count; at++) {
        struct walk_list *list = &walk->lists[at];
        while (list->position < from && list->position != WALK_END)
            if (!positions_next(&list->rest, &list->position))
                list->position = WALK_END;
        lowest = list->position < lowest ? list->position : lowest;
    }
    return lowest;
}

/* --- phrases ---------------------------------------------------------------------------------- */

/* The place with the fewest positions, which leads. */
static size_t rarest(const struct place_walk *walks, size_t count)
{
    size_t best = 0;
    for (size_t at = 1; at < count; at++)
        if (walks[at].bytes < walks[best].bytes)
            best = at;
    return best;
}

/* What the places come to at one beginning. */
enum meeting { APART, TOGETHER, NEVER_AGAIN };

static enum meeting meet(struct place_walk *walks, size_t count, uint64_t start)
{
    for (size_t at = 0; at < count; at++) {
        uint64_t wanted = start + walks[at].offset;
        uint32_t found = walk_to(&walks[at], wanted);
        if (found != wanted)
            return found == WALK_END ? NEVER_AGAIN : APART;
    }
    return TOGETHER;
}

bool place_walk_phrase(struct place_walk *walks, size_t count, uint32_t first, uint32_t last)
{
    struct place_walk *lead = &walks[rarest(walks, count)];
    uint64_t from = (uint64_t)first + lead->offset;
    for (uint32_t at; (at = walk_to(lead, from)) != WALK_END; from = (uint64_t)at + 1) {
        uint64_t start = at - lead->offset;
        if (start + walks[count - 1].offset > last)
            return false;
        enum meeting meeting = meet(walks, count, start);
        if (meeting != APART)
            return meeting == TOGETHER;
    }
    return false;
}

/* --- near ------------------------------------------------------------------------------------- */

bool place_walk_near(struct place_walk walks[static 2], uint32_t distance, bool ordered,
                     uint32_t first, uint32_t last)
{
    uint32_t a = walk_to(&walks[0], first), b = walk_to(&walks[1], first);
    while (a <= last && b <= last && a != WALK_END && b != WALK_END) {
        if (b > a && b - a <= distance)
            return true;
        if (a > b && a - b <= distance && !ordered)
            return true;
        if (b > a) {
            a = walk_to(&walks[0], b - distance);
        } else if (a > b) {
            b = walk_to(&walks[1], ordered ? (uint64_t)a + 1 : a - distance);
        } else {
            uint32_t both = a;
            a = ordered ? a : walk_to(&walks[0], (uint64_t)both + 1);
            b = walk_to(&walks[1], (uint64_t)both + 1);
            /* Each may stand near the other one's word that both stood at. */
            if ((b <= last && b != WALK_END && b - both <= distance) ||
                (!ordered && a <= last && a != WALK_END && a - both <= distance))
                return true;
        }
    }
    return false;
}
