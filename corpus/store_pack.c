#include "corpus/store_pack.h"

#include <libdeflate.h>
#include <stdlib.h>

/*
 * How hard deflate looks. With a dictionary in its window the chains of candidates are full from
 * the first byte on, and level 6 would follow them for 128 steps at 20 MB/s. An eighth of the
 * steps, and fewer still once a match of 4 is in hand, costs 3 to 4 per cent of space and runs at
 * 34 MB/s on wire copy, faster on speeches; scripts/bench-store measures it.
 */
enum {
    LEVEL = 6,
    WINDOW_BITS = 15,
    MEMORY_LEVEL = 8,
    GOOD_LENGTH = 4,
    LAZY_LENGTH = 8,
    NICE_LENGTH = 64,
    CHAIN_LENGTH = 16,
};

/* zlib's own account of what a stream needs (256 KiB at these settings), and its small change. */
enum { POOL_BYTES = (1 << (WINDOW_BITS + 2)) + (1 << (MEMORY_LEVEL + 9)) + (32 << 10) };

enum { POOL_ALIGNMENT = 64 };

/* No deflated bytes unpack to more than so many times their number. */
#define DEFLATE_RATIO_MAX 1032u

/* What stands before the bytes of a stored block that begins with a whole byte. */
#define STORED_HEADER 5u

/* --- memory ------------------------------------------------------------------------------- */

/* What no longer fits, in another zlib than the one at hand, is malloc's. */
static void *pool_alloc(void *opaque, uInt items, uInt size)
{
    struct pack_pool *pool = opaque;
    size_t wanted = (size_t)items * size;
    if (wanted > POOL_BYTES - pool->used)
        return malloc(wanted);
    void *piece = pool->bytes + pool->used;
    pool->used += (wanted + POOL_ALIGNMENT - 1) / POOL_ALIGNMENT * POOL_ALIGNMENT;
    if (pool->used > POOL_BYTES)
        pool->used = POOL_BYTES;
    return piece;
}

static void pool_free(void *opaque, void *piece)
{
    const struct pack_pool *pool = opaque;
    uintptr_t address = (uintptr_t)piece, start = (uintptr_t)pool->bytes;
    if (address < start || address >= start + POOL_BYTES)
        free(piece);
}

static bool pool_init(struct pack_pool *pool)
{
    *pool = (struct pack_pool){aligned_alloc(POOL_ALIGNMENT, POOL_BYTES), 0};
    return pool->bytes != NULL;
}

/* --- packing ------------------------------------------------------------------------------ */

static bool prime(struct packer *packer)
{
    z_stream *stream = &packer->primed;
    *stream = (z_stream){.zalloc = pool_alloc, .zfree = pool_free, .opaque = &packer->primed_pool};
    if (deflateInit2(stream, LEVEL, Z_DEFLATED, -WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return false;
    const struct store_dictionary *dictionary = packer->dictionary;
    if (!dictionary)
        return true;
    return deflateTune(stream, GOOD_LENGTH, LAZY_LENGTH, NICE_LENGTH, CHAIN_LENGTH) == Z_OK &&
           deflateSetDictionary(stream, dictionary->bytes, dictionary->length) == Z_OK;
}

enum herald_status packer_init(struct packer *packer, const struct store_dictionary *dictionary,
                               struct herald_error *err)
{
    *packer = (struct packer){.dictionary = dictionary};
    if (pool_init(&packer->primed_pool) && (!dictionary || pool_init(&packer->copy_pool)) &&
        prime(packer))
        return HERALD_OK;
    packer_dispose(packer);
    return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for packing articles");
}

void packer_dispose(struct packer *packer)
{
    if (packer->primed_pool.bytes)
        deflateEnd(&packer->primed);
    free(packer->primed_pool.bytes);
    free(packer->copy_pool.bytes);
    *packer = (struct packer){.dictionary = NULL};
}

/* A stream ready for an article: the primed one as new, or a copy of it in `copy`. */
static z_stream *start(struct packer *packer, z_stream *copy)
{
    if (!packer->dictionary)
        return deflateReset(&packer->primed) == Z_OK ? &packer->primed : NULL;
    packer->copy_pool.used = 0;
    packer->primed.opaque = &packer->copy_pool;
    int result = deflateCopy(copy, &packer->primed);
    packer->primed.opaque = &packer->primed_pool;
    return result == Z_OK ? copy : NULL;
}

enum herald_status packer_pack(struct packer *packer, struct slice record, struct buffer *out,
                               struct herald_error *err)
{
    z_stream copy, *stream = start(packer, &copy);
    if (!stream)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for packing an article");
    uLong bound = deflateBound(stream, record.length);
    char *room = bound <= UINT32_MAX ? buffer_reserve(out, bound) : NULL;
    enum herald_status status = HERALD_OK;
    if (!room) {
        out->failed = false;
        status = herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for packing an article");
    } else {
        stream->next_in = (z_const Bytef *)record.bytes;
        stream->avail_in = (uInt)record.length;
        stream->next_out = (Bytef *)room;
        stream->avail_out = (uInt)bound;
        if (deflate(stream, Z_FINISH) == Z_STREAM_END)
            out->length += bound - stream->avail_out;
        else
            status = herald_fail(err, HERALD_E_INTERNAL, "zlib cannot pack an article");
    }
    if (stream == &copy)
        deflateEnd(&copy);
    return status;
}

/* --- unpacking at once ------------------------------------------------------------------------ */

/* Buffers that one huge record has made larger than this are given back. */
#define KEEP_BYTES (4u << 20)

static enum herald_status fail_memory(struct buffer *buffer, size_t length,
                                      struct herald_error *err)
{
    buffer->failed = false;
    return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for an article of %zu bytes",
                       length);
}

static bool is_possible(struct slice packed, size_t length)
{
    return packed.length <= UINT32_MAX && length / DEFLATE_RATIO_MAX <= packed.length;
}

/* Let the input begin with a dictionary, as a stored block that is not the last: such a block ends
 * with a whole byte, and what follows may refer to it (RFC 1951, 3.2.4). */
static void preset(struct unpacker *unpacker, const struct store_dictionary *dictionary)
{
    struct buffer *input = &unpacker->input;
    if (unpacker->preset == dictionary->length && unpacker->dictionary == dictionary->checksum)
        return;
    const uint32_t length = dictionary->length, inverse = ~length;
    buffer_clear(input);
    buffer_append_byte(input, 0);
    buffer_append_byte(input, (unsigned char)(length & 0xFF));
    buffer_append_byte(input, (unsigned char)(length >> 8 & 0xFF));
    buffer_append_byte(input, (unsigned char)(inverse & 0xFF));
    buffer_append_byte(input, (unsigned char)(inverse >> 8 & 0xFF));
    buffer_append(input, dictionary->bytes, length);
    unpacker->preset = input->failed ? 0 : length;
    unpacker->dictionary = dictionary->checksum;
}

/* Put what is to be unpacked together: the dictionary and the packed bytes, which are lent. */
static bool make_input(struct unpacker *unpacker, const struct store_dictionary *dictionary,
                       struct slice *packed)
{
    struct buffer *input = &unpacker->input;
    if (!dictionary)
        return true;
    preset(unpacker, dictionary);
    input->length = unpacker->preset ? STORED_HEADER + unpacker->preset : input->length;
    buffer_append_slice(input, *packed);
    *packed = buffer_slice(input);
    return !input->failed;
}

enum herald_status unpacker_unpack(struct unpacker *unpacker, struct slice packed,
                                   const struct store_dictionary *dictionary, size_t length,
                                   struct slice *out, struct herald_error *err)
{
    struct buffer *output = &unpacker->output;
    size_t before = dictionary ? dictionary->length : 0, taken = 0;
    if (!is_possible(packed, length))
        return herald_fail(err, HERALD_E_CORRUPT, "impossible lengths");
    if (!unpacker->decompressor)
        unpacker->decompressor = libdeflate_alloc_decompressor();
    if (!unpacker->decompressor || !make_input(unpacker, dictionary, &packed))
        return fail_memory(&unpacker->input, length, err);
    buffer_clear(output);
    char *room = buffer_reserve(output, before + length);
    if (!room)
        return fail_memory(output, length, err);
    enum libdeflate_result result = libdeflate_deflate_decompress_ex(
        unpacker->decompressor, packed.bytes, packed.length, room, before + length, &taken, NULL);
    if (result != LIBDEFLATE_SUCCESS || taken != packed.length)
        return herald_fail(err, HERALD_E_CORRUPT, "the packed bytes are damaged");
    *out = (struct slice){room + before, length};
    return HERALD_OK;
}

/* --- unpacking step by step ------------------------------------------------------------------- */

/* Get the stream ready for what was packed with a dictionary, or without. */
static enum herald_status ready_stream(struct unpacker *unpacker,
                                       const struct store_dictionary *dictionary,
                                       struct herald_error *err)
{
    z_stream *stream = &unpacker->stream;
    if (!unpacker->ready)
        *stream = (z_stream){.zalloc = Z_NULL};
    int result = unpacker->ready ? inflateReset(stream) : inflateInit2(stream, -WINDOW_BITS);
    unpacker->ready = result == Z_OK;
    if (result == Z_OK && dictionary)
        result = inflateSetDictionary(stream, dictionary->bytes, dictionary->length);
    if (result != Z_OK)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for unpacking an article");
    return HERALD_OK;
}

enum herald_status unpacker_begin(struct unpacker *unpacker, struct slice packed,
                                  const struct store_dictionary *dictionary, size_t length,
                                  struct buffer *out, struct herald_error *err)
{
    buffer_clear(out);
    enum herald_status status = ready_stream(unpacker, dictionary, err);
    if (status != HERALD_OK)
        return status;
    if (!is_possible(packed, length))
        return herald_fail(err, HERALD_E_CORRUPT, "impossible lengths");
    if (!buffer_reserve(out, length))
        return fail_memory(out, length, err);
    unpacker->stream.next_in = (z_const Bytef *)packed.bytes;
    unpacker->stream.avail_in = (uInt)packed.length;
    unpacker->length = length;
    return HERALD_OK;
}

enum herald_status unpacker_go_on(struct unpacker *unpacker, size_t wanted, struct buffer *out,
                                  struct herald_error *err)
{
    z_stream *stream = &unpacker->stream;
    bool whole = wanted >= unpacker->length;
    if (whole)
        wanted = unpacker->length;
    char *room = buffer_reserve(out, wanted - out->length); /* there is: unpacker_begin */
    if (!room)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for unpacking an article");
    stream->next_out = (Bytef *)room;
    stream->avail_out = (uInt)(wanted - out->length);
    int result = inflate(stream, whole ? Z_FINISH : Z_SYNC_FLUSH);
    if (result == Z_MEM_ERROR)
        return herald_fail(err, HERALD_E_NO_MEMORY, "out of memory for unpacking an article");
    bool right = whole ? result == Z_STREAM_END && !stream->avail_in : result == Z_OK;
    if (!right || stream->avail_out)
        return herald_fail(err, HERALD_E_CORRUPT, "the packed bytes are damaged");
    out->length = wanted;
    return HERALD_OK;
}

void unpacker_shrink(struct unpacker *unpacker)
{
    if (unpacker->input.capacity > KEEP_BYTES) {
        buffer_dispose(&unpacker->input);
        unpacker->preset = 0;
    }
    if (unpacker->output.capacity > KEEP_BYTES)
        buffer_dispose(&unpacker->output);
}

void unpacker_dispose(struct unpacker *unpacker)
{
    if (unpacker->ready)
        inflateEnd(&unpacker->stream);
    libdeflate_free_decompressor(unpacker->decompressor);
    buffer_dispose(&unpacker->input);
    buffer_dispose(&unpacker->output);
    *unpacker = (struct unpacker){.ready = false};
}
