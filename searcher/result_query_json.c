#include "searcher/result_query_json.h"

#include "searcher/article_json.h"

static void write_date(struct json_writer *writer, const char *key, struct date date)
{
    char text[DATE_TEXT_SIZE];
    json_write_pair(writer, key, article_date_text(date, text));
}

static void write_warnings(struct json_writer *writer, const struct query *query)
{
    json_write_key(writer, "warnings");
    json_write_array(writer);
    for (const struct query_warning *warning = query->warnings; warning; warning = warning->next) {
        json_write_object(writer);
        json_write_pair(writer, "code", slice_of(warning->code));
        json_write_pair(writer, "message", warning->message);
        json_write_count(writer, "offset", warning->place.offset);
        json_write_count(writer, "length", warning->place.length);
        if (warning->suggestion.length > 0)
            json_write_pair(writer, "suggestion", warning->suggestion);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

/* The query in plain words. */
static void write_words(struct json_writer *writer, const struct query *query)
{
    struct buffer words = BUFFER_INIT;
    query_describe(query, &words);
    json_write_key(writer, "in_words");
    json_write_string(writer, buffer_slice(&words));
    writer->out->failed = writer->out->failed || words.failed;
    buffer_dispose(&words);
}

/* A country, organisation, person or region; or none. */
static void write_entity(struct json_writer *writer, entity_id entity)
{
    static const char *const kinds[] = {"country", "organisation", "person", "region"};
    static const char *const keys[] = {"kind", "code", "name"};
    for (size_t at = 0; entity == ENTITY_NONE && at < sizeof(keys) / sizeof(*keys); at++) {
        json_write_key(writer, keys[at]);
        json_write_null(writer);
    }
    if (entity == ENTITY_NONE)
        return;
    json_write_pair(writer, "kind", slice_of(kinds[entity_kind_of(entity)]));
    json_write_pair(writer, "code", slice_of(entity_code(entity)));
    json_write_pair(writer, "name", slice_of(entity_name(entity)));
}

/* By what sort of name it is called. */
static struct slice sort_of_name(unsigned kind)
{
    static const char *const sorts[] = {
        [GAZETTEER_NAME] = "name",         [GAZETTEER_ADJECTIVE] = "adjective",
        [GAZETTEER_PEOPLE] = "people",     [GAZETTEER_CAPITAL] = "capital",
        [GAZETTEER_SEAT] = "seat",         [GAZETTEER_SHORT] = "name",
        [GAZETTEER_ORGANISATION] = "name", [GAZETTEER_REGION] = "name",
        [GAZETTEER_PERSON] = "name",       [GAZETTEER_SURNAME] = "surname"};
    return slice_of(kind < sizeof(sorts) / sizeof(*sorts) ? sorts[kind] : "code");
}

/* What words were understood to name, and what they may have meant instead. */
static void write_entities(struct json_writer *writer, const struct result *result)
{
    json_write_key(writer, "entities");
    json_write_array(writer);
    for (size_t at = 0; at < result->entity_count; at++) {
        const struct result_entity *entity = &result->entities[at];
        json_write_object(writer);
        json_write_pair(writer, "text", entity->text);
        write_entity(writer, entity->entity);
        json_write_pair(writer, "by", sort_of_name(entity->kind));
        json_write_flag(writer, "alone", entity->alone);
        json_write_key(writer, "or");
        json_write_array(writer);
        for (size_t other = 0; other < entity->other_count; other++) {
            json_write_object(writer);
            write_entity(writer, entity->others[other]);
            json_write_end_object(writer);
        }
        json_write_end_array(writer);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

/* Topic words, with what they find in other languages. */
static void write_topics(struct json_writer *writer, const struct result *result)
{
    json_write_key(writer, "topics");
    json_write_array(writer);
    for (size_t at = 0; at < result->topic_count; at++) {
        const struct result_topic *topic = &result->topics[at];
        json_write_object(writer);
        json_write_pair(writer, "text", topic->text);
        json_write_key(writer, "words");
        json_write_array(writer);
        for (size_t word = 0; word < topic->count; word++) {
            json_write_object_inline(writer);
            json_write_pair(writer, "language", (struct slice){topic->words[word].code, 2});
            json_write_pair(writer, "word", topic->words[word].folded);
            json_write_end_object(writer);
        }
        json_write_end_array(writer);
        json_write_end_object(writer);
    }
    json_write_end_array(writer);
}

/* What the request says beside the query, which is not in its canonical form. */
static void write_filter(struct json_writer *writer, const struct search_filter *filter)
{
    write_date(writer, "from", filter->from);
    write_date(writer, "to", filter->to);
    json_write_pair(writer, "dates",
                    slice_of(filter->dates == FILTER_DATES_WITHIN ? "within" : "overlap"));
    json_write_strings(writer, "sources", &filter->sources);
    json_write_strings(writer, "languages", &filter->languages);
}

/* How the query was read, and how what it finds is ranked. */
static void write_options(struct json_writer *writer, const struct result_request *request)
{
    const struct query_options *reading = &request->reading;
    const struct search_request *search = &request->search;
    json_write_flag(writer, "plain", reading->plain);
    json_write_flag(writer, "lenient", reading->lenient);
    json_write_pair(writer, "time_zone",
                    reading->time_zone ? slice_of(reading->time_zone) : SLICE("UTC"));
    json_write_flag(writer, "exact", search->exact);
    json_write_flag(writer, "no_entities", search->nameless);
    json_write_flag(writer, "no_topics", search->topicless);
    json_write_flag(writer, "expand", search->expand);
    json_write_key(writer, "half_life");
    if (search->ranking.half_life > 0)
        json_write_decimal(writer, search->ranking.half_life, 3);
    else
        json_write_null(writer);
    json_write_pair(writer, "similar_to", search->similar_to);
}

void result_write_query(struct json_writer *writer, const struct result *result)
{
    static const char *const sorts[] = {"relevance", "newest", "oldest"};
    const struct search_request *request = &result->request->search;
    json_write_key(writer, "query");
    json_write_object(writer);
    json_write_key(writer, "text");
    json_write_string(writer, result->text);
    json_write_key(writer, "understood");
    json_write_string(writer, buffer_slice(&result->understood));
    write_words(writer, &result->query);
    write_entities(writer, result);
    write_topics(writer, result);
    json_write_flag(writer, "any", result->query.any);
    json_write_pair(writer, "sort", slice_of(sorts[request->sort]));
    json_write_pair(writer, "copies",
                    slice_of(!request->fold                 ? "all"
                             : result->request->list_copies ? "list"
                                                            : "fold"));
    write_filter(writer, &request->filter);
    write_options(writer, result->request);
    write_warnings(writer, &result->query);
    json_write_end_object(writer);
}
