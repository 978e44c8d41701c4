#ifndef HERALD_INDEXER_TEXT_LANGUAGES_H
#define HERALD_INDEXER_TEXT_LANGUAGES_H

#include "indexer/language/detection/language_finder.h"
#include "indexer/positions.h"

/*
 * In which languages the texts of an article are, kept beside the positions of its terms: whoever
 * shows the article needs no detection, and stems its words as they were stemmed for the index.
 */

/* Note what was found of an article in the table of its positions; nothing where its texts are all
 * in one language. */
void text_languages_note(const struct found_languages *found, struct positions_builder *positions);

/* Room for the spans that were read. Zeroed memory is empty. */
struct text_language_room {
    struct language_span *spans;
    size_t capacity;
};

/*
 * Read what was noted in a table of positions: title, subtitle and body of `out`, its spans lying
 * in the room. A table without a note changes nothing. `length` is that of the body in bytes.
 * HERALD_E_NO_MEMORY.
 */
enum herald_status text_languages_read(struct slice table, size_t length,
                                       struct text_language_room *room, struct found_languages *out,
                                       struct herald_error *err);

void text_languages_dispose(struct text_language_room *room);

#endif
