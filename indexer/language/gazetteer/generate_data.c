#include <stdio.h>
#include <stdlib.h>

#include <xxhash.h>

#include "indexer/language/gazetteer/generate.h"

/* Writing what was gathered as arrays of C. */

struct output {
    FILE *file;
    struct generator *generator;
    uint32_t *slots;   /* word numbers by slot; GAZETTEER_NONE is empty */
    uint32_t *slot_of; /* by word number */
    uint32_t *root_of; /* by word number: the node that begins with it */
    uint32_t slot_count;
    struct gazetteer_node *nodes;
    size_t node_count;
    uint32_t *node_of; /* by node of the trie; ends of names that mean the same share one */
    struct gazetteer_sense *senses;
    size_t sense_count, sense_capacity;
    size_t root_edges;        /* edges from the root, which come first */
    struct names sense_lists; /* bytes of lists that are there; their first sense by number */
    uint32_t *list_first;
    size_t list_count, list_capacity;
};

static void *zeroed(size_t count, size_t size)
{
    void *items = calloc(count, size);
    if (!items)
        fail("out of memory");
    return items;
}

static void place_words(struct output *output)
{
    const struct names *words = &output->generator->words;
    const size_t size = words->count + words->count / 3;
    output->slot_count = (uint32_t)size;
    output->slots = zeroed(size, sizeof *output->slots);
    output->slot_of = zeroed(words->count, sizeof *output->slot_of);
    memset(output->slots, 0xff, size * sizeof *output->slots);
    for (uint32_t word = 0; word < words->count; word++) {
        const struct slice bytes = names_get(words, word);
        uint32_t slot =
            gazetteer_first_slot(XXH3_64bits(bytes.bytes, bytes.length), output->slot_count);
        while (output->slots[slot] != GAZETTEER_NONE)
            slot = slot + 1 == output->slot_count ? 0 : slot + 1;
        output->slots[slot] = word;
        output->slot_of[word] = slot;
    }
}

/* The first of a node's senses among those that are written, once for equal lists. */
static uint32_t first_sense(struct output *output, const struct trie_node *node)
{
    if (node->sense_count == 0)
        return 0;
    const struct slice bytes = {(const char *)node->senses,
                                node->sense_count * sizeof *node->senses};
    const uint32_t known =
        names_find(&output->sense_lists, bytes, names_hash(bytes.bytes, bytes.length));
    if (known != NAMES_NONE)
        return output->list_first[known];
    names_intern(&output->sense_lists, bytes);
    output->list_first = more(output->list_first, sizeof *output->list_first, output->list_count,
                              &output->list_capacity);
    output->list_first[output->list_count++] = (uint32_t)output->sense_count;
    for (uint32_t i = 0; i < node->sense_count; i++) {
        output->senses = more(output->senses, sizeof *output->senses, output->sense_count,
                              &output->sense_capacity);
        output->senses[output->sense_count++] = node->senses[i];
    }
    return (uint32_t)output->sense_count - node->sense_count;
}

static const uint32_t *sort_slots;

/* By parent, then by the slot of the word. */
static int compare_edges(const void *a, const void *b)
{
    const struct trie_edge *left = a, *right = b;
    if (left->parent != right->parent)
        return left->parent < right->parent ? -1 : 1;
    const uint32_t x = sort_slots[left->word], y = sort_slots[right->word];
    return x < y ? -1 : x > y;
}

/* Number the nodes that are written, 0 being one without anything: those with edges, and one for
 * each list of senses. */
static void lay_out_nodes(struct output *output, struct gazetteer_node *all)
{
    const struct generator *generator = output->generator;
    uint32_t *shared = zeroed(generator->node_count, sizeof *shared); /* by first sense */
    output->node_of = zeroed(generator->node_count, sizeof *output->node_of);
    output->nodes = zeroed(generator->node_count, sizeof *output->nodes);
    output->node_count = 1;
    for (size_t i = 1; i < generator->node_count; i++) {
        const struct trie_node *node = &generator->nodes[i];
        const uint32_t first = first_sense(output, node);
        all[i].first_sense = first;
        all[i].sense_count = (uint16_t)node->sense_count;
        uint32_t *known = all[i].edge_count == 0 ? &shared[first] : NULL;
        output->node_of[i] = known && *known ? *known : (uint32_t)output->node_count;
        if (output->node_of[i] == output->node_count)
            output->nodes[output->node_count++] = all[i];
        if (known)
            *known = output->node_of[i];
    }
    free(shared);
}

static void lay_out_edges(struct output *output)
{
    struct generator *generator = output->generator;
    struct gazetteer_node *all = zeroed(generator->node_count, sizeof *all);
    output->root_of = zeroed(generator->words.count, sizeof *output->root_of);
    memset(output->root_of, 0xff, generator->words.count * sizeof *output->root_of);
    sort_slots = output->slot_of;
    qsort(generator->edges, generator->edge_count, sizeof *generator->edges, compare_edges);
    while (generator->edges[output->root_edges].parent == 0)
        output->root_edges++;
    for (size_t i = output->root_edges; i < generator->edge_count; i++) {
        struct gazetteer_node *parent = &all[generator->edges[i].parent];
        const uint32_t number = (uint32_t)(i - output->root_edges);
        parent->first_edge = parent->edge_count++ == 0 ? number : parent->first_edge;
    }
    lay_out_nodes(output, all);
    for (size_t i = 0; i < output->root_edges; i++)
        output->root_of[generator->edges[i].word] = output->node_of[generator->edges[i].node];
    free(all);
}

static void write_trie(const struct output *output)
{
    const struct generator *generator = output->generator;
    fprintf(output->file, "static const struct gazetteer_slot slots[] = {\n");
    for (uint32_t i = 0; i < output->slot_count; i++) {
        const uint32_t word = output->slots[i];
        if (word == GAZETTEER_NONE) {
            fprintf(output->file, "{0,0},");
        } else {
            const struct slice bytes = names_get(&generator->words, word);
            fprintf(output->file, "{%uu,%uu},",
                    gazetteer_tag(XXH3_64bits(bytes.bytes, bytes.length)), output->root_of[word]);
        }
        fprintf(output->file, i % 8 == 7 ? "\n" : "");
    }
    fprintf(output->file, "};\nstatic const struct gazetteer_node nodes[] = {\n");
    for (size_t i = 0; i < output->node_count; i++) {
        const struct gazetteer_node *node = &output->nodes[i];
        fprintf(output->file, "{%u,%u,%u,%u},%s", node->first_edge, node->first_sense,
                node->edge_count, node->sense_count, i % 8 == 7 ? "\n" : "");
    }
    fprintf(output->file, "};\nstatic const struct gazetteer_edge edges[] = {\n");
    for (size_t i = output->root_edges; i < generator->edge_count; i++) {
        const struct trie_edge *edge = &generator->edges[i];
        fprintf(output->file, "{%u,%u},%s", output->slot_of[edge->word],
                output->node_of[edge->node], i % 8 == 7 ? "\n" : "");
    }
    fprintf(output->file, "};\nstatic const struct gazetteer_sense senses[] = {\n");
    for (size_t i = 0; i < output->sense_count; i++) {
        const struct gazetteer_sense *sense = &output->senses[i];
        fprintf(output->file, "{%u,%u,%u,%uu},%s", sense->entity, sense->kind, sense->flags,
                sense->languages, i % 8 == 7 ? "\n" : "");
    }
    fprintf(output->file, "};\n");
}

static int compare_terms(const void *a, const void *b)
{
    const struct gazetteer_term *left = a, *right = b;
    const int64_t x = ((int64_t)left->body << 8) | left->office;
    const int64_t y = ((int64_t)right->body << 8) | right->office;
    if (x != y)
        return x < y ? -1 : 1;
    return left->first_day < right->first_day ? -1 : left->first_day > right->first_day;
}

static void write_entities(const struct output *output)
{
    const struct generator *generator = output->generator;
    fprintf(output->file, "static const struct gazetteer_entity entities[] = {\n");
    for (size_t i = 0; i < generator->entity_count; i++) {
        const struct gazetteer_entity *entity = &generator->entities[i];
        fprintf(output->file, "{%u,%u,\"%s\",%u,%u,%u,%u,%d,%d},%s", entity->code,
                entity->name ? entity->name : entity->code, entity->code3, entity->kind,
                entity->former, entity->member_count, entity->first_member, entity->first_day,
                entity->last_day, i % 8 == 7 ? "\n" : "");
    }
    fprintf(output->file, "};\n");
}

static void write_members(const struct output *output)
{
    const struct generator *generator = output->generator;
    fprintf(output->file, "static const uint16_t members[] = {\n");
    for (size_t i = 0; i < generator->member_count; i++)
        fprintf(output->file, "%u,%s", generator->members[i], i % 16 == 15 ? "\n" : "");
    fprintf(output->file, "};\n");
}

static void write_terms(const struct output *output)
{
    const struct generator *generator = output->generator;
    qsort(generator->terms, generator->term_count, sizeof *generator->terms, compare_terms);
    fprintf(output->file, "static const struct gazetteer_term terms[] = {\n");
    for (size_t i = 0; i < generator->term_count; i++) {
        const struct gazetteer_term *term = &generator->terms[i];
        fprintf(output->file, "{%u,%u,%u,%d,%d},%s", term->holder, term->body, term->office,
                term->first_day, term->last_day, i % 8 == 7 ? "\n" : "");
    }
    fprintf(output->file, "};\n");
}

static void write_rivals(const struct output *output)
{
    const struct generator *generator = output->generator;
    fprintf(output->file, "static const struct gazetteer_rival rivals[] = {\n");
    for (size_t i = 0; i < generator->rival_count; i++) {
        const struct gazetteer_rival *rival = &generator->rivals[i];
        fprintf(output->file, "{%u,%u,%u,%u},\n", output->slot_of[rival->slot], rival->entity,
                rival->against, rival->in_favour);
    }
    fprintf(output->file, "};\n");
}

static void write_dated(const struct output *output)
{
    const struct generator *generator = output->generator;
    fprintf(output->file, "static const struct gazetteer_dated dated[] = {\n");
    for (size_t i = 0; i < generator->dated_count; i++) {
        const struct gazetteer_dated *dated = &generator->dated[i];
        fprintf(output->file, "{%u,%u,%d,%d},\n", output->slot_of[dated->slot], dated->entity,
                dated->first_day, dated->last_day);
    }
    fprintf(output->file, "};\n");
}

static void write_text(const struct output *output)
{
    const struct generator *generator = output->generator;
    fprintf(output->file, "static const char text[] = {\n");
    for (size_t i = 0; i < generator->text.length; i++) {
        fprintf(output->file, "%d,%s", (int)(signed char)generator->text.bytes[i],
                i % 32 == 31 ? "\n" : "");
    }
    fprintf(output->file, "};\n");
}

void write_data(struct generator *generator, const char *path)
{
    struct output output = {.generator = generator, .file = fopen(path, "w")};
    if (!output.file)
        fail("cannot write '%s'", path);
    place_words(&output);
    lay_out_edges(&output);
    fprintf(output.file, "/* Made by generate-gazetteer from tables/ and from ICU; the names in it "
                         "that are ICU's are\n * under Unicode's licence: LICENSES/Unicode.txt. "
                         "*/\n"
                         "#include \"indexer/language/gazetteer/table.h\"\n\n");
    write_trie(&output);
    write_entities(&output);
    write_members(&output);
    write_terms(&output);
    write_rivals(&output);
    write_dated(&output);
    write_text(&output);
    fprintf(
        output.file,
        "const struct gazetteer_table gazetteer_table = {slots, nodes, edges, senses, entities, "
        "members, terms, rivals, dated, text, %uu, %zu, %zu, %zu, %zu};\n",
        output.slot_count, generator->entity_count, generator->term_count, generator->rival_count,
        generator->dated_count);
    if (fclose(output.file) != 0)
        fail("cannot write '%s'", path);
    printf("gazetteer: %zu words, %zu nodes, %zu senses, %zu entities, %zu terms of office\n",
           generator->words.count, output.node_count, output.sense_count, generator->entity_count,
           generator->term_count);
    free(output.slots);
    free(output.slot_of);
    free(output.root_of);
    free(output.nodes);
    free(output.node_of);
    free(output.senses);
    free(output.list_first);
    names_dispose(&output.sense_lists);
}
