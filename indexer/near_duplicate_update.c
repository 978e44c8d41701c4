#include "indexer/near_duplicate_update.h"

#include <stdlib.h>
#include <string.h>
#include <xap/iterate.h>

#include "indexer/index_database.h"
#include "indexer/near_duplicate_groups.h"
#include "indexer/stories.h"

/* An article that has a signature; its number is its place in the array. */
struct member {
    uint32_t docid;
    uint32_t hour;
    uint32_t check; /* story_check */
    uint32_t story; /* STORY_NONE for an article that is alone */
};

struct update {
    const char *path;
    xap_database *database;
    struct member *members; /* by ascending docid */
    size_t member_count, member_capacity;
    struct group_sets sets;
    uint32_t *firsts; /* of each story in `grouped`, and the end */
    size_t story_count;
    uint32_t *grouped; /* docids, story by story */
    size_t grouped_count;
    xap_error error;
    struct herald_error *err;
};

static enum herald_status no_memory(struct update *update)
{
    return herald_fail(update->err, HERALD_E_NO_MEMORY, "out of memory");
}

static enum herald_status fail(struct update *update)
{
    return index_fail_path(update->err, "group the copies in", update->path, &update->error);
}

/* --- reading signatures ---------------------------------------------------------------------- */

/* Called for each article with a signature, by ascending docid. */
typedef enum herald_status signature_function(struct update *update, uint32_t docid,
                                              struct slice value, const struct signature *signature,
                                              void *context);

static enum herald_status for_each_signature(struct update *update, signature_function *call,
                                             void *context)
{
    xap_values *values = NULL;
    xap_view value;
    uint32_t docid;
    struct signature signature;
    enum herald_status status = HERALD_OK;
    xap_status step =
        xap_values_open(update->database, SCHEMA_SLOT_SIGNATURE, &values, &update->error);
    while (step == XAP_OK && status == HERALD_OK) {
        step = xap_values_next(values, &docid, &value, &update->error);
        struct slice bytes = {value.bytes, value.length};
        if (step == XAP_OK && signature_decode(bytes, &signature))
            status = call(update, docid, bytes, &signature, context);
    }
    xap_values_free(values);
    return status == HERALD_OK && step != XAP_DONE ? fail(update) : status;
}

static enum herald_status add_member(struct update *update, uint32_t docid, struct slice value,
                                     const struct signature *signature, void *context)
{
    (void)context;
    if (update->member_count == update->member_capacity) {
        size_t capacity = update->member_capacity ? 2 * update->member_capacity : 4096;
        struct member *grown = realloc(update->members, capacity * sizeof *grown);
        if (!grown)
            return no_memory(update);
        update->members = grown;
        update->member_capacity = capacity;
    }
    update->members[update->member_count++] =
        (struct member){docid, signature->hour, story_check(value), STORY_NONE};
    return HERALD_OK;
}

/* --- grouping -------------------------------------------------------------------------------- */

/* Articles of some hours, held to be grouped. */
struct window {
    uint32_t first, last; /* hours */
    struct group_item *items;
    size_t count, capacity;
    uint32_t number; /* of the next signature that is read */
};

static enum herald_status add_item(struct update *update, uint32_t docid, struct slice value,
                                   const struct signature *signature, void *context)
{
    struct window *window = context;
    uint32_t number = window->number++;
    (void)docid, (void)value;
    if (signature->hour < window->first || signature->hour > window->last)
        return HERALD_OK;
    if (window->count == window->capacity)
        return herald_fail(update->err, HERALD_E_INTERNAL, "more articles than were counted");
    window->items[window->count++] = (struct group_item){number, *signature};
    return HERALD_OK;
}

/* Group the articles of a window, of which there are `count`. */
static enum herald_status group_window(struct update *update, uint32_t first, uint32_t last,
                                       size_t count)
{
    struct window window = {.first = first, .last = last, .capacity = count};
    window.items = malloc((count + 1) * sizeof *window.items);
    if (!window.items)
        return no_memory(update);
    enum herald_status status = for_each_signature(update, add_item, &window);
    if (status == HERALD_OK)
        status = group_items(window.items, window.count, &update->sets, update->err);
    free(window.items);
    return status;
}

static int compare_hours(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* The number of hours, which are sorted, below one. */
static size_t count_below(const uint32_t *hours, size_t count, uint32_t hour)
{
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (hours[middle] < hour)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/*
 * Group window by window: those without a date, then in the order of time, each window reaching
 * back as far as a story can. Windows end between two hours, so that none grows much beyond the
 * limit.
 */
static enum herald_status group_by_hours(struct update *update, const uint32_t *hours, size_t count)
{
    size_t at = count_below(hours, count, 1);
    enum herald_status status = at > 1 ? group_window(update, 0, 0, at) : HERALD_OK;
    while (at < count && status == HERALD_OK) {
        size_t most = count - at < UPDATE_SIGNATURES ? count - at : UPDATE_SIGNATURES;
        uint32_t first = group_first_hour(hours[at]), last = hours[at + most - 1];
        size_t end = count_below(hours, count, last + 1);
        status = group_window(update, first, last, end - count_below(hours, count, first));
        at = end;
    }
    return status;
}

static enum herald_status group_all(struct update *update)
{
    size_t count = update->member_count;
    uint32_t *hours = malloc((count + 1) * sizeof *hours);
    if (!hours || !group_sets_open(&update->sets, count)) {
        free(hours);
        return no_memory(update);
    }
    for (size_t i = 0; i < count; i++)
        hours[i] = update->members[i].hour;
    if (count > 1)
        qsort(hours, count, sizeof *hours, compare_hours);
    enum herald_status status = group_by_hours(update, hours, count);
    free(hours);
    return status;
}

/* --- stories --------------------------------------------------------------------------------- */

/* Number the sets of two articles and more in the order of their first, and list the articles of
 * each. `sizes` holds zeroes, one for each article. */
static void list_stories(struct update *update, uint32_t *sizes)
{
    uint32_t *ends = update->firsts;
    for (size_t i = 0; i < update->member_count; i++)
        sizes[group_sets_find(&update->sets, (uint32_t)i)]++;
    for (size_t i = 0; i < update->member_count; i++) {
        uint32_t root = group_sets_find(&update->sets, (uint32_t)i);
        if (sizes[root] < 2)
            continue;
        struct member *first = &update->members[root];
        if (first->story == STORY_NONE) {
            first->story = (uint32_t)update->story_count++;
            ends[first->story] = (uint32_t)update->grouped_count;
            update->grouped_count += sizes[root];
        }
        update->members[i].story = first->story;
        update->grouped[ends[first->story]++] = update->members[i].docid;
    }
    /* Each has become the end of its story, which is the first of the next. */
    memmove(update->firsts + 1, update->firsts, update->story_count * sizeof *update->firsts);
    update->firsts[0] = 0;
}

static enum herald_status make_stories(struct update *update)
{
    size_t count = update->member_count;
    uint32_t *sizes = calloc(count + 1, sizeof *sizes);
    update->firsts = malloc((count / 2 + 1) * sizeof *update->firsts);
    update->grouped = malloc((count + 1) * sizeof *update->grouped);
    bool failed = !sizes || !update->firsts || !update->grouped;
    if (!failed)
        list_stories(update, sizes);
    free(sizes);
    return failed ? no_memory(update) : HERALD_OK;
}

/* --- the file -------------------------------------------------------------------------------- */

/* Fill the arrays of the file, in their order (indexer/stories.h). */
static void fill_arrays(const struct update *update, uint32_t *docids)
{
    uint32_t *checks = docids + update->grouped_count;
    uint32_t *numbers = checks + update->grouped_count;
    uint32_t *firsts = numbers + update->grouped_count;
    uint32_t *members = firsts + update->story_count + 1;
    for (size_t i = 0; i < update->member_count; i++) {
        const struct member *member = &update->members[i];
        if (member->story == STORY_NONE)
            continue;
        *docids++ = member->docid;
        *checks++ = member->check;
        *numbers++ = member->story;
    }
    memcpy(firsts, update->firsts, (update->story_count + 1) * sizeof *firsts);
    memcpy(members, update->grouped, update->grouped_count * sizeof *members);
}

static enum herald_status write_stories(struct update *update)
{
    struct side_file_header header;
    if (side_file_describe(update->database, STORIES_MARK, STORIES_VERSION, &header,
                           &update->error) != XAP_OK)
        return fail(update);
    header.count = (uint32_t)update->grouped_count;
    header.more = (uint32_t)update->story_count;
    size_t numbers = 4 * update->grouped_count + update->story_count + 1;
    size_t size = sizeof header + numbers * sizeof(uint32_t) + sizeof(uint64_t);
    char *bytes = malloc(size);
    if (!bytes)
        return no_memory(update);
    memcpy(bytes, &header, sizeof header);
    fill_arrays(update, (uint32_t *)(bytes + sizeof header));
    enum herald_status status =
        side_file_write(update->path, STORIES_NAME, bytes, size, update->err);
    free(bytes);
    return status;
}

/* --- all together ---------------------------------------------------------------------------- */

static enum herald_status run(struct update *update)
{
    enum herald_status status = index_database_open(update->path, &update->database, update->err);
    if (status != HERALD_OK || stories_are_current(update->path, update->database))
        return status;
    status = for_each_signature(update, add_member, NULL);
    if (status == HERALD_OK)
        status = group_all(update);
    if (status == HERALD_OK)
        status = make_stories(update);
    return status == HERALD_OK ? write_stories(update) : status;
}

enum herald_status near_duplicate_update(const char *path, struct herald_error *err)
{
    struct update update = {.path = path, .error = XAP_ERROR_INIT, .err = err};
    enum herald_status status = run(&update);
    group_sets_dispose(&update.sets);
    xap_database_free(update.database);
    free(update.members);
    free(update.firsts);
    free(update.grouped);
    return status;
}
