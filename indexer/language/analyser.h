#ifndef HERALD_INDEXER_LANGUAGE_ANALYSER_H
#define HERALD_INDEXER_LANGUAGE_ANALYSER_H

#include <stdbool.h>

#include "corpus/buffer.h"
#include "corpus/error.h"

/*
 * Text becomes terms here and nowhere else: for articles, queries and snippets alike.
 *
 * A *word* of a text is found by its script's rules, folded (NFKC, case, diacritics, possessive,
 * elision, abbreviation: docs/analysis.md) and, where its language has a stemmer, stemmed. Folding
 * does not depend on the language, stemming does. Sentences and paragraphs are found along with the
 * words, whatever the language.
 */

/* A language with rules of its own for words, or none. Small and dense, for arrays; 0 is "none
 * known". */
typedef unsigned language_id;
#define LANGUAGE_NONE 0u
#define LANGUAGE_MAX  64u

/* The id of a BCP 47 tag by its first subtag ("en", "EN-gb", "english" too); LANGUAGE_NONE for one
 * that has no stemmer here. */
language_id language_find(struct slice tag);

/* The two-letter code of a language ("en"); "" for LANGUAGE_NONE. Static. */
const char *language_code(language_id language);

/* Scripts that matter for what language a word may be in. */
enum word_script {
    SCRIPT_OTHER = 0,
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_ARABIC,
    SCRIPT_GREEK,
    SCRIPT_HEBREW,
    SCRIPT_HAN,
    SCRIPT_KANA,
    SCRIPT_HANGUL,
    SCRIPT_ARMENIAN,
    SCRIPT_DEVANAGARI,
    SCRIPT_TAMIL,
    SCRIPT_DIGIT
};

/* Whether a letter is of a script whose words stand together without spaces: Han, kana, Thai, Lao,
 * Khmer, Burmese. */
bool letter_is_unspaced(uint32_t code);

/* Whether words of this script can be stemmed as this language (Latin for en, Cyrillic for ru). */
bool language_uses_script(language_id language, enum word_script script);

/* Whether stemming a word as this language never changes its first letter: it takes off no
 * beginnings. */
bool language_keeps_initial(language_id language);

/* The longest folded word kept, in bytes; a longer one is cut at a code point. */
#define WORD_MAX 120

/* --- words of a text, in order ------------------------------------------------------------- */

/* How a word stands to the one that came before it at the same position. */
enum word_kind {
    WORD_PLAIN = 0,
    WORD_VARIANT /* another way to write the word(s) that begin at this position: "ceasefire" for
                    "cease-fire", "us" beside the abbreviation US where capitals cannot tell */
};

/* One word. Slices are valid until the next analyser_next or analyser_start; other calls leave them
 * alone. */
struct word {
    struct slice text;     /* where it stands in the source text; offset = text.bytes - source */
    struct slice folded;   /* 1..WORD_MAX bytes of UTF-8 */
    uint32_t position;     /* from 0, one more for each word; variants repeat one */
    uint32_t span;         /* positions that the text covers: 1, or more for a joined variant */
    bool starts_sentence;  /* it is the first of a sentence; never so for variants */
    bool starts_paragraph; /* it is the first of a paragraph, and so of a sentence */
    enum word_script script;
    enum word_kind kind;
};

/* Whether a word is written with a capital first letter, elided ones before it left out: l'Iran.
 * Its source text must still be there. */
bool word_is_capital(const struct word *word);

struct analyser;

/* Make an analyser; one per thread. HERALD_E_NO_MEMORY, HERALD_E_INTERNAL (ICU). */
enum herald_status analyser_open(struct analyser **out, struct herald_error *err);
void analyser_free(struct analyser *analyser);

/* Start on a text, which must be valid UTF-8 and stay until the last analyser_next. */
void analyser_start(struct analyser *analyser, struct slice text);

/* The next word: HERALD_OK, HERALD_DONE, HERALD_E_NO_MEMORY. */
enum herald_status analyser_next(struct analyser *analyser, struct word *out,
                                 struct herald_error *err);

/*
 * The stem of a folded word in a language, 1..WORD_MAX bytes; valid until the next call with this
 * analyser. The word itself where the language is LANGUAGE_NONE, where the word has digits, a point
 * or a script that is not the language's, and where the stemmer gives nothing.
 */
struct slice analyser_stem(struct analyser *analyser, struct slice folded, language_id language);

/* --- all terms of an article at once -------------------------------------------------------- */

/* A stretch of a text that is in one language. */
struct language_span {
    size_t end; /* offset; it begins where the one before ends */
    language_id language;
};

/* The languages of a text, from begin to end: the last span is of all that follows. */
struct text_languages {
    const struct language_span *spans;
    size_t count; /* 1 at the least */
};

/* A distinct word of a text, with its positions. */
struct text_word {
    struct slice folded;
    uint32_t stem;             /* index into text_terms.stems; of a text in several languages, the
                                  stem in one of them */
    uint32_t count;            /* occurrences */
    const uint32_t *positions; /* ascending, `count` of them */
};

/*
 * An occurrence of a word, as a number: TOKEN_WORD gives its index into text_terms.words. With
 * TOKEN_VARIANT it stands at the position of the token before it; TOKEN_CAPITAL: as
 * word_is_capital.
 */
typedef uint32_t text_token;
#define TOKEN_VARIANT 0x80000000u
#define TOKEN_CAPITAL 0x10000000u
#define TOKEN_WORD    0x0FFFFFFFu

/* A distinct stem of a text, in one language. */
struct text_stem {
    struct slice stem;
    uint32_t count; /* occurrences of all its words */
    language_id language;
};

/* A word that has another stem than itself. */
struct text_form {
    uint32_t word, stem; /* indexes into text_terms.words and stems */
};

/*
 * The distinct words and stems of a text. With LANGUAGE_NONE there are no stems and text_word.stem
 * is meaningless. Belongs to the analyser, valid until its next call. In no particular order.
 */
struct text_terms {
    const struct text_word *words;
    size_t word_count;
    const struct text_stem *stems;
    size_t stem_count;
    const struct text_form *forms; /* words with their stems, each for the first time */
    size_t form_count;
    const text_token *tokens; /* all words and variants, in order */
    size_t token_count;
    const uint32_t *sentences; /* positions at which sentences begin, ascending */
    size_t sentence_count;
    const uint32_t *paragraphs; /* the same of paragraphs: some of `sentences` */
    size_t paragraph_count;
    uint32_t length; /* words in all, variants not counted */
    uint32_t end;    /* first position after the text */
};

/*
 * Analyse a whole text, valid UTF-8, as `language`; positions count from `first_position`. Gives
 * the same words, sentences and paragraphs as analyser_start and analyser_next, faster: words and
 * stems seen before are remembered (in bounded memory). HERALD_E_NO_MEMORY.
 */
enum herald_status analyser_terms(struct analyser *analyser, struct slice text,
                                  language_id language, uint32_t first_position,
                                  struct text_terms *out, struct herald_error *err);

/*
 * The same for a text in several languages, each of its stretches stemmed in its own; they begin
 * and end at white space. Words of a stretch of LANGUAGE_NONE are stems of that.
 */
enum herald_status analyser_mixed_terms(struct analyser *analyser, struct slice text,
                                        struct text_languages languages, uint32_t first_position,
                                        struct text_terms *out, struct herald_error *err);

/* Forget which words were given out as forms: each that comes is given again. (As memory is
 * bounded, some are at other times too.) */
void analyser_forget_forms(struct analyser *analyser);

#endif
