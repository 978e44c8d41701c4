#include "searcher/query_division.h"

#include "corpus/utf8.h"
#include "indexer/language/gazetteer/declared.h"

/* The most words that a name may have; and into how many words one is divided, what follows being
 * left together. */
#define NAME_WORDS_MAX 6u
#define DIVIDED_MAX    256u

/* A word within the text of a node. */
struct piece {
    struct slice text;
    bool unspaced; /* its script is written without spaces */
    bool single;   /* it is one Chinese character */
};

struct divider {
    struct query *query;
    struct analyser *analyser;
    struct piece pieces[DIVIDED_MAX];
    size_t count;
};

/* --- the words of a node ---------------------------------------------------------------------- */

static bool begins_unspaced(struct slice text)
{
    uint32_t code = 0;
    utf8_decode(text.bytes, text.length, &code);
    return code >= 0x80 && letter_is_unspaced(code);
}

static bool has_unspaced(struct slice text)
{
    for (size_t at = 0; at < text.length; at = utf8_next(text, at))
        if (begins_unspaced((struct slice){text.bytes + at, text.length - at}))
            return true;
    return false;
}

/* The text from the first of some pieces to the last. */
static struct slice joined(const struct piece *pieces, size_t count)
{
    const char *end = pieces[count - 1].text.bytes + pieces[count - 1].text.length;
    return (struct slice){pieces->text.bytes, (size_t)(end - pieces->text.bytes)};
}

/* Keep a word as a piece of its own; or, of words of the dictionary that are one together, that
 * one. */
static void keep_piece(struct divider *divider, const struct word *word)
{
    struct piece *last = divider->count > 0 ? &divider->pieces[divider->count - 1] : NULL;
    const bool unspaced = begins_unspaced(word->text);
    if (word->span > 1) {
        if (unspaced && last)
            *last = (struct piece){word->text, true, false};
        return;
    }
    if (word->kind != WORD_PLAIN ||
        (last && word->text.bytes < last->text.bytes + last->text.length))
        return;
    divider->pieces[divider->count++] = (struct piece){
        word->text, unspaced, word->script == SCRIPT_HAN && utf8_count(word->text) == 1};
}

static void find_pieces(struct divider *divider, struct slice text)
{
    struct word word;
    divider->count = 0;
    analyser_start(divider->analyser, text);
    while (divider->count < DIVIDED_MAX &&
           analyser_next(divider->analyser, &word, NULL) == HERALD_OK)
        keep_piece(divider, &word);
    if (divider->count == DIVIDED_MAX) {
        struct piece *last = &divider->pieces[DIVIDED_MAX - 1];
        last->text.length = (size_t)(text.bytes + text.length - last->text.bytes);
    }
}

/* How many of the pieces from one on are of one kind: written without spaces or not. */
static size_t count_alike(const struct divider *divider, size_t first)
{
    size_t at = first + 1;
    while (at < divider->count && divider->pieces[at].unspaced == divider->pieces[first].unspaced)
        at++;
    return at - first;
}

/* How many of the pieces from one on are a name together; 0 for no name of several. */
static size_t count_name(const struct divider *divider, size_t first)
{
    struct named_entity named[NAMED_ENTITIES_MAX];
    size_t most = count_alike(divider, first);
    if (!divider->pieces[first].unspaced)
        return 0;
    for (size_t count = most < NAME_WORDS_MAX ? most : NAME_WORDS_MAX; count > 1; count--)
        if (entities_named(divider->analyser, joined(&divider->pieces[first], count), named) > 0)
            return count;
    return 0;
}

/* How many single characters follow each other, up to where a name begins. */
static size_t count_singles(const struct divider *divider, size_t first)
{
    size_t at = first;
    while (at < divider->count && divider->pieces[at].single &&
           (at == first || count_name(divider, at) == 0))
        at++;
    return at - first;
}

/* --- the tree --------------------------------------------------------------------------------- */

/* A node of some of a node's pieces. */
static struct query_node *make_node(struct divider *divider, const struct query_node *whole,
                                    enum query_kind kind, struct slice text)
{
    struct query_node *node = query_node_new(divider->query, kind);
    if (!node)
        return NULL;
    node->text = text;
    node->place = whole->place;
    if (whole->place.length == utf8_count(whole->text)) {
        struct slice before = {whole->text.bytes, (size_t)(text.bytes - whole->text.bytes)};
        node->place.offset += utf8_count(before);
        node->place.length = utf8_count(text);
    }
    return node;
}

/* Whether a text is divided when it stands alone: the dictionary looks at what is around a word. */
static bool falls_apart(struct divider *divider, struct slice text)
{
    struct word word;
    size_t count = 0;
    analyser_start(divider->analyser, text);
    while (count < 2 && analyser_next(divider->analyser, &word, NULL) == HERALD_OK)
        count += word.kind == WORD_PLAIN;
    return count > 1;
}

/* The next part of a node, from a piece on, which is moved behind it. */
static struct query_node *next_part(struct divider *divider, const struct query_node *whole,
                                    size_t *at)
{
    const struct piece *first = &divider->pieces[*at];
    size_t count = count_name(divider, *at), singles = count_singles(divider, *at);
    bool phrase = count > 0 || singles > 1;
    if (count == 0)
        count = singles > 0 ? singles : first->unspaced ? 1 : count_alike(divider, *at);
    *at += count;
    struct slice text = joined(first, count);
    phrase = phrase || (first->unspaced && falls_apart(divider, text));
    return make_node(divider, whole, phrase ? QUERY_PHRASE : QUERY_WORD, text);
}

/* What a word is to be replaced by: itself, or a group. */
static struct query_node *divide_word(struct divider *divider, struct query_node *node)
{
    struct query_node *list = NULL, **end = &list;
    if (!has_unspaced(node->text))
        return node;
    find_pieces(divider, node->text);
    if (divider->count < 2)
        return node;
    for (size_t at = 0; at < divider->count; end = &(*end)->next) {
        *end = next_part(divider, node, &at);
        if (!*end)
            return NULL;
        if (!list->next && at == divider->count)
            return node;
    }
    return query_node_group(divider->query, divider->query->any ? QUERY_OR : QUERY_AND, list);
}

static struct query_node *divide(struct divider *divider, struct query_node *node);

/* Divide what stands below a node. False on no memory. */
static bool divide_children(struct divider *divider, struct query_node *node)
{
    for (struct query_node **link = &node->child; *link; link = &(*link)->next) {
        struct query_node *following = (*link)->next;
        struct query_node *made = divide(divider, *link);
        if (!made)
            return false;
        made->next = following;
        *link = made;
    }
    return true;
}

static struct query_node *divide(struct divider *divider, struct query_node *node)
{
    switch (node->kind) {
    case QUERY_WORD:
        return divide_word(divider, node);
    case QUERY_AND:
    case QUERY_OR:
        if (!divide_children(divider, node))
            return NULL;
        return query_node_group(divider->query, node->kind, node->child);
    case QUERY_NOT:
    case QUERY_FIELD:
    case QUERY_FIRST:
        return divide_children(divider, node) ? node : NULL;
    default:
        return node;
    }
}

enum herald_status query_divide(struct query *query, struct analyser *analyser,
                                struct herald_error *err)
{
    struct divider divider = {.query = query, .analyser = analyser};
    if (!query->root)
        return HERALD_OK;
    query->root = divide(&divider, query->root);
    if (!query->root) {
        query_dispose(query);
        return herald_fail(err, HERALD_E_NO_MEMORY, "no memory for the query");
    }
    query_number_leaves(query);
    return HERALD_OK;
}
