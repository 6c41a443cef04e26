/* spark.durable/1 (draft): small values that outlive the host.
 *
 * A value belongs to the plugin's name (its key under plugins:) and has a key and a schema, which
 * names the form of its bytes. Values of one key and different schemas stand beside each other, so
 * that the previous version of a plugin finds its own after a rollback. Only an object that acts
 * writes (spark.life/1); every object reads. In a trial the values are those of the host at its
 * beginning.
 *
 * The values of a plugin that lose their file to damage are gone: the host sets the file aside,
 * says so in `degraded`, and starts. */
#ifndef SPARK_EXT_DURABLE_H
#define SPARK_EXT_DURABLE_H

#include "done.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_durable. */
#define SPARK_EXT_DURABLE "spark.durable/1"

/* The most bytes that one value has: 64 KiB. */
#define SPARK_DURABLE_BYTES_MAX 65536u

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_durable {
  /* Replaces the value of `key` and `schema` with `size` bytes, which are copied; `bytes` may be
   * NULL where `size` is 0. A get() finds it from now on. It is on the disk when `done` says
   * SPARK_OK; puts reach the disk in their order, several at a time. If the disk refuses them,
   * `done` says why, and the host tries again by itself.
   *
   * A key is a name whose form has '-' and '.', too; a schema's form has '/' besides. Returns 0, or
   * a code and *err: SPARK_E_NOT_ACTING; SPARK_E_INVALID for a name or a size that is none, or more
   * than 1,024 keys; SPARK_E_FAILED beyond 4 MiB a second, and for one that spark.evidence puts.
   * `done` and `context` may be NULL: nobody is told. [control, jobs] */
  int32_t (*put)(const spark_host* host, const char* key, const char* schema, const void* bytes,
                 uint32_t size, spark_done done, void* context, spark_error* err);

  /* The same for taking a value away; one that is not there is taken away, too. [control, jobs] */
  int32_t (*erase)(const spark_host* host, const char* key, const char* schema, spark_done done,
                   void* context, spark_error* err);

  /* Calls take(context, bytes, size) [builder, control, jobs] once, before it returns, with the
   * value that was put last; not at all if there is none. The bytes are borrowed for that call, and
   * another version may have written them. Returns 0, or SPARK_E_INVALID and *err for names that
   * are none. [builder, control, jobs] */
  int32_t (*get)(const spark_host* host, const char* key, const char* schema,
                 void (*take)(void* context, const void* bytes, uint32_t size), void* context,
                 spark_error* err);
} spark_ext_durable;

#ifdef __cplusplus
}
#endif

#endif
