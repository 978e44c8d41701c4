#include "indexer/positions.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "corpus/store_varint.h"

/*
 * A table, in which numbers are little-endian:
 *
 *     1 byte     b, the number of bits that choose a bucket; 0x80 more where offsets have four
 * bytes 2^b + 1    offsets of two or four bytes, counted from the end of these: where each bucket
 *                begins, and where the last one ends
 *     buckets    of each term the lowest 32 bits of its hash, a varint, the number of bytes of its
 *                positions, and these: the first one, then each one less its forerunner, as varints
 *
 * A hash is the XXH3-64 of the term; its highest bits choose the bucket. There are about as many
 * buckets as terms, and twice as many for each time that two terms could not be told apart.
 */

#define WIDE       0x80u
#define BITS_MOST  30u
#define KEEP_BYTES ((size_t)1 << 20)

/* Terms that are looked for side by side: about as many as a core fetches of memory at a time. */
#define TOGETHER 16u

struct positions_term {
    uint64_t hash;
    size_t first, count; /* in `positions` */
};

uint64_t positions_hash(struct slice term)
{
    return XXH3_64bits(term.bytes, term.length);
}

static size_t bucket_of(uint64_t hash, unsigned bits)
{
    return bits ? (size_t)(hash >> (64 - bits)) : 0;
}

/* --- gathering -------------------------------------------------------------------------------- */

void positions_start(struct positions_builder *builder)
{
    if (builder->bytes.capacity > KEEP_BYTES)
        positions_dispose(builder);
    builder->count = builder->used = 0;
    builder->failed = false;
    buffer_clear(&builder->bytes);
}

void positions_dispose(struct positions_builder *builder)
{
    free(builder->terms);
    free(builder->sorted);
    free(builder->positions);
    free(builder->ends);
    buffer_dispose(&builder->entry);
    buffer_dispose(&builder->bytes);
    *builder = (struct positions_builder){0};
}

static bool reserve_terms(struct positions_builder *builder)
{
    if (builder->count < builder->capacity)
        return true;
    size_t capacity = builder->capacity ? 2 * builder->capacity : 1024;
    struct positions_term *terms = realloc(builder->terms, capacity * sizeof(*terms));
    builder->terms = terms ? terms : builder->terms;
    struct positions_term *sorted = realloc(builder->sorted, capacity * sizeof(*sorted));
    builder->sorted = sorted ? sorted : builder->sorted;
    builder->capacity = terms && sorted ? capacity : builder->capacity;
    return terms && sorted;
}

static bool reserve_positions(struct positions_builder *builder, size_t more)
{
    size_t room = builder->room ? builder->room : 4096;
    if (builder->used + more <= builder->room)
        return true;
    while (room < builder->used + more)
        room *= 2;
    uint32_t *positions = realloc(builder->positions, room * sizeof(*positions));
    if (!positions)
        return false;
    builder->positions = positions;
    builder->room = room;
    return true;
}

void positions_add(struct positions_builder *builder, struct slice term, const uint32_t *positions,
                   size_t count)
{
    if (count == 0 || builder->failed)
        return;
    if (!reserve_terms(builder) || !reserve_positions(builder, count)) {
        builder->failed = true;
        return;
    }
    builder->terms[builder->count++] =
        (struct positions_term){positions_hash(term), builder->used, count};
    memcpy(builder->positions + builder->used, positions, count * sizeof(*positions));
    builder->used += count;
}

/* --- sorting ---------------------------------------------------------------------------------- */

static unsigned bits_for(size_t count)
{
    unsigned bits = 0;
    while (bits < BITS_MOST && (size_t)2 << bits <= count)
        bits++;
    return bits;
}

/* Have room for the ends of buckets. */
static bool reserve_ends(struct positions_builder *builder, unsigned bits)
{
    size_t count = ((size_t)1 << bits) + 1;
    if (builder->end_room < count) {
        uint32_t *ends = realloc(builder->ends, count * sizeof(*ends));
        if (!ends)
            return false;
        builder->ends = ends;
        builder->end_room = count;
    }
    memset(builder->ends, 0, count * sizeof(*builder->ends));
    return true;
}

/* Whether a term stands behind another one of its bucket; those of one hash keep their order. */
static bool stands_behind(const struct positions_term *a, const struct positions_term *b)
{
    uint32_t left = (uint32_t)a->hash, right = (uint32_t)b->hash;
    return left > right || (left == right && a->hash > b->hash);
}

static void sort_bucket(struct positions_term *terms, size_t count)
{
    for (size_t at = 1; at < count; at++) {
        struct positions_term term = terms[at];
        size_t to = at;
        for (; to > 0 && stands_behind(&terms[to - 1], &term); to--)
            terms[to] = terms[to - 1];
        terms[to] = term;
    }
}

/* Sort the terms by bucket, and there by the rest of their hashes; note where each bucket ends. */
static bool sort_terms(struct positions_builder *builder, unsigned bits)
{
    const struct positions_term *terms = builder->terms;
    if (!reserve_ends(builder, bits))
        return false;
    uint32_t *ends = builder->ends, begin = 0;
    size_t buckets = (size_t)1 << bits;
    for (size_t at = 0; at < builder->count; at++)
        ends[bucket_of(terms[at].hash, bits) + 1]++;
    for (size_t bucket = 0; bucket < buckets; bucket++)
        ends[bucket + 1] += ends[bucket];
    /* Each number is the begin of its bucket now, and is moved to its end. */
    for (size_t at = 0; at < builder->count; at++)
        builder->sorted[ends[bucket_of(terms[at].hash, bits)]++] = terms[at];
    for (size_t bucket = 0; bucket < buckets; begin = ends[bucket++])
        sort_bucket(builder->sorted + begin, ends[bucket] - begin);
    return true;
}

/* Whether two terms of a bucket have the same lower bits. */
static bool are_confused(const struct positions_builder *builder, unsigned bits)
{
    for (size_t at = 1; at < builder->count; at++) {
        const struct positions_term *term = &builder->sorted[at], *before = term - 1;
        if ((uint32_t)term->hash == (uint32_t)before->hash && term->hash != before->hash &&
            bucket_of(term->hash, bits) == bucket_of(before->hash, bits))
            return true;
    }
    return false;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Append the positions of terms of one hash as varints. */
static void append_positions(const struct positions_builder *builder,
                             const struct positions_term *terms, size_t count, struct buffer *out)
{
    uint32_t last = 0;
    for (size_t at = 0; at < count; at++)
        for (size_t number = 0; number < terms[at].count; number++) {
            uint32_t position = builder->positions[terms[at].first + number];
            varint_append(position - last, out);
            last = position;
        }
}

/* Append the entry of the term at `at` and those of the same hash; returns how many they are. */
static size_t append_entry(struct positions_builder *builder, size_t at)
{
    const struct positions_term *terms = &builder->sorted[at];
    size_t count = 1;
    uint32_t rest = (uint32_t)terms->hash;
    while (at + count < builder->count && terms[count].hash == terms->hash)
        count++;
    buffer_clear(&builder->entry);
    append_positions(builder, terms, count, &builder->entry);
    for (unsigned byte = 0; byte < 4; byte++)
        buffer_append_byte(&builder->bytes, (unsigned char)(rest >> 8 * byte));
    varint_append(builder->entry.length, &builder->bytes);
    buffer_append_slice(&builder->bytes, buffer_slice(&builder->entry));
    return count;
}

/* Append all entries; `ends` then says where the bytes of each bucket end. */
static void append_buckets(struct positions_builder *builder, unsigned bits)
{
    size_t at = 0;
    for (size_t bucket = 0; bucket < (size_t)1 << bits; bucket++) {
        while (at < builder->ends[bucket])
            at += append_entry(builder, at);
        builder->ends[bucket] = (uint32_t)builder->bytes.length;
    }
}

static void put_offset(char *out, size_t number, uint32_t offset, bool wide)
{
    unsigned width = wide ? 4 : 2;
    for (unsigned byte = 0; byte < width; byte++)
        out[number * width + byte] = (char)(offset >> 8 * byte);
}

/* Put what stands before the buckets before them. */
static void prepend_head(struct positions_builder *builder, unsigned bits)
{
    size_t buckets = (size_t)1 << bits, length = builder->bytes.length;
    bool wide = length > UINT16_MAX;
    size_t head = 1 + (buckets + 1) * (wide ? 4 : 2);
    if (!buffer_reserve(&builder->bytes, head))
        return;
    char *bytes = builder->bytes.bytes;
    memmove(bytes + head, bytes, length);
    bytes[0] = (char)(bits | (wide ? WIDE : 0));
    put_offset(bytes + 1, 0, 0, wide);
    for (size_t bucket = 0; bucket < buckets; bucket++)
        put_offset(bytes + 1, bucket + 1, builder->ends[bucket], wide);
    builder->bytes.length = head + length;
}

enum herald_status positions_finish(struct positions_builder *builder, struct slice *out,
                                    struct herald_error *err)
{
    unsigned bits = bits_for(builder->count);
    *out = (struct slice){NULL, 0};
    if (builder->count == 0 && !builder->failed)
        return HERALD_OK;
    bool sorted = !builder->failed && sort_terms(builder, bits);
    while (sorted && bits < BITS_MOST && are_confused(builder, bits))
        sorted = sort_terms(builder, ++bits);
    if (sorted) {
        append_buckets(builder, bits);
        prepend_head(builder, bits);
    }
    if (!sorted || builder->bytes.failed || builder->entry.failed)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for positions");
    if (builder->bytes.length > UINT32_MAX)
        return herald_fail(err, HERALD_E_LIMIT, "positions take over 4 GiB");
    *out = buffer_slice(&builder->bytes);
    return HERALD_OK;
}

/* --- reading ---------------------------------------------------------------------------------- */

static uint32_t number_at(const unsigned char *bytes, unsigned width)
{
    uint32_t number = 0;
    for (unsigned byte = 0; byte < width; byte++)
        number |= (uint32_t)bytes[byte] << 8 * byte;
    return number;
}

/* What stands at the head of a table. */
struct table_head {
    const unsigned char *offsets;
    unsigned bits, width; /* of the number of a bucket, of an offset */
    size_t length;        /* bytes up to the first bucket */
};

/* False where the table is damaged. */
static bool read_head(struct slice table, struct table_head *head)
{
    const unsigned char *bytes = (const unsigned char *)table.bytes;
    if (table.length < 5 || (bytes[0] & ~WIDE) > BITS_MOST)
        return false;
    unsigned bits = bytes[0] & ~WIDE, width = bytes[0] & WIDE ? 4 : 2;
    *head = (struct table_head){bytes + 1, bits, width, 1 + (((size_t)1 << bits) + 1) * width};
    return table.length >= head->length;
}

static const unsigned char *offset_of(const struct table_head *head, uint64_t hash)
{
    return head->offsets + bucket_of(hash, head->bits) * head->width;
}

/* The entries of a hash's bucket; none where the table is damaged. */
static struct slice bucket_entries(struct slice table, const struct table_head *head, uint64_t hash)
{
    const unsigned char *offset = offset_of(head, hash);
    uint32_t begin = number_at(offset, head->width);
    uint32_t end = number_at(offset + head->width, head->width);
    if (begin > end || end > table.length - head->length)
        return (struct slice){NULL, 0};
    return (struct slice){table.bytes + head->length + begin, end - begin};
}

/* Find a hash in the entries of its bucket. */
static bool find_entry(struct slice left, uint64_t hash, struct positions_list *out)
{
    uint64_t length;
    while (left.length > 4) {
        uint32_t rest = number_at((const unsigned char *)left.bytes, 4);
        left = (struct slice){left.bytes + 4, left.length - 4};
        if (!varint_take_up_to(&left, left.length, &length) || length > left.length)
            break;
        const unsigned char *first = (const unsigned char *)left.bytes;
        if (rest == (uint32_t)hash) {
            *out = (struct positions_list){first, first + length, 0};
            return true;
        }
        left = (struct slice){left.bytes + length, left.length - length};
    }
    return false;
}

bool positions_find(struct slice table, struct slice term, struct positions_list *out)
{
    return positions_find_hash(table, positions_hash(term), out);
}

bool positions_find_hash(struct slice table, uint64_t hash, struct positions_list *out)
{
    struct table_head head;
    return read_head(table, &head) && find_entry(bucket_entries(table, &head, hash), hash, out);
}

void positions_find_many(struct slice table, const uint64_t *hashes, size_t count,
                         struct positions_list *out)
{
    struct table_head head;
    struct slice entries[TOGETHER];
    const bool whole = read_head(table, &head);
    for (size_t first = 0, many; first < count; first += many) {
        many = count - first < TOGETHER ? count - first : TOGETHER;
        for (size_t at = 0; whole && at < many; at++)
            __builtin_prefetch(offset_of(&head, hashes[first + at]));
        for (size_t at = 0; whole && at < many; at++) {
            entries[at] = bucket_entries(table, &head, hashes[first + at]);
            __builtin_prefetch(entries[at].bytes);
        }
        for (size_t at = 0; at < many; at++)
            if (!whole || !find_entry(entries[at], hashes[first + at], &out[first + at]))
                out[first + at] = (struct positions_list){NULL, NULL, 0};
    }
}
