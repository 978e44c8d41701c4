#ifndef XAP_XAP_H
#define XAP_XAP_H

/* All of libxap. What holds everywhere is said in xap/error.h. */

#include "xap/buffer.h"
#include "xap/compact.h"
#include "xap/database.h"
#include "xap/document.h"
#include "xap/enquire.h"
#include "xap/error.h"
#include "xap/iterate.h"
#include "xap/limits.h"
#include "xap/mset.h"
#include "xap/query.h"
#include "xap/source.h"
#include "xap/stem.h"
#include "xap/value.h"
#include "xap/version.h"
#include "xap/writable.h"

#endif
