#ifndef HERALD_INDEXER_INDEX_H
#define HERALD_INDEXER_INDEX_H

#include "corpus/article.h"
#include "corpus/store.h"
#include "indexer/article_language.h"
#include "indexer/index_database.h"
#include "indexer/language/detection/language_finder.h"
#include "indexer/lengths.h"
#include "indexer/schema.h"
#include "indexer/stories.h"

/*
 * An index directory, for reading.
 *
 *     HERALD            text: format version, and the name of the current database
 *     db.NNNNNNNN/      the current database, and in it the file of lengths; others are about to be
 *                       made or removed
 *     store/            the article store
 *     parts/            databases of a build that has not ended
 *     LOCK              held by the one process that writes
 *
 * A reader sees the state of its opening, or of its last index_reader_refresh. One per thread.
 */
struct index_reader;

/* The index used when no -i is given: $HERALD_INDEX, else "herald-index" in the current folder. */
const char *index_default_directory(void);

/*
 * Open the index in `directory`. HERALD_E_NO_INDEX when there is none (the message says how to make
 * one), HERALD_E_VERSION when another version wrote it, CORRUPT, PERMISSION, IO, NO_MEMORY.
 */
enum herald_status index_reader_open(const char *directory, struct index_reader **out,
                                     struct herald_error *err);
void index_reader_free(struct index_reader *reader);

/* Look for newer commits and follow them; *changed (may be NULL) tells whether there was one. */
enum herald_status index_reader_refresh(struct index_reader *reader, bool *changed,
                                        struct herald_error *err);

/* Follow the writer after something returned HERALD_E_BUSY; then run the whole request again.
 * HERALD_E_CORRUPT when there was no writer: what looks like a later state of the index is damage.
 */
enum herald_status index_reader_catch_up(struct index_reader *reader, struct herald_error *err);

/* The database, lent: valid until the reader is refreshed or freed. */
xap_database *index_reader_database(struct index_reader *reader);

/* The directory it was opened with. */
const char *index_reader_directory(const struct index_reader *reader);

/* A string that names this state of the index: equal strings, equal content. Lent. */
const char *index_reader_revision(struct index_reader *reader);

/* What is to be known of a term before it is looked for. */
struct index_term {
    uint32_t frequency; /* documents that hold it */
    uint32_t most;      /* its within-document frequency is not above this */
};

/* Look a term up; remembered, since a query asks several times. Reading failures. */
xap_status index_reader_term(struct index_reader *reader, struct slice term, struct index_term *out,
                             xap_error *err);

/* The words that have a stem, by its SCHEMA_STEM term, but for the stem itself: each behind a byte
 * of its length, in the order of their bytes. They are the reader's until its next call.
 * Remembered, as terms are. XAP_E_NO_MEMORY, reading failures. */
xap_status index_reader_forms(struct index_reader *reader, struct slice stem_term,
                              struct slice *out, xap_error *err);

/* When the article of a document was published, in seconds from 1970, the first of what is known of
 * it; INT64_MIN without a date. Remembered, once where the article stands is. Reading failures. */
xap_status index_reader_published(struct index_reader *reader, uint32_t docid, int64_t *out,
                                  xap_error *err);

/* Whether documents that are read are remembered, as they are unless told otherwise: not where all
 * of them are gone through. Until the reader's refresh. */
void index_reader_remember(struct index_reader *reader, bool remember);

/* The languages with a stemmer that articles of the index have, and whether it also has articles in
 * languages without one; the array belongs to the reader until its refresh. */
struct index_languages {
    const language_id *items;
    size_t count;
    bool others;
};
struct index_languages index_reader_languages(struct index_reader *reader);

/* The lengths of all documents, which belong to the reader until its refresh; NULL where there are
 * none of this state of the index. */
const struct lengths *index_reader_lengths(struct index_reader *reader);

/* Which articles are copies of each other; it belongs to the reader until its refresh. NULL where
 * that is not known. */
const struct stories *index_reader_stories(struct index_reader *reader);

/* Read the article of a document. HERALD_E_CORRUPT names the file when the stored article is
 * damaged; other articles stay readable. HERALD_E_NOT_FOUND where there is no such document; BUSY,
 * IO, PERMISSION, NO_MEMORY. */
enum herald_status index_reader_article(struct index_reader *reader, uint32_t docid,
                                        struct article *out, struct herald_error *err);

/* The same without the body, in much less time. */
enum herald_status index_reader_head(struct index_reader *reader, uint32_t docid,
                                     struct article *out, struct herald_error *err);

/* What an article is called, for putting articles in an order: at least its id and its URL; where
 * the stored article is damaged as far as the database has them (index_database_identify). */
void index_reader_identify(struct index_reader *reader, uint32_t docid, struct article *out);

/* Whether there is such a document, without reading its article: HERALD_OK, HERALD_E_NOT_FOUND,
 * BUSY, CORRUPT, IO, NO_MEMORY. */
enum herald_status index_reader_find(struct index_reader *reader, uint32_t docid,
                                     struct herald_error *err);

/* The languages of the texts of an article that index_reader_article gave, as they were found when
 * it was indexed: main, title, subtitle, body. The spans are the reader's until its next call.
 * Fails as index_reader_positions. */
enum herald_status index_reader_text_languages(struct index_reader *reader, uint32_t docid,
                                               const struct article *article,
                                               struct found_languages *out,
                                               struct herald_error *err);

/* Where the terms of a document stand: a table of indexer/positions.h, which is the reader's until
 * this is called for another document; empty where none do. Fails as index_reader_article. */
enum herald_status index_reader_positions(struct index_reader *reader, uint32_t docid,
                                          struct slice *out, struct herald_error *err);

#endif
