#include "corpus/article.h"

#include <inttypes.h>
#define XXH_STATIC_LINKING_ONLY /* the state on the stack */
#include <xxhash.h>

/* Parts of an identity are set apart by U+001F; where a source holds it, U+001E escapes it. */
#define SEPARATOR '\x1F'
#define ESCAPE    '\x1E'

static enum herald_status no_memory(struct herald_error *err)
{
    return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article");
}

void article_clear(struct article *article)
{
    struct arena arena = article->arena;
    arena_clear(&arena);
    *article = (struct article){.arena = arena};
}

void article_dispose(struct article *article)
{
    arena_dispose(&article->arena);
    *article = (struct article){.arena = ARENA_INIT};
}

/* An array with room for one more item than `count`: the old one, or a larger copy. */
static void *room_for_one(struct arena *arena, void *items, size_t count, size_t *capacity,
                          size_t size)
{
    if (count < *capacity)
        return items;
    if (count > SIZE_MAX / 2 / size - 2)
        return NULL;
    size_t larger = count < 2 ? 4 : count * 2;
    void *copy = arena_alloc(arena, larger * size);
    if (!copy)
        return NULL;
    if (count)
        memcpy(copy, items, count * size);
    *capacity = larger;
    return copy;
}

enum herald_status article_list_add(struct article *article, struct slice_list *list,
                                    struct slice item, struct herald_error *err)
{
    struct slice copy = arena_copy(&article->arena, item);
    struct slice *items =
        room_for_one(&article->arena, list->items, list->count, &list->capacity, sizeof(*items));
    if (!copy.bytes || !items)
        return no_memory(err);
    list->items = items;
    list->items[list->count++] = copy;
    return HERALD_OK;
}

enum herald_status article_extra_add(struct article *article, struct slice name, struct slice json,
                                     struct herald_error *err)
{
    struct extra_field field = {arena_copy(&article->arena, name),
                                arena_copy(&article->arena, json)};
    struct extra_field *extra = room_for_one(&article->arena, article->extra, article->extra_count,
                                             &article->extra_capacity, sizeof(*extra));
    if (!field.name.bytes || !field.json.bytes || !extra)
        return no_memory(err);
    article->extra = extra;
    article->extra[article->extra_count++] = field;
    return HERALD_OK;
}

/* The single strings and the lists of an article, so that copying and hashing miss none. */
enum { STRING_COUNT = 10, LIST_COUNT = 5 };

static void fields_of(struct article *article, struct slice *strings[static STRING_COUNT],
                      struct slice_list *lists[static LIST_COUNT])
{
    struct slice *all_strings[STRING_COUNT] = {
        &article->id,   &article->url,      &article->source,  &article->title, &article->subtitle,
        &article->body, &article->language, &article->section, &article->place, &article->rights};
    struct slice_list *all_lists[LIST_COUNT] = {&article->authors, &article->countries,
                                                &article->people, &article->organisations,
                                                &article->topics};
    memcpy(strings, all_strings, sizeof(all_strings));
    memcpy(lists, all_lists, sizeof(all_lists));
}

static bool copy_strings(struct article *to, const struct article *from)
{
    struct article source = *from;
    struct slice *ours[STRING_COUNT], *theirs[STRING_COUNT];
    struct slice_list *our_lists[LIST_COUNT], *their_lists[LIST_COUNT];
    fields_of(to, ours, our_lists);
    fields_of(&source, theirs, their_lists);
    for (size_t i = 0; i < STRING_COUNT; i++)
        if (theirs[i]->length && !(*ours[i] = arena_copy(&to->arena, *theirs[i])).bytes)
            return false;
    for (size_t i = 0; i < LIST_COUNT; i++)
        for (size_t j = 0; j < their_lists[i]->count; j++)
            if (article_list_add(to, our_lists[i], their_lists[i]->items[j], NULL) != HERALD_OK)
                return false;
    return true;
}

enum herald_status article_copy(struct article *to, const struct article *from,
                                struct herald_error *err)
{
    if (to == from)
        return HERALD_OK;
    article_clear(to);
    to->mixed = from->mixed;
    to->published = from->published;
    to->updated = from->updated;
    to->detected = arena_copy(&to->arena, from->detected);
    if (!to->detected.bytes || !copy_strings(to, from))
        return no_memory(err);
    for (size_t i = 0; i < from->extra_count; i++)
        if (article_extra_add(to, from->extra[i].name, from->extra[i].json, err) != HERALD_OK)
            return HERALD_E_NO_MEMORY;
    return HERALD_OK;
}

static void hash_number(XXH3_state_t *state, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    XXH3_128bits_update(state, bytes, sizeof(bytes));
}

/* Length first, so that no two lists of strings give the same bytes. */
static void hash_slice(XXH3_state_t *state, struct slice slice)
{
    hash_number(state, slice.length);
    if (slice.length)
        XXH3_128bits_update(state, slice.bytes, slice.length);
}

static void hash_date(XXH3_state_t *state, struct date date)
{
    hash_number(state, (uint64_t)date.seconds);
    hash_number(state, (uint64_t)date.precision);
}

struct article_hash article_content_hash(const struct article *article)
{
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    XXH3_128bits_reset(&state);
    struct article view = *article;
    struct slice *strings[STRING_COUNT];
    struct slice_list *lists[LIST_COUNT];
    fields_of(&view, strings, lists);
    for (size_t i = 0; i < STRING_COUNT; i++)
        hash_slice(&state, *strings[i]);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        hash_number(&state, lists[i]->count);
        for (size_t j = 0; j < lists[i]->count; j++)
            hash_slice(&state, lists[i]->items[j]);
    }
    hash_date(&state, article->published);
    hash_date(&state, article->updated);
    hash_number(&state, article->extra_count);
    for (size_t i = 0; i < article->extra_count; i++) {
        hash_slice(&state, article->extra[i].name);
        hash_slice(&state, article->extra[i].json);
    }
    XXH128_hash_t hash = XXH3_128bits_digest(&state);
    return (struct article_hash){hash.low64, hash.high64};
}

static void append_source(struct buffer *out, struct slice source)
{
    for (size_t i = 0; i < source.length; i++) {
        char byte = source.bytes[i];
        if (byte == SEPARATOR || byte == ESCAPE) {
            buffer_append_byte(out, ESCAPE);
            byte = byte == SEPARATOR ? '1' : '0';
        }
        buffer_append_byte(out, (unsigned char)byte);
    }
}

enum identity_kind article_identity(const struct article *article, struct buffer *out)
{
    if (article->id.length) {
        buffer_append_byte(out, 'I');
        append_source(out, article->source);
        buffer_append_byte(out, SEPARATOR);
        buffer_append_slice(out, article->id);
        return IDENTITY_ID;
    }
    if (article->url.length) {
        buffer_append_byte(out, 'U');
        buffer_append_slice(out, article->url);
        return IDENTITY_URL;
    }
    struct article_hash hash = article_content_hash(article);
    buffer_append_format(out, "C%016" PRIx64 "%016" PRIx64, hash.high, hash.low);
    return IDENTITY_CONTENT;
}

int article_compare_names(const struct article *a, const struct article *b)
{
    return slice_compare(a->id.length > 0 ? a->id : a->url, b->id.length > 0 ? b->id : b->url);
}
