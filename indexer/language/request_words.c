#include "indexer/language/stopwords.h"
#include "indexer/language/word_list.h"

/* Words that people put around a question, in all forms, as folding leaves them; chosen for Herald.
 * None is what an article is about. */
static const struct word_list lists[] = {
    {"en",
     " article articles available anyone concern concerned concerning concerns deal dealing deals "
     "dealt describe described describes describing discuss discussed discusses discussing "
     "discussion discussions document documents especially exist existing exists find finding "
     "findings finds include included includes including information informations interest "
     "interested interesting interests involve involved involves involving like particular "
     "particularly paper papers pertain pertaining pertains refer referred referring refers regard "
     "regarded regarding regards relate related relates relating "},
    {"fr",
     " article articles concernant concerne concernent decrire decrit document documents "
     "information informations interesse interessent lie liee liees lies portant relatif relatifs "
     "relative relatives traitant traite traitent trouver "},
    {"de", " artikel beschreiben beschreibt betreffen betreffend betrifft beitrag beitrage bezug "
           "dokument "
           "dokumente finden handeln handelt information informationen insbesondere interessiert "
           "interessieren zusammenhang "},
    {"es",
     " acerca articulo articulos concerniente describe describen documento documentos encontrar "
     "informacion informaciones interesa relacionada relacionadas relacionado relacionados "
     "relativa relativas relativo relativos respecto trata tratan "},
    {"ru", " документ документы документов интересует интересуют информация информации информацию "
           "касается касающаяся касающиеся касающийся касающихся найти описание описаны описать "
           "описывает "
           "описывают относительно связанная связанное связанные связанный связанных статьи статей "
           "статья упоминается упоминаются "},
};

const char *language_request_words(language_id language)
{
    return word_list_find(lists, sizeof lists / sizeof *lists, language);
}

bool language_is_request_word(language_id language, struct slice folded)
{
    return word_list_has(language_request_words(language), folded);
}
