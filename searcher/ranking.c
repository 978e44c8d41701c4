#include "searcher/ranking.h"

#include <math.h>
#include <stdlib.h>

bool ranking_parse(const char *text, struct ranking *ranking)
{
    double values[] = {ranking->k1, ranking->b, ranking->min_length};
    for (size_t at = 0; at < 3 && *text; at++) {
        char *end;
        values[at] = strtod(text, &end);
        if (end == text || (*end && (*end != ',' || at == 2)) || !isfinite(values[at]) ||
            values[at] < 0)
            return false;
        text = *end ? end + 1 : end;
    }
    if (values[1] > 1)
        return false;
    *ranking = (struct ranking){values[0], values[1], values[2]};
    return true;
}
