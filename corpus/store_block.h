#ifndef HERALD_CORPUS_STORE_BLOCK_H
#define HERALD_CORPUS_STORE_BLOCK_H

#include "corpus/store.h"
#include "corpus/store_varint.h"

/*
 * A block of a segment: a header and packed bytes. A segment is a run of blocks and nothing else.
 * docs/format.md describes the bytes; this is the one place that reads and writes them.
 */

enum block_kind {
    BLOCK_ARTICLE = 'A',    /* packed alone */
    BLOCK_PRESET = 'P',     /* an article packed with a dictionary */
    BLOCK_DICTIONARY = 'D', /* a dictionary, as it is */
    BLOCK_BYTES = 'B',      /* bytes as they were given, whose meaning is the index's */
    BLOCK_LOST = 'X',       /* stands for a block whose bytes were gone when it was copied */
};

struct block_header {
    enum block_kind kind;
    uint32_t checksum;
    uint32_t packed_length;
    uint32_t length;     /* unpacked */
    uint64_t dictionary; /* BLOCK_PRESET: offset of the dictionary's block in the same segment */
};

#define BLOCK_HEADER_MAX (4 + 1 + 5 + 5 + VARINT_MAX)

/* Write a header and return its length. */
size_t block_header_encode(const struct block_header *header,
                           unsigned char out[static BLOCK_HEADER_MAX]);

/* Take a header off the front of *block, which is then the packed bytes and what follows them.
 * False if no header stands there. */
bool block_header_take(struct slice *block, struct block_header *out);

/*
 * The checksum that the block should have: CRC-32 of the dictionary's bytes (`dictionary`, by their
 * own CRC-32; 0 if there is none), followed by the header from the kind to the unpacked length, and
 * the packed bytes. Where the dictionary stands is not part of it, so that a copied block keeps its
 * checksum; that the right one was found is. Of BLOCK_DICTIONARY it is the CRC-32 of the bytes
 * alone, which is also what its articles have of it. Of BLOCK_BYTES it is the lower half of the
 * XXH3-64 of the bytes alone, since they are read many at a time in the course of a search.
 */
uint32_t block_checksum(const struct block_header *header, struct slice packed,
                        uint32_t dictionary);

#endif
