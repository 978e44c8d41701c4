#include "searcher/query_sense.h"

#include <unicode/uchar.h>

#include "searcher/query_sign.h"
#include "searcher/query_spelling.h"

static bool make_of(struct query_sense *sense, enum query_token_kind kind, const char *ours)
{
    sense->kind = kind;
    sense->ours = ours;
    return true;
}

/* AND, OR, NOT, and the signs that stand for them elsewhere. */
static bool read_joint(struct slice word, struct query_sense *sense)
{
    if (slice_equal(word, SLICE("AND")))
        return make_of(sense, TOKEN_AND, NULL);
    if (slice_equal(word, SLICE("OR")))
        return make_of(sense, TOKEN_OR, NULL);
    if (slice_equal(word, SLICE("NOT")))
        return make_of(sense, TOKEN_NOT, NULL);
    if (slice_equal(word, SLICE("&&")))
        return make_of(sense, TOKEN_AND, "AND");
    if (slice_equal(word, SLICE("|")) || slice_equal(word, SLICE("||")))
        return make_of(sense, TOKEN_OR, "OR");
    return false;
}

size_t query_field_length(struct slice word)
{
    size_t length = 0;
    while (length < word.length &&
           (spelling_is_letter(word.bytes[length]) || word.bytes[length] == '-'))
        length++;
    bool found = length > 0 && length < word.length && word.bytes[length] == ':';
    return found && spelling_is_letter(word.bytes[0]) ? length + 1 : 0;
}

/* "wc>1000": a field's name and a comparison. */
static bool read_comparison(struct slice word, struct query_sense *sense)
{
    size_t letters = spelling_letters(word);
    if (letters == 0 || letters >= word.length || !strchr("<>=", word.bytes[letters]) ||
        word.bytes[letters] == '\0')
        return false;
    const struct query_field_name *field = query_field_find((struct slice){word.bytes, letters});
    if (!field || field->scope != QUERY_SCOPE_LENGTH)
        return false;
    sense->text = (struct slice){word.bytes + letters, word.length - letters};
    return make_of(sense, TOKEN_LENGTH, NULL);
}

static bool read_field(struct slice word, struct query_sense *sense)
{
    size_t length = query_field_length(word);
    if (length == 0)
        return false;
    sense->field = query_field_find((struct slice){word.bytes, length - 1});
    if (!sense->field)
        return false;
    sense->length = length;
    return make_of(sense, TOKEN_FIELD, NULL);
}

bool query_is_address(struct slice word)
{
    for (size_t at = 0; at + 3 <= word.length; at++)
        if (memcmp(word.bytes + at, "://", 3) == 0)
            return true;
    return false;
}

enum query_wildcard query_wildcard_of(struct slice word)
{
    bool wrong = false;
    for (size_t at = 0; at < word.length; at++) {
        bool last = at + 1 == word.length;
        char next = last ? ' ' : word.bytes[at + 1];
        bool inside = spelling_is_letter(next) || spelling_is_digit(next) || (next & 0x80);
        wrong = wrong || (word.bytes[at] == '*' && (!last || at == 0)) ||
                (word.bytes[at] == '?' && at > 0 && inside);
    }
    if (wrong)
        return query_is_address(word) ? QUERY_WILDCARD_NONE : QUERY_WILDCARD_WRONG;
    return word.length > 1 && word.bytes[word.length - 1] == '*' && !query_is_address(word)
               ? QUERY_WILDCARD_END
               : QUERY_WILDCARD_NONE;
}

/* "negotiat!": the sign that Nexis has for any ending. Behind a word with a capital (Yahoo!), or in
 * a script without, it ends a name or a cry. */
static bool is_truncated(struct slice word)
{
    size_t length;
    if (word.length < 2 || word.bytes[word.length - 1] != '!' ||
        !u_islower((UChar32)query_character(word, 0, &length)))
        return false;
    char before = word.bytes[word.length - 2];
    return (spelling_is_letter(before) || spelling_is_digit(before) || (before & 0x80)) &&
           !query_is_address(word);
}

/* A word of the text, with its signs. */
static void read_word(struct slice word, struct query_sense *sense)
{
    sense->text = word;
    sense->kind = TOKEN_WORD;
    if (word.length > 1 && word.bytes[0] == '=') {
        bool star = memchr(word.bytes, '*', word.length);
        sense->kind = star ? TOKEN_WORD : TOKEN_EXACT;
        sense->text = star ? word : (struct slice){word.bytes + 1, word.length - 1};
        sense->wildcard = star ? QUERY_WILDCARD_WRONG : QUERY_WILDCARD_NONE;
        return;
    }
    sense->wildcard = query_wildcard_of(word);
    if (sense->wildcard == QUERY_WILDCARD_NONE && is_truncated(word))
        sense->wildcard = QUERY_WILDCARD_END;
    if (sense->wildcard == QUERY_WILDCARD_END) {
        sense->kind = TOKEN_PREFIX;
        sense->text.length--;
    }
}

struct query_sense query_sense_of(struct slice word, enum query_lexing lexing)
{
    struct query_sense sense = {.kind = TOKEN_WORD, .text = word, .length = word.length};
    bool text = lexing == LEXING_QUERY || lexing == LEXING_WORD;
    if (lexing == LEXING_PLAIN || lexing == LEXING_VALUE)
        return sense;
    if (text && slice_equal(word, SLICE("*"))) {
        sense.kind = TOKEN_ALL;
        return sense;
    }
    if (lexing != LEXING_WORD && read_joint(word, &sense))
        return sense;
    if (lexing == LEXING_QUERY) {
        if (query_operator_read(word, &sense.op)) {
            sense.kind = TOKEN_OPERATOR;
            sense.length = sense.op.length;
            return sense;
        }
        if (read_comparison(word, &sense) || read_field(word, &sense))
            return sense;
        if (!query_is_address(word) && word.bytes[0] != '=') /* an exact word is all of it */
            sense.length = query_operator_within(word);
    }
    if (text)
        read_word((struct slice){word.bytes, sense.length}, &sense);
    return sense;
}

bool query_word_needs_escape(struct slice word)
{
    if (word.length == 0)
        return false;
    struct query_sense sense = query_sense_of(word, LEXING_QUERY);
    return strchr("-+!\\", word.bytes[0]) || sense.kind != TOKEN_WORD ||
           sense.length != word.length || sense.wildcard != QUERY_WILDCARD_NONE ||
           query_field_length(word) > 0 || slice_equal(word, SLICE("=")) ||
           spelling_equal(word, "not");
}

bool query_value_needs_quotes(struct slice value)
{
    for (size_t at = 0; at < value.length; at++) {
        char c = value.bytes[at];
        bool plain =
            spelling_is_letter(c) || spelling_is_digit(c) || (at > 0 && strchr("-._/:", c));
        if (c == '\0' || !plain)
            return true;
    }
    return value.length == 0;
}
