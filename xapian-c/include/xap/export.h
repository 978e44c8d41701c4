#ifndef XAP_EXPORT_H
#define XAP_EXPORT_H

/* Marks a function that the shared library exports; all functions have C linkage. */
#ifdef __cplusplus
#define XAP_API extern "C" __attribute__((visibility("default")))
#else
#define XAP_API extern __attribute__((visibility("default")))
#endif

/* Any int is a value of these enumerations, in C++ as it is in C. */
#ifdef __cplusplus
#define XAP_ENUM : int
#else
#define XAP_ENUM
#endif

#endif
