#ifndef XAP_LIMITS_H
#define XAP_LIMITS_H

/*
 * The limits of libxap. They are checked before anything reaches libxapian, so passing one costs
 * nothing but the call.
 */

/* Bytes of a term, each zero byte counting double. Longer: XAP_E_ARGUMENT. */
#define XAP_TERM_MAX 245

/* Bytes of a metadata key. Longer: XAP_E_ARGUMENT. */
#define XAP_METADATA_KEY_MAX 253

/* Bytes of a metadata value. Longer: XAP_E_LIMIT. */
#define XAP_METADATA_MAX (64u * 1024 * 1024)

/* Bytes of a value. Longer: XAP_E_ARGUMENT. Values under 20 bytes are the fast ones. */
#define XAP_VALUE_MAX 4096

/* Highest number of a value slot. Higher: XAP_E_ARGUMENT. */
#define XAP_SLOT_MAX 0xfffffffeu

/* Bytes of the data of a document. More: XAP_E_LIMIT. */
#define XAP_DATA_MAX (64u * 1024 * 1024)

/* Bytes of a spelling word. Longer: XAP_E_ARGUMENT. */
#define XAP_SPELLING_MAX 245

/* Bytes of a sortable_serialised number. */
#define XAP_SORTABLE_MAX 9

/* Parts and leaves of one query, a part used twice counting twice. More: XAP_E_QUERY. */
#define XAP_QUERY_NODES_MAX 16384

/* Operators above the deepest leaf of a query. More: XAP_E_QUERY. */
#define XAP_QUERY_DEPTH_MAX 100

/* Terms that one wildcard may expand to. More: XAP_E_ARGUMENT. */
#define XAP_WILDCARD_EXPANSION_MAX 10000

/* Databases opened together. More: XAP_E_LIMIT. */
#define XAP_SHARDS_MAX 1024

#endif
