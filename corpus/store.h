#ifndef HERALD_CORPUS_STORE_H
#define HERALD_CORPUS_STORE_H

#include <stdbool.h>

#include "corpus/article.h"

/*
 * The article store: a directory of append-only segment files `NNNNNNNN.seg`, in which each article
 * stands packed by zlib with a preset dictionary and guarded by a CRC-32; and beside it what else
 * an index keeps of an article, as bytes. docs/format.md gives the bytes. The store knows no index:
 * an index keeps store_references.
 *
 * A writer owns a segment of its own, so that several may fill one store side by side, each in its
 * own thread. A reader may run at the same time and sees what has been flushed.
 */

/* Where a packed article stands, or other bytes. */
struct store_reference {
    uint32_t segment;
    uint32_t length; /* bytes of the packed article, header included; 0: no reference */
    uint64_t offset; /* of its header in the segment */
};

#define STORE_REFERENCE_MAX 24 /* bytes of an encoded reference, at the most */

/* Write a reference in its compact form and return the length; read one back from the front of a
 * slice and return the bytes taken, 0 if it is no reference. */
size_t store_reference_encode(struct store_reference reference,
                              char out[static STORE_REFERENCE_MAX]);
size_t store_reference_decode(struct slice bytes, struct store_reference *out);

/* The most bytes of a record, 1 GiB. */
#define STORE_RECORD_MAX (1u << 30)

/* --- dictionaries ------------------------------------------------------------------------- */

/*
 * A preset dictionary, trained on sample records of the corpus that it is for. Immutable once made:
 * threads may share it. Freed with store_dictionary_free (NULL allowed).
 */
struct store_dictionary;

#define STORE_SAMPLE_BYTES (2u << 20) /* how much sample training looks at, at the most */

/*
 * Train a dictionary on `count` encoded articles (article_encode), at least 64 KiB of them together
 * for a dictionary worth having; with less, *out is NULL and the status HERALD_OK. Else
 * HERALD_E_NO_MEMORY.
 */
enum herald_status store_dictionary_train(const struct slice *samples, size_t count,
                                          struct store_dictionary **out, struct herald_error *err);
void store_dictionary_free(struct store_dictionary *dictionary);

/* The bytes of a dictionary, valid as long as it; and a dictionary made again of such bytes (1 to
 * 32,000, copied), for a caller that keeps one between runs. HERALD_E_ARGUMENT, NO_MEMORY. */
struct slice store_dictionary_bytes(const struct store_dictionary *dictionary);
enum herald_status store_dictionary_make(struct slice bytes, struct store_dictionary **out,
                                         struct herald_error *err);

/* --- writing ------------------------------------------------------------------------------ */

struct store_writer;

/*
 * Start a new segment in `directory` (made if it is not there), with the lowest number above every
 * segment that exists; safe against other threads and processes doing the same. Fails with
 * HERALD_E_IO, NO_SPACE, PERMISSION, NO_MEMORY, or LIMIT when 2^32 numbers are used up.
 */
enum herald_status store_writer_open(const char *directory, struct store_writer **out,
                                     struct herald_error *err);

/*
 * Pack a record (article_encode's) with a dictionary (NULL: none) and append it; *out is where it
 * will be found once synced. The dictionary is written into the segment at its first use and must
 * outlive the writer. After a failure (HERALD_E_IO, NO_SPACE, NO_MEMORY) the segment holds what was
 * there before, articles that wait in memory to be written wait on, and the call may be repeated.
 * HERALD_E_LIMIT: the record is longer than STORE_RECORD_MAX.
 */
enum herald_status store_writer_add(struct store_writer *writer, struct slice record,
                                    const struct store_dictionary *dictionary,
                                    struct store_reference *out, struct herald_error *err);

/*
 * Append bytes (1 to STORE_RECORD_MAX), as they are, to be read by store_reader_bytes. Otherwise as
 * store_writer_add.
 */
enum herald_status store_writer_add_bytes(struct store_writer *writer, struct slice bytes,
                                          struct store_reference *out, struct herald_error *err);

/*
 * Write and fsync everything added so far, directory entry included. Call it before the commit that
 * refers to it. HERALD_E_IO, NO_SPACE: if the writing failed, the call may be repeated; if the
 * fsync failed, nobody knows what reached the disk, and the writer refuses everything from then on:
 * what was added since the last sync must be added again, to a new writer.
 */
enum herald_status store_writer_sync(struct store_writer *writer, struct herald_error *err);

/* Bytes given to and written by this writer so far: records, and the segment's size. */
void store_writer_totals(const struct store_writer *writer, uint64_t *record_bytes,
                         uint64_t *packed_bytes);

/* Close. What was not synced is dropped, a segment never synced removed. Takes NULL. */
void store_writer_free(struct store_writer *writer);

/*
 * Copy the packed articles and bytes at `references` (sorted by segment and offset, without
 * repeats) as they are, dictionaries and all, into new segments of the same directory, and fill
 * `moved` with their new places. Synced when it returns. This is how compaction wins back the space
 * of replaced articles; the caller removes the old segments (store_segment_remove) once nothing
 * refers to them. A damaged article is copied as it is, its damage still to be reported when it is
 * read; a mark stands for one whose bytes are not there. Both are told in `damaged` (NULL: not
 * wanted), an entry for each reference. A segment that is not there is HERALD_E_NOT_FOUND. After
 * that, or HERALD_E_IO, NO_SPACE, PERMISSION or NO_MEMORY, the store is as it was.
 */
enum herald_status store_copy(const char *directory, const struct store_reference *references,
                              size_t count, struct store_reference *moved, bool *damaged,
                              struct herald_error *err);

/* --- reading ------------------------------------------------------------------------------ */

struct store_reader;

/* Open a store for reading; segments are mapped when first needed, also those that appear later.
 * One reader per thread. HERALD_E_NOT_FOUND, IO, PERMISSION, NO_MEMORY. */
enum herald_status store_reader_open(const char *directory, struct store_reader **out,
                                     struct herald_error *err);

/*
 * Unpack one article into *out (cleared first). HERALD_E_CORRUPT when its bytes are damaged or the
 * segment is cut short (the message names the segment file and the offset), HERALD_E_NOT_FOUND when
 * the segment is gone, HERALD_E_IO, PERMISSION, NO_MEMORY. Other articles stay readable, and *out
 * is empty after a failure.
 */
enum herald_status store_reader_get(struct store_reader *reader, struct store_reference reference,
                                    struct article *out, struct herald_error *err);

/*
 * The same without the body, which is not unpacked. The checksum is that of the whole packed
 * article all the same.
 */
enum herald_status store_reader_get_head(struct store_reader *reader,
                                         struct store_reference reference, struct article *out,
                                         struct herald_error *err);

/* Read bytes, which are lent by the reader until it reads others. `checked`: they were read before
 * and undamaged, and are not looked through again. Fails as store_reader_get. */
enum herald_status store_reader_bytes(struct store_reader *reader, struct store_reference reference,
                                      bool checked, struct slice *out, struct herald_error *err);

void store_reader_free(struct store_reader *reader);

/* --- upkeep ------------------------------------------------------------------------------- */

/* The numbers and sizes in bytes of all segments, by number; the array is freed with free(). */
struct store_segment {
    uint32_t number;
    uint64_t bytes;
};
enum herald_status store_segments(const char *directory, struct store_segment **out, size_t *count,
                                  struct herald_error *err);

/* Remove one segment file; not there is HERALD_OK. */
enum herald_status store_segment_remove(const char *directory, uint32_t number,
                                        struct herald_error *err);

#endif
