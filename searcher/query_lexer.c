#include "searcher/query_lexer.h"

#include <stdio.h>

#include "corpus/utf8.h"
#include "searcher/query_sense.h"
#include "searcher/query_sign.h"
#include "searcher/query_spelling.h"

/* --- moving on
 * --------------------------------------------------------------------------------
 */

/* Step over one character. */
static void step(struct query_lexer *lexer, size_t length)
{
    lexer->at += length;
    lexer->index++;
}

/* Step over bytes of ASCII or whole characters. */
static void step_over(struct query_lexer *lexer, size_t bytes)
{
    struct slice taken = {lexer->text.bytes + lexer->at, bytes};
    lexer->index += utf8_count(taken);
    lexer->at += bytes;
}

/* Step over blanks, and over all that only operators need where there are none.
 */
static void skip_blanks(struct query_lexer *lexer)
{
    size_t length;
    uint32_t c;
    while (c = query_character(lexer->text, lexer->at, &length), length > 0) {
        bool sign = lexer->lexing == LEXING_PLAIN &&
                    (query_is_left(c) || query_is_right(c) || query_is_quote(c));
        if (!query_is_blank(c) && !sign)
            return;
        step(lexer, length);
    }
}

static void finish_token(const struct query_lexer *lexer, struct query_token *token)
{
    token->place.length = lexer->index - token->place.offset;
}

/* The word at a byte, up to a blank, a parenthesis or a quote. */
static struct slice word_at(struct slice text, size_t at)
{
    size_t end = at, length;
    uint32_t c;
    while (c = query_character(text, end, &length), length > 0) {
        if (query_is_blank(c) || query_is_left(c) || query_is_right(c) ||
            query_is_quote_at(text, end))
            break;
        end += length;
    }
    return (struct slice){text.bytes + at, end - at};
}

/* Whether something can belong to a sign that ends where the lexer stands. */
static bool has_operand(const struct query_lexer *lexer)
{
    size_t length;
    uint32_t c = query_character(lexer->text, lexer->at, &length);
    return !query_is_blank(c) && !query_is_right(c);
}

static bool warn(struct query_lexer *lexer, const char *code, struct query_place place,
                 const char *what, struct slice word)
{
    return query_warn(lexer->reading->query, code, place, what, QUERY_EXCERPT(word)) ||
           query_reading_no_memory(lexer->reading);
}

/* --- phrases
 * ----------------------------------------------------------------------------------
 */

/* "~3" behind a phrase. */
static bool lex_slop(struct query_lexer *lexer, struct query_token *token)
{
    struct slice word = word_at(lexer->text, lexer->at);
    if (word.length == 0 || word.bytes[0] != '~')
        return true;
    struct query_place place = {lexer->index, 0};
    struct slice digits = {word.bytes + 1, spelling_digits(word, 1)};
    step_over(lexer, 1 + digits.length);
    finish_token(lexer, token);
    place.length = 1 + digits.length;
    if (spelling_number(digits, QUERY_DISTANCE_MAX, &token->slop))
        return true;
    struct query_complaint complaint = {digits.length ? QUERY_ERROR_NUMBER
                                                      : QUERY_ERROR_MISSING_NUMBER,
                                        place, "a number", digits.length ? NULL : "~5"};
    token->slop = digits.length ? QUERY_DISTANCE_MAX : 5;
    return query_complain(lexer->reading, &complaint,
                          "'~' at character %zu takes a number of words, from 0 to %u",
                          query_place_number(place), QUERY_DISTANCE_MAX);
}

/* A phrase, of which the lexer stands before the opening quote. */
static bool lex_phrase(struct query_lexer *lexer, struct query_token *token)
{
    size_t length;
    uint32_t opening = query_character(lexer->text, lexer->at, &length);
    step(lexer, length);
    size_t start = lexer->at;
    uint32_t c;
    token->kind = TOKEN_PHRASE;
    while (c = query_character(lexer->text, lexer->at, &length), length > 0) {
        if (query_closes(opening, c) && !query_is_gershayim(lexer->text, lexer->at)) {
            token->text = (struct slice){lexer->text.bytes + start, lexer->at - start};
            step(lexer, length);
            finish_token(lexer, token);
            return lex_slop(lexer, token);
        }
        step(lexer, length);
    }
    token->text = (struct slice){lexer->text.bytes + start, lexer->at - start};
    struct query_place place = {token->place.offset, 1};
    struct query_complaint complaint = {QUERY_ERROR_UNCLOSED_QUOTE, place, "a closing quote", NULL};
    finish_token(lexer, token);
    return query_complain(lexer->reading, &complaint, "the quote at character %zu is not closed",
                          query_place_number(place));
}

/* --- signs
 * ------------------------------------------------------------------------------------
 */

/* Signs before a word: '-' and '!' negate, '+' requires; a lone one means
 * nothing. */
static bool lex_sign(struct query_lexer *lexer, struct query_token *token)
{
    struct slice sign = {lexer->text.bytes + lexer->at, 1};
    step(lexer, 1);
    finish_token(lexer, token);
    if (!has_operand(lexer)) {
        token->kind = TOKEN_SKIPPED;
        return warn(lexer, "sign-ignored", token->place, "'%.*s' is ignored: it stands alone",
                    sign);
    }
    token->kind = *sign.bytes == '+' ? TOKEN_PLUS : TOKEN_MINUS;
    return *sign.bytes != '!' || warn(lexer, "other-spelling", token->place,
                                      "'%.*s' is read as '-': without what follows", sign);
}

/* --- warnings of words
 * ------------------------------------------------------------------------ */

bool query_complain_of_wildcard(struct query_reading *reading, struct slice word,
                                struct query_place place)
{
    char meant[QUERY_SUGGESTION_SIZE];
    size_t start = 0, end;
    while (start < word.length && strchr("*?", word.bytes[start]) && word.bytes[start])
        start++;
    for (end = start; end < word.length && word.bytes[end] != '*' && word.bytes[end] != '?'; end++)
        ;
    struct slice stem = {word.bytes + start, end - start};
    bool cut = end < word.length;
    snprintf(meant, sizeof(meant), "%.*s%s", QUERY_EXCERPT(stem), cut ? "*" : "");
    struct query_complaint complaint = {
        QUERY_ERROR_WILDCARD, place, "a word with one '*', at its end", stem.length ? meant : NULL};
    return query_complain(reading, &complaint,
                          "the wildcard in '%.*s' at character %zu does not stand at the end of a "
                          "word",
                          QUERY_EXCERPT(word), query_place_number(place));
}

/* A name before a colon that is no field's. */
static bool warn_of_field(struct query_lexer *lexer, const struct query_token *token, size_t length)
{
    struct slice name = {token->text.bytes, length - 1};
    const char *meant = query_field_nearest(name);
    struct query *query = lexer->reading->query;
    char instead[QUERY_SUGGESTION_SIZE];
    bool done;
    const struct slice value = {name.bytes + length, token->text.length - length};
    const bool whole = meant && value.length < sizeof(instead) / 2;
    snprintf(instead, sizeof(instead), "%s:%.*s", whole ? meant : "", whole ? (int)value.length : 0,
             value.bytes);
    if (meant)
        done = query_warn(query, "unknown-field", token->place,
                          "no field '%.*s', so it is taken as a word; did you mean '%s:'?",
                          QUERY_EXCERPT(name), meant) &&
               (!whole || query_suggest(query, slice_of(instead)));
    else
        done = query_warn(query, "unknown-field", token->place,
                          "no field '%.*s', so it is taken as a word; fields are: %s",
                          QUERY_EXCERPT(name), query_field_list());
    return done || query_reading_no_memory(lexer->reading);
}

/* "mediation^2", "mediate~1": what other programs take for weights and for
 * likeness. */
static bool has_suffix(struct slice word)
{
    for (size_t at = 0; at + 1 < word.length; at++)
        if ((word.bytes[at] == '^' || word.bytes[at] == '~') &&
            spelling_is_digit(word.bytes[at + 1]))
            return true;
    return false;
}

/* "w/in 5", of which the number is a word of its own: the number of bytes behind the first word; 0
 * where it is none. */
static size_t number_behind(const struct query_lexer *lexer, size_t at, struct slice *digits)
{
    struct query_lexer ahead = *lexer;
    step_over(&ahead, at - ahead.at);
    skip_blanks(&ahead);
    *digits = word_at(ahead.text, ahead.at);
    const bool number = digits->length > 0 && spelling_digits(*digits, 0) == digits->length;
    return number && ahead.at > at ? ahead.at + digits->length - at : 0;
}

/* Whether what stands before a word, which the lexer has passed, and what follows it may be near
 * each other. */
static bool is_between(const struct query_lexer *lexer)
{
    struct query_lexer ahead = *lexer;
    size_t length;
    skip_blanks(&ahead);
    const uint32_t c = query_character(ahead.text, ahead.at, &length);
    const bool before = lexer->last == TOKEN_WORD || lexer->last == TOKEN_PREFIX ||
                        lexer->last == TOKEN_EXACT || lexer->last == TOKEN_PHRASE ||
                        lexer->last == TOKEN_RIGHT;
    return before && length > 0 && !query_is_right(c);
}

/* What is an operator of other programs in small letters, with ours; NULL for no such word. */
static const char *small_operator(const struct query_lexer *lexer, struct slice word)
{
    struct slice digits;
    if (!is_between(lexer))
        return NULL;
    if (spelling_equal(word, "near"))
        return "near/5";
    if (spelling_equal(word, "adj"))
        return "pre/1";
    return spelling_equal(word, "within") && number_behind(lexer, lexer->at, &digits) ? "near/5"
                                                                                      : NULL;
}

static bool warn_of_word(struct query_lexer *lexer, const struct query_token *token)
{
    static const char *const operators[] = {"and", "or", "not", "same"};
    struct slice word = token->text;
    for (size_t at = 0; at < sizeof(operators) / sizeof(*operators); at++)
        if (spelling_equal(word, operators[at]))
            return warn(lexer, "operator-as-word", token->place,
                        "'%.*s' is taken as a word; operators are written in capitals", word);
    const char *ours = small_operator(lexer, word);
    if (ours)
        return query_warn(lexer->reading->query, "operator-as-word", token->place,
                          "'%.*s' is taken as a word; the operator is written '%s'",
                          QUERY_EXCERPT(word), ours) ||
               query_reading_no_memory(lexer->reading);
    if (has_suffix(word))
        return warn(lexer, "sign-in-word", token->place,
                    "'^' and '~' are taken as signs between words in '%.*s'", word);
    size_t length = query_field_length(word);
    bool has_value = length < word.length || has_operand(lexer);
    return length == 0 || !has_value || query_is_address(word) ||
           warn_of_field(lexer, token, length);
}

/* --- tokens
 * -----------------------------------------------------------------------------------
 */

static bool complain_of_number(struct query_lexer *lexer, const struct query_token *token,
                               struct slice word)
{
    const struct query_operator *op = &token->op;
    struct query_complaint complaint = {op->problem, token->place, "a number", op->ours};
    const char *what = op->problem == QUERY_ERROR_MISSING_NUMBER ? "'%.*s' lacks its number"
                       : op->problem == QUERY_ERROR_NUMBER ? "'%.*s' has a number that cannot be"
                                                           : "there is no operator '%.*s'";
    char message[HERALD_ERROR_MESSAGE_SIZE];
    snprintf(message, sizeof(message), what, QUERY_EXCERPT(word));
    return query_complain(lexer->reading, &complaint, "%s", message);
}

/* Tell of an operator that is spelt otherwise than ours, or wrong. */
static bool check_operator(struct query_lexer *lexer, const struct query_token *token,
                           struct slice word)
{
    const struct query_operator *op = &token->op;
    bool behind = op->kind == QUERY_OPERATOR_OPENING;
    if (op->problem != QUERY_ERROR_NONE)
        return complain_of_number(lexer, token, word);
    if (!op->other)
        return true;
    return query_warn(lexer->reading->query, "other-spelling", token->place,
                      "'%.*s' is read as '%s'%s", QUERY_EXCERPT(word), op->ours,
                      behind ? " of what stands before it" : "") ||
           query_reading_no_memory(lexer->reading);
}

/* Read an operator at a word where the lexer stands. */
static bool read_operator(const struct query_lexer *lexer, struct slice word,
                          struct query_operator *op)
{
    struct slice digits;
    char ours[32];
    const size_t behind =
        spelling_equal(word, "w/in") ? number_behind(lexer, lexer->at + word.length, &digits) : 0;
    if (behind == 0)
        return query_operator_read(word, op);
    snprintf(ours, sizeof(ours), "w/%.*s", (int)(digits.length < 20 ? digits.length : 20),
             digits.bytes);
    if (!query_operator_read(slice_of(ours), op))
        return false;
    op->length = word.length + behind;
    return true;
}

/* "NOT near/5": take the operator that follows, if one does. */
static bool take_negated(struct query_lexer *lexer, struct query_token *token)
{
    struct query_lexer ahead = *lexer;
    struct query_operator op;
    skip_blanks(&ahead);
    struct slice word = word_at(ahead.text, ahead.at);
    if (!read_operator(&ahead, word, &op) || op.kind != QUERY_OPERATOR_NEAR)
        return true;
    word.length = op.length;
    step_over(&ahead, op.length);
    *lexer = ahead;
    token->kind = TOKEN_OPERATOR;
    token->op = op;
    token->negated = true;
    finish_token(lexer, token);
    return check_operator(lexer, token, word);
}

static bool finish_field(struct query_lexer *lexer, struct query_token *token)
{
    enum query_scope scope = token->field->scope;
    bool leading = scope == QUERY_SCOPE_ANY || scope == QUERY_SCOPE_ALL;
    lexer->has_field = !leading && has_operand(lexer);
    lexer->of_value = scope == QUERY_SCOPE_TEXT ? LEXING_WORD : LEXING_VALUE;
    if (!token->field->ours)
        return true;
    return query_warn(lexer->reading->query, "other-spelling", token->place,
                      "'%s:' is read as '%s:'", token->field->name, token->field->ours) ||
           query_reading_no_memory(lexer->reading);
}

/* Tell what is to be told of a word that is known. */
static bool check_word(struct query_lexer *lexer, struct query_token *token,
                       const struct query_sense *sense, struct slice word, enum query_lexing lexing)
{
    struct slice taken = {word.bytes, sense->length};
    if (sense->wildcard == QUERY_WILDCARD_WRONG)
        return query_complain_of_wildcard(lexer->reading, taken, token->place);
    if (token->kind == TOKEN_OPERATOR)
        return check_operator(lexer, token, taken);
    if (token->kind == TOKEN_FIELD)
        return finish_field(lexer, token);
    if (token->kind == TOKEN_PREFIX && taken.bytes[taken.length - 1] == '!')
        return query_warn(lexer->reading->query, "other-spelling", token->place,
                          "'%.*s' is read as '%.*s*'", QUERY_EXCERPT(taken),
                          QUERY_EXCERPT(token->text)) ||
               query_reading_no_memory(lexer->reading);
    if (token->kind == TOKEN_LENGTH)
        return query_warn(lexer->reading->query, "other-spelling", token->place,
                          "'%.*s' is read as 'words:%.*s'", QUERY_EXCERPT(taken),
                          QUERY_EXCERPT(token->text)) ||
               query_reading_no_memory(lexer->reading);
    if (sense->ours)
        return query_warn(lexer->reading->query, "other-spelling", token->place,
                          "'%.*s' is read as '%s'", QUERY_EXCERPT(taken), sense->ours) ||
               query_reading_no_memory(lexer->reading);
    if (token->kind == TOKEN_NOT ||
        (token->kind == TOKEN_WORD && lexing == LEXING_QUERY && spelling_equal(word, "not")))
        if (lexing == LEXING_QUERY && (!take_negated(lexer, token) || token->negated))
            return lexer->reading->status == HERALD_OK;
    if (token->kind != TOKEN_WORD || lexing != LEXING_QUERY)
        return true;
    if (slice_equal(word, SLICE("="))) {
        token->kind = TOKEN_SKIPPED;
        return warn(lexer, "sign-ignored", token->place, "'%.*s' is ignored: it stands alone",
                    word);
    }
    return warn_of_word(lexer, token);
}

/* '*' right behind a phrase or a parenthesis. */
static bool complain_of_star(struct query_lexer *lexer, struct query_token *token)
{
    struct query_complaint complaint = {QUERY_ERROR_WILDCARD, token->place,
                                        "a word with one '*', at its end", NULL};
    token->kind = TOKEN_SKIPPED;
    return query_complain(lexer->reading, &complaint,
                          "the wildcard at character %zu does not stand at the end of a word",
                          query_place_number(token->place));
}

/* A word, or what looks like one: an operator, a field. */
static bool lex_word(struct query_lexer *lexer, struct query_token *token, enum query_lexing lexing)
{
    bool escaped = lexing != LEXING_PLAIN && lexer->text.bytes[lexer->at] == '\\';
    if (escaped)
        step(lexer, 1);
    struct slice word = word_at(lexer->text, lexer->at);
    struct query_sense sense = {.kind = TOKEN_WORD, .text = word, .length = word.length};
    if (!escaped)
        sense = query_sense_of(word, lexing);
    if (!escaped && lexing == LEXING_QUERY && spelling_equal(word, "w/in") &&
        read_operator(lexer, word, &sense.op))
        sense =
            (struct query_sense){.kind = TOKEN_OPERATOR, .length = sense.op.length, .op = sense.op};
    step_over(lexer, sense.length);
    token->kind = sense.kind;
    token->text = sense.text;
    token->field = sense.field;
    token->op = sense.op;
    finish_token(lexer, token);
    if (escaped && word.length == 0) {
        token->kind = TOKEN_SKIPPED;
        return warn(lexer, "sign-ignored", token->place, "'%.*s' is ignored: it stands alone",
                    SLICE("\\"));
    }
    if (token->kind == TOKEN_ALL && token->glued &&
        (lexer->last == TOKEN_PHRASE || lexer->last == TOKEN_RIGHT))
        return complain_of_star(lexer, token);
    return escaped || check_word(lexer, token, &sense, word, lexing);
}

/* One step: a token, or something that is passed over. */
static bool lex(struct query_lexer *lexer, struct query_token *token)
{
    size_t length;
    uint32_t c = query_character(lexer->text, lexer->at, &length);
    enum query_lexing lexing = lexer->has_field ? lexer->of_value : lexer->lexing;
    if (length == 0) {
        token->kind = TOKEN_END;
        return true;
    }
    if (query_is_left(c) || query_is_right(c)) {
        token->kind = query_is_left(c) ? TOKEN_LEFT : TOKEN_RIGHT;
        step(lexer, length);
        finish_token(lexer, token);
        return true;
    }
    if (query_is_quote_at(lexer->text, lexer->at))
        return lex_phrase(lexer, token);
    bool signs = lexing == LEXING_QUERY || lexing == LEXING_VALUES;
    if (signs && (c == '-' || c == '+' || (c == '!' && lexing == LEXING_QUERY)))
        return lex_sign(lexer, token);
    return lex_word(lexer, token, lexing);
}

bool query_lexer_next(struct query_lexer *lexer, struct query_token *token)
{
    do {
        size_t before = lexer->at;
        skip_blanks(lexer);
        *token = (struct query_token){.glued = lexer->at == before, .place = {lexer->index, 0}};
        if (!lex(lexer, token))
            return false;
        if (token->kind != TOKEN_FIELD)
            lexer->has_field = false;
        if (token->kind != TOKEN_SKIPPED)
            lexer->last = token->kind;
    } while (token->kind == TOKEN_SKIPPED);
    return true;
}
