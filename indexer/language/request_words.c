#include <string.h>

#include "indexer/language/stopwords.h"

/* Words that people put around a question, in all forms, as folding leaves them; chosen for Herald.
 * A space stands before and after each. None is what an article is about. */
static const struct {
    const char *code;
    const char *words;
} lists[] = {
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
    const char *code = language_code(language);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i].code, code) == 0)
            return lists[i].words;
    return "";
}

bool language_is_request_word(language_id language, struct slice folded)
{
    char spaced[WORD_MAX + 2];
    if (folded.length == 0 || folded.length > WORD_MAX || memchr(folded.bytes, ' ', folded.length))
        return false;
    spaced[0] = ' ';
    memcpy(spaced + 1, folded.bytes, folded.length);
    spaced[folded.length + 1] = ' ';
    const char *words = language_request_words(language);
    return memmem(words, strlen(words), spaced, folded.length + 2) != NULL;
}
