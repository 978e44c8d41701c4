#ifndef HERALD_CORPUS_DICTIONARY_H
#define HERALD_CORPUS_DICTIONARY_H

#include "corpus/store.h"

/*
 * The most bytes of a dictionary: what deflate can still reach from the first bytes of an article
 * (its window of 32 KiB less a look-ahead of 262), rounded down.
 */
#define DICTIONARY_BYTES 32000u

/* A preset dictionary as the writer and the reader of segments see it. */
struct store_dictionary {
    uint32_t checksum; /* CRC-32 of the bytes: its name */
    uint32_t length;   /* 1 to DICTIONARY_BYTES */
    unsigned char bytes[];
};

#endif
