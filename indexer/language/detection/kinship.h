#ifndef HERALD_INDEXER_LANGUAGE_DETECTION_KINSHIP_H
#define HERALD_INDEXER_LANGUAGE_DETECTION_KINSHIP_H

#include "corpus/buffer.h"

/* Whether two codes are the same language or such that detection takes one for the other: Norwegian
 * and Danish, Serbian and Croatian, Nigerian Pidgin and English. */
bool languages_are_kin(struct slice code, struct slice other);

#endif
