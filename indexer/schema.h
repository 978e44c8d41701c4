#ifndef HERALD_INDEXER_SCHEMA_H
#define HERALD_INDEXER_SCHEMA_H

#include "corpus/article.h"
#include "corpus/store.h"
#include "indexer/language/analyser.h"
#include "indexer/language/detection/detector.h"
#include "indexer/language/gazetteer/recogniser.h"

/*
 * What stands in the database of an index: the one place that names term prefixes, value slots,
 * metadata keys and versions. docs/format.md describes the same for readers of the files.
 */

/* Raised when an index written before can no longer be read or would answer differently. */
#define SCHEMA_FORMAT_VERSION   "4"
#define SCHEMA_ANALYSIS_VERSION "6"

#define SCHEMA_META_FORMAT   "herald.format"
#define SCHEMA_META_ANALYSIS "herald.analysis"
#define SCHEMA_META_XAPIAN   "herald.xapian"

/* --- terms --------------------------------------------------------------------------------- */

/*
 * Folded words stand without a prefix (they never begin with an ASCII capital), with positions,
 * which are kept beside the article in the store (indexer/positions.h) and not in the database: the
 * title's from 1, the body's from the title's end plus SCHEMA_FIELD_GAP. The title's words stand
 * once more under SCHEMA_TITLE. Stems stand without positions under SCHEMA_STEM plus the code of
 * the language, and their within-document frequency counts each word of the title
 * SCHEMA_TITLE_WEIGHT times: the weighted-frequency form of BM25F (Robertson, Zaragoza, Taylor
 * 2004, "Simple BM25 extension to multiple weighted fields"). A word with a digit has no stem: the
 * word itself stands for it, counted in the same way.
 */
#define SCHEMA_STEM       "Z"  /* + language code + stem */
#define SCHEMA_TITLE      "S"  /* + folded word */
#define SCHEMA_TITLE_STEM "ZS" /* + language code + stem */

#define SCHEMA_NO_LANGUAGE "xx"

/*
 * The words that have a stem are synonyms of its SCHEMA_STEM term (forms.h), but for the stem
 * itself where it is a word. Words with digits, and all of LANGUAGE_NONE, are their own.
 */

/*
 * Where sentences and paragraphs begin: names that are no terms, whose positions are those of the
 * first words. Title and subtitle are one sentence each and no paragraph, so that the first
 * position of SCHEMA_PARAGRAPHS is the begin of the body, and positions of SCHEMA_SENTENCES before
 * that are the begins of title and subtitle. An article without words in its body has no
 * SCHEMA_PARAGRAPHS.
 */
#define SCHEMA_SENTENCES  "XMs"
#define SCHEMA_PARAGRAPHS "XMp"

/*
 * The languages of an article whose texts are in several (text_languages.h), noted in the same way:
 * under prefix and code, 1 for the title and 2 for the subtitle that is in that language, and at
 * which byte of the body each of its stretches begins. The code is empty for none.
 */
#define SCHEMA_LANGUAGE_HEADS "XMh"
#define SCHEMA_LANGUAGE_SPANS "XMl"

#define SCHEMA_FIRST_POSITION 1u
#define SCHEMA_FIELD_GAP      100u
#define SCHEMA_TITLE_WEIGHT   3u

/*
 * Countries, organisations, people, regions and offices that an article mentions by any name or
 * declares, with the positions of all words of the mentions; the within-document frequency counts
 * mentions, and is 0 for one that is only declared. An office is a country's or organisation's.
 */
#define SCHEMA_ENTITY     "XE"  /* + "c", "o", "p" or "r" and the entity's code */
#define SCHEMA_GOVERNMENT "XEG" /* + the country's code, where it is spoken of as a government */
#define SCHEMA_PEOPLE     "XEP" /* + the country's code, where its people are meant */
#define SCHEMA_OFFICE     "XER" /* + code, "-", office_name */

/* What several words of the lexicon say together (language/gazetteer/phrases.h), in any form, with
 * the positions of all their words; the frequency counts mentions. */
#define SCHEMA_PHRASE "XK" /* + language code + stems, one space between */

/* Boolean terms, within-document frequency 0. */
#define SCHEMA_IDENTITY     "Q"  /* + article_identity */
#define SCHEMA_ID           "I"  /* + id as given */
#define SCHEMA_URL          "U"  /* + url as given */
#define SCHEMA_DOMAIN       "H"  /* + url_domain of the url, and one each for its parents */
#define SCHEMA_SOURCE       "XS" /* this and the next: + schema_fold_name */
#define SCHEMA_COUNTRY      "XC"
#define SCHEMA_ORGANISATION "XO"
#define SCHEMA_PERSON       "XP"
#define SCHEMA_TOPIC        "XT"
#define SCHEMA_SECTION      "XN"
#define SCHEMA_AUTHOR       "A"
#define SCHEMA_LANGUAGE     "L"  /* + first subtag in lower case; "und" where none was given */
#define SCHEMA_ORIGIN       "XF" /* + the absolute path that was indexed, for --delete-missing */

/* libxapian's limit, of which each zero byte takes two. */
#define SCHEMA_TERM_MAX 245u

/*
 * Append prefix and value as a term. A term that would pass SCHEMA_TERM_MAX becomes the prefix, '#'
 * and the 32 hexadecimal digits of its XXH3-128 hash, so that long values stay distinct.
 */
void schema_term(struct buffer *out, const char *prefix, struct slice value);

/* Whether a folded word is looked up by its stem: not where it has an ASCII digit. */
bool schema_has_stem(struct slice folded);

/* Append prefix, language code and stem as a term; cut to the limit at a code point. In an article
 * of LANGUAGE_NONE every word is its own stem, under the code SCHEMA_NO_LANGUAGE. */
void schema_stem_term(struct buffer *out, const char *prefix, language_id language,
                      struct slice stem);

/* Append the terms above; of SCOPE_PLACE there is none but SCHEMA_ENTITY. */
void schema_entity_term(struct buffer *out, entity_id entity);
void schema_scope_term(struct buffer *out, entity_id entity, enum mention_scope scope);
void schema_office_term(struct buffer *out, entity_id body, enum gazetteer_office office);

/* Append the term of a phrase of the lexicon, by its stems. */
void schema_phrase_term(struct buffer *out, language_id language, struct slice stems);

/* Append a name (source, country, person ...) as boolean terms compare it: lower case by Unicode's
 * full case folding after NFKC, runs of blanks as one space, none at the ends. */
void schema_fold_name(struct buffer *out, struct slice name);

/* The SCHEMA_LANGUAGE value of a tag: its first subtag in lower case, "und" for an empty one. */
void schema_language_value(struct buffer *out, struct slice tag);

/* --- values -------------------------------------------------------------------------------- */

#define SCHEMA_SLOT_PUBLISHED      0u /* first second of the date, schema_encode_time */
#define SCHEMA_SLOT_PUBLISHED_LAST 1u /* last second, only where the date is a period */
#define SCHEMA_SLOT_SIGNATURE      2u /* signature_encode, where there are words */
#define SCHEMA_SLOT_WORDS          4u /* words of the body, schema_encode_words */

#define SCHEMA_WORDS_SIZE 3u
#define SCHEMA_WORDS_MAX  0xffffffu

/* A number of words as three bytes whose order is the order of numbers, and back; one above
 * SCHEMA_WORDS_MAX counts as that. Every article has it. */
void schema_encode_words(uint64_t words, char out[static SCHEMA_WORDS_SIZE]);
bool schema_decode_words(struct slice bytes, uint32_t *words);

#define SCHEMA_TIME_SIZE 5u

/* A time as five bytes whose order is the order of time (seconds from year 1, big-endian), and
 * back. Times outside the years 1 to 9999 are brought to the nearest end. */
void schema_encode_time(int64_t seconds, char out[static SCHEMA_TIME_SIZE]);
bool schema_decode_time(struct slice bytes, int64_t *seconds);

/* --- document data -------------------------------------------------------------------------- */

/* What the database keeps per article: what it hashes to, where it stands, and where the positions
 * of its terms do (indexer/positions.h; length 0 where it has none). */
struct schema_entry {
    struct store_reference reference, positions;
    struct article_hash hash;
    char language[DETECTED_CODE]; /* detected, where the article declares none or a wrong one */
    bool mixed;                   /* its texts are in several languages */
};

#define SCHEMA_ENTRY_MAX (2 * STORE_REFERENCE_MAX + 17u + DETECTED_CODE)

size_t schema_encode_entry(const struct schema_entry *entry, char out[static SCHEMA_ENTRY_MAX]);
bool schema_decode_entry(struct slice bytes, struct schema_entry *out);

#endif
