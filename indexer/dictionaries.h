#ifndef HERALD_INDEXER_DICTIONARIES_H
#define HERALD_INDEXER_DICTIONARIES_H

#include "indexer/chunk.h"

/*
 * Which dictionary an article is packed with: one for each corpus of a run, a corpus being the
 * articles of one source in one language, trained on the first of them that come by.
 */
struct dictionaries;

/* Dictionaries of one run at the most; later corpora share the last one. */
#define DICTIONARIES_MOST 64u

struct dictionaries *dictionaries_new(void); /* NULL when memory runs out */
void dictionaries_free(struct dictionaries *dictionaries);

/* Whether it is known what an article will be packed with. Until then it has to wait for
 * dictionaries_train. */
bool dictionaries_know(const struct dictionaries *dictionaries, const struct article *article);

/* Train a dictionary for each corpus of the waiting chunks that has none. A corpus with too little
 * text shares one trained on all that waits, or has none. HERALD_E_NO_MEMORY. */
enum herald_status dictionaries_train(struct dictionaries *dictionaries,
                                      const struct chunk_list *waiting, struct herald_error *err);

/* The dictionary for an article; NULL for none. Lives as long as the dictionaries do. */
const struct store_dictionary *dictionaries_find(const struct dictionaries *dictionaries,
                                                 const struct article *article);

#endif
