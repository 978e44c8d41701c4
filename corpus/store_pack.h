#ifndef HERALD_CORPUS_STORE_PACK_H
#define HERALD_CORPUS_STORE_PACK_H

#include <zlib.h>

#include "corpus/dictionary.h"

/*
 * Packing and unpacking of one record at a time: raw deflate (no zlib header or checksum, the block
 * has its own), with a preset dictionary or without.
 */

/* Memory for one stream of zlib, given out from a block that is used again for every article. */
struct pack_pool {
    unsigned char *bytes;
    size_t used;
};

/*
 * A packer for one dictionary (NULL: none), which must outlive it. Hashing the dictionary anew for
 * every article would take longer than packing it, so it is hashed once, into a stream that is then
 * copied for each article. Used in the place where it was made: zlib keeps pointers into it.
 */
struct packer {
    const struct store_dictionary *dictionary;
    struct pack_pool primed_pool, copy_pool;
    z_stream primed;
};

/* HERALD_E_NO_MEMORY, and then there is nothing to dispose. */
enum herald_status packer_init(struct packer *packer, const struct store_dictionary *dictionary,
                               struct herald_error *err);
void packer_dispose(struct packer *packer);

/* Append the packed form of a record (at most STORE_RECORD_MAX bytes) to `out`; HERALD_E_NO_MEMORY,
 * and then `out` is as it was. */
enum herald_status packer_pack(struct packer *packer, struct slice record, struct buffer *out,
                               struct herald_error *err);

/* An unpacker; zeroed memory is a new one. */
struct unpacker {
    /* for all at once: libdeflate takes half the time of zlib, but no dictionary. A stored block
     * with the dictionary stands before what was packed with it, then. */
    struct libdeflate_decompressor *decompressor;
    struct buffer input, output;
    uint32_t dictionary; /* the checksum of that which the input begins with; if any: */
    size_t preset;       /* how many bytes of the output it is */

    /* step by step */
    bool ready;
    z_stream stream;
    size_t length; /* of what is being unpacked */
};

/*
 * Unpack exactly `length` bytes. HERALD_E_CORRUPT when the packed bytes do not give that,
 * HERALD_E_NO_MEMORY. *out belongs to the unpacker until its next call.
 */
enum herald_status unpacker_unpack(struct unpacker *unpacker, struct slice packed,
                                   const struct store_dictionary *dictionary, size_t length,
                                   struct slice *out, struct herald_error *err);

/*
 * The same step by step: begin, then go on until `out`, which is cleared first, holds so many
 * bytes, or all. What is packed must stay where it is, and damage is found only where it is come
 * to. Statuses as unpacker_unpack.
 */
enum herald_status unpacker_begin(struct unpacker *unpacker, struct slice packed,
                                  const struct store_dictionary *dictionary, size_t length,
                                  struct buffer *out, struct herald_error *err);
enum herald_status unpacker_go_on(struct unpacker *unpacker, size_t wanted, struct buffer *out,
                                  struct herald_error *err);

/* Give back what one huge record took. */
void unpacker_shrink(struct unpacker *unpacker);
void unpacker_dispose(struct unpacker *unpacker);

#endif
