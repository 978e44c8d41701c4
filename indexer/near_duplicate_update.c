#include "indexer/near_duplicate_update.h"

#include <stdlib.h>
#include <string.h>
#include <xap/iterate.h>
#include <xap/writable.h>
#include <xxhash.h>

#include "indexer/index_database.h"
#include "indexer/near_duplicate_groups.h"

#define NONE UINT32_MAX

/* An article that has a signature; its number is its place in the array. */
struct member {
    uint32_t docid;
    uint32_t hour;
    uint32_t group; /* number of its story; NONE for an article that is alone */
};

/* A story of two articles or more. */
struct group {
    uint64_t key;
    uint32_t first, count; /* in `grouped` */
    bool changed;          /* what stands in the database differs */
};

struct update {
    const char *path;
    xap_database *database;
    xap_writable *writable;
    xap_document *document;
    struct member *members; /* by ascending docid */
    size_t member_count, member_capacity;
    struct group_sets sets;
    struct group *groups;
    size_t group_count;
    uint32_t *grouped; /* numbers of the members of each group, group by group */
    uint32_t *cleared; /* docids that are in a story no more */
    size_t cleared_count, cleared_capacity;
    struct slice *identities; /* of one group, in `text` */
    struct buffer text;
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
    (void)value, (void)context;
    if (update->member_count == update->member_capacity) {
        size_t capacity = update->member_capacity ? 2 * update->member_capacity : 4096;
        struct member *grown = realloc(update->members, capacity * sizeof *grown);
        if (!grown)
            return no_memory(update);
        update->members = grown;
        update->member_capacity = capacity;
    }
    update->members[update->member_count++] = (struct member){docid, signature->hour, NONE};
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

/* Give numbers to the sets of two and more. `sizes` has room for one number a member. */
static void number_groups(struct update *update, uint32_t *sizes)
{
    for (size_t i = 0; i < update->member_count; i++)
        sizes[group_sets_find(&update->sets, (uint32_t)i)]++;
    uint32_t first = 0;
    for (size_t i = 0; i < update->member_count; i++) {
        uint32_t count = sizes[i];
        if (count < 2)
            continue;
        update->groups[update->group_count] = (struct group){UINT64_MAX, first, 0, false};
        update->members[i].group = (uint32_t)update->group_count++;
        first += count;
    }
    for (size_t i = 0; i < update->member_count; i++) {
        uint32_t root = group_sets_find(&update->sets, (uint32_t)i);
        if (sizes[root] < 2)
            continue;
        struct group *group = &update->groups[update->members[root].group];
        update->members[i].group = update->members[root].group;
        update->grouped[group->first + group->count++] = (uint32_t)i;
    }
}

static enum herald_status make_groups(struct update *update)
{
    size_t count = update->member_count;
    uint32_t *sizes = calloc(count + 1, sizeof *sizes);
    update->groups = malloc((count / 2 + 1) * sizeof *update->groups);
    update->grouped = malloc((count + 1) * sizeof *update->grouped);
    bool failed = !sizes || !update->groups || !update->grouped;
    if (!failed)
        number_groups(update, sizes);
    free(sizes);
    return failed ? no_memory(update) : HERALD_OK;
}

/* A story is named by the least hash of its signatures: equal signatures are of one story. */
static enum herald_status name_group(struct update *update, uint32_t docid, struct slice value,
                                     const struct signature *signature, void *context)
{
    size_t *at = context;
    const struct member *member = &update->members[(*at)++];
    (void)docid, (void)signature;
    if (member->group != NONE) {
        struct group *group = &update->groups[member->group];
        uint64_t hash = XXH3_64bits(value.bytes, value.length);
        group->key = hash < group->key ? hash : group->key;
    }
    return HERALD_OK;
}

/* --- what differs ---------------------------------------------------------------------------- */

static enum herald_status clear_later(struct update *update, uint32_t docid)
{
    if (update->cleared_count == update->cleared_capacity) {
        size_t capacity = update->cleared_capacity ? 2 * update->cleared_capacity : 256;
        uint32_t *grown = realloc(update->cleared, capacity * sizeof *grown);
        if (!grown)
            return no_memory(update);
        update->cleared = grown;
        update->cleared_capacity = capacity;
    }
    update->cleared[update->cleared_count++] = docid;
    return HERALD_OK;
}

/* Compare what stands with an article with what should; `story` is NULL where nothing stands. */
static enum herald_status compare_story(struct update *update, const struct member *member,
                                        uint32_t docid, const struct schema_story *story)
{
    if (member && member->group != NONE) {
        struct group *group = &update->groups[member->group];
        group->changed |= !story || story->key != group->key || story->count != group->count;
        return HERALD_OK;
    }
    return story ? clear_later(update, docid) : HERALD_OK;
}

/* Walk over the articles and what stands with them side by side, both by ascending docid. */
static enum herald_status find_changes(struct update *update)
{
    xap_values *values = NULL;
    xap_view value;
    uint32_t docid = 0;
    size_t at = 0;
    enum herald_status status = HERALD_OK;
    xap_status step = xap_values_open(update->database, SCHEMA_SLOT_STORY, &values, &update->error);
    if (step == XAP_OK)
        step = xap_values_next(values, &docid, &value, &update->error);
    while (status == HERALD_OK && (step == XAP_OK || step == XAP_DONE)) {
        const struct member *member = at < update->member_count ? &update->members[at] : NULL;
        struct schema_story story = {0};
        if (step == XAP_DONE && !member)
            break;
        if (step == XAP_DONE || (member && member->docid < docid)) {
            status = compare_story(update, member, member->docid, NULL);
            at++;
            continue;
        }
        bool here = member && member->docid == docid;
        schema_decode_story((struct slice){value.bytes, value.length}, &story);
        status = compare_story(update, here ? member : NULL, docid, &story);
        at += here;
        step = xap_values_next(values, &docid, &value, &update->error);
    }
    xap_values_free(values);
    return status == HERALD_OK && step != XAP_DONE ? fail(update) : status;
}

/* --- writing --------------------------------------------------------------------------------- */

static enum herald_status open_writable(struct update *update)
{
    if (update->writable)
        return HERALD_OK;
    return index_database_write(update->path, &update->writable, update->err);
}

/* Set the value of one article, or remove it where `value` is empty. */
static xap_status set_story(struct update *update, uint32_t docid, struct slice value)
{
    xap_status status =
        xap_writable_document(update->writable, docid, update->document, &update->error);
    if (status == XAP_OK)
        status = xap_document_set_value(update->document, SCHEMA_SLOT_STORY, value.bytes,
                                        value.length, &update->error);
    if (status == XAP_OK)
        status = xap_writable_replace(update->writable, docid, update->document, &update->error);
    return status;
}

/* Append the identity term of an article to `text`, its length before it. */
static xap_status note_identity(struct update *update, uint32_t docid, struct slice *out)
{
    xap_terms *terms = NULL;
    xap_view term = {NULL, 0};
    size_t start = update->text.length;
    xap_status status =
        xap_writable_document(update->writable, docid, update->document, &update->error);
    if (status == XAP_OK)
        status = xap_terms_open_document(update->document, &terms, &update->error);
    if (status == XAP_OK)
        status = xap_terms_skip_to(terms, SCHEMA_IDENTITY, 1, &update->error);
    if (status == XAP_OK)
        status = xap_terms_next(terms, &term, NULL, &update->error);
    if (status == XAP_OK) {
        buffer_append_byte(&update->text, (unsigned char)term.length);
        buffer_append(&update->text, term.bytes, term.length);
        *out = (struct slice){NULL, start};
    }
    xap_terms_free(terms);
    if (status == XAP_DONE)
        status = update->error.status = update->error.cause = XAP_E_CORRUPT;
    return status;
}

static int compare_slices(const void *left, const void *right)
{
    return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

/* Store the identities of a group's members, sorted, so that equal groups are equal bytes. */
static xap_status write_members(struct update *update, const struct group *group)
{
    char key[SCHEMA_META_STORY_MAX + 1];
    struct buffer list = BUFFER_INIT;
    buffer_clear(&update->text);
    xap_status status = XAP_OK;
    for (uint32_t i = 0; i < group->count && status == XAP_OK; i++)
        status = note_identity(update, update->members[update->grouped[group->first + i]].docid,
                               &update->identities[i]);
    for (uint32_t i = 0; i < group->count && status == XAP_OK && !update->text.failed; i++) {
        const char *at = update->text.bytes + update->identities[i].length;
        update->identities[i] = (struct slice){at, 1 + (size_t)(unsigned char)*at};
    }
    if (status == XAP_OK && !update->text.failed)
        qsort(update->identities, group->count, sizeof *update->identities, compare_slices);
    for (uint32_t i = 0; i < group->count && status == XAP_OK && !update->text.failed; i++)
        buffer_append_slice(&list, update->identities[i]);
    if (update->text.failed || list.failed)
        status = update->error.status = update->error.cause = XAP_E_NO_MEMORY;
    if (status == XAP_OK)
        status = xap_writable_set_metadata(update->writable, key, schema_story_key(group->key, key),
                                           list.bytes, list.length, &update->error);
    buffer_dispose(&list);
    return status;
}

static xap_status write_group(struct update *update, const struct group *group)
{
    char value[SCHEMA_STORY_SIZE];
    schema_encode_story((struct schema_story){group->key, group->count}, value);
    xap_status status = write_members(update, group);
    for (uint32_t i = 0; i < group->count && status == XAP_OK; i++)
        status = set_story(update, update->members[update->grouped[group->first + i]].docid,
                           (struct slice){value, sizeof value});
    return status;
}

static enum herald_status write_changes(struct update *update)
{
    uint32_t largest = 1;
    xap_status status = XAP_OK;
    enum herald_status opened = HERALD_OK;
    for (size_t i = 0; i < update->group_count; i++)
        if (update->groups[i].changed && update->groups[i].count > largest)
            largest = update->groups[i].count;
    if (largest > 1 || update->cleared_count > 0)
        opened = open_writable(update);
    if (opened != HERALD_OK)
        return opened;
    update->identities = malloc(largest * sizeof *update->identities);
    if (!update->identities)
        return no_memory(update);
    for (size_t i = 0; i < update->cleared_count && status == XAP_OK; i++)
        status = set_story(update, update->cleared[i], SLICE(""));
    for (size_t i = 0; i < update->group_count && status == XAP_OK; i++)
        if (update->groups[i].changed)
            status = write_group(update, &update->groups[i]);
    return status == XAP_OK ? HERALD_OK : fail(update);
}

/* --- stories that are no more ---------------------------------------------------------------- */

static int compare_keys(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* Remove one list of members unless it is of a present story. */
static enum herald_status sweep(struct update *update, const uint64_t *keys, xap_view name)
{
    char key[SCHEMA_META_STORY_MAX + 1];
    char digits[17] = "";
    size_t prefix = strlen(SCHEMA_META_STORY);
    if (name.length == SCHEMA_META_STORY_MAX)
        memcpy(digits, name.bytes + prefix, 16);
    uint64_t number = strtoull(digits, NULL, 16);
    bool ours =
        schema_story_key(number, key) == name.length && memcmp(key, name.bytes, name.length) == 0;
    if (ours && bsearch(&number, keys, update->group_count, sizeof *keys, compare_keys))
        return HERALD_OK;
    enum herald_status status = open_writable(update);
    if (status == HERALD_OK && xap_writable_set_metadata(update->writable, name.bytes, name.length,
                                                         "", 0, &update->error) != XAP_OK)
        status = fail(update);
    return status;
}

/* Remove the lists of stories that are no more, by a reader that sees the state before. */
static enum herald_status sweep_all(struct update *update)
{
    xap_terms *names = NULL;
    xap_view name;
    enum herald_status status = HERALD_OK;
    uint64_t *keys = malloc((update->group_count + 1) * sizeof *keys);
    if (!keys)
        return no_memory(update);
    for (size_t i = 0; i < update->group_count; i++)
        keys[i] = update->groups[i].key;
    if (update->group_count > 1)
        qsort(keys, update->group_count, sizeof *keys, compare_keys);
    xap_status step = xap_terms_open_metadata(update->database, SCHEMA_META_STORY,
                                              strlen(SCHEMA_META_STORY), &names, &update->error);
    while (step == XAP_OK && status == HERALD_OK) {
        step = xap_terms_next(names, &name, NULL, &update->error);
        if (step == XAP_OK)
            status = sweep(update, keys, name);
    }
    xap_terms_free(names);
    free(keys);
    return status == HERALD_OK && step != XAP_DONE ? fail(update) : status;
}

/* --- all together ---------------------------------------------------------------------------- */

static enum herald_status run(struct update *update)
{
    size_t named = 0;
    enum herald_status status = index_database_open(update->path, &update->database, update->err);
    if (status == HERALD_OK && xap_document_new(&update->document, &update->error) != XAP_OK)
        status = fail(update);
    if (status == HERALD_OK)
        status = for_each_signature(update, add_member, NULL);
    if (status == HERALD_OK)
        status = group_all(update);
    if (status == HERALD_OK)
        status = make_groups(update);
    if (status == HERALD_OK)
        status = for_each_signature(update, name_group, &named);
    if (status == HERALD_OK)
        status = find_changes(update);
    if (status == HERALD_OK)
        status = sweep_all(update);
    if (status == HERALD_OK)
        status = write_changes(update);
    if (status == HERALD_OK && update->writable &&
        xap_writable_close(update->writable, &update->error) != XAP_OK)
        status = fail(update);
    return status;
}

enum herald_status near_duplicate_update(const char *path, struct herald_error *err)
{
    struct update update = {.path = path, .error = XAP_ERROR_INIT, .err = err};
    enum herald_status status = run(&update);
    group_sets_dispose(&update.sets);
    buffer_dispose(&update.text);
    xap_document_free(update.document);
    xap_writable_free(update.writable);
    xap_database_free(update.database);
    free(update.members);
    free(update.groups);
    free(update.grouped);
    free(update.cleared);
    free(update.identities);
    return status;
}
