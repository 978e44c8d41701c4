#include "searcher/serve/etag.h"
#include "searcher/serve/html.h"
#include "searcher/serve/service.h"

/* The description by which browsers and feed readers learn to search here: OpenSearch 1.1. */
void answer_opensearch(struct call *call)
{
    struct request *request = call->request;
    struct reply *reply = call->reply;
    struct buffer *out = &reply->body;
    struct slice base = service_base(call->service, request);
    HTML_LITERAL(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                      "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
                      "<ShortName>Herald</ShortName>\n"
                      "<Description>Full-text search for diplomatic news</Description>\n"
                      "<InputEncoding>UTF-8</InputEncoding>\n"
                      "<OutputEncoding>UTF-8</OutputEncoding>\n");
    HTML(out,
         "<Image height=\"16\" width=\"16\" type=\"image/svg+xml\">$/assets/icon.svg</Image>\n"
         "<Url type=\"text/html\" rel=\"results\" template=\"$/search?q={searchTerms}\"/>\n"
         "<Url type=\"application/atom+xml\" rel=\"results\" "
         "template=\"$/search?q={searchTerms}&amp;limit={count?}&amp;format=atom\"/>\n"
         "<Url type=\"application/rss+xml\" rel=\"results\" "
         "template=\"$/search?q={searchTerms}&amp;limit={count?}&amp;format=rss\"/>\n"
         "<Url type=\"application/json\" rel=\"results\" "
         "template=\"$/search?q={searchTerms}&amp;limit={count?}&amp;format=json\"/>\n"
         "<Url type=\"application/x-suggestions+json\" rel=\"suggestions\" "
         "template=\"$/complete?q={searchTerms}&amp;format=suggestions\"/>\n"
         "<Url type=\"application/opensearchdescription+xml\" rel=\"self\" "
         "template=\"$/opensearch.xml\"/>\n"
         "<Query role=\"example\" searchTerms=\"Russia mediation Iran\"/>\n"
         "</OpenSearchDescription>\n",
         base, base, base, base, base, base, base);
    reply->status = 200;
    reply->type = "application/opensearchdescription+xml";
    reply->etag = etag_of_bytes(request, buffer_slice(out));
    reply_header(request, reply, "Cache-Control", SLICE("public, max-age=3600"));
}
