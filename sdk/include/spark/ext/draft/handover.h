/* spark.handover/1 (draft): what one plugin object hands to the one that takes its place.
 *
 * Unlike the other extensions this one is the plugin's: the host asks for it through
 * spark_plugin.extension. When a plugin object is replaced while it serves, by another version of
 * its library, by another configuration, or by the object that it had replaced itself, the host
 *
 *   1. saves the previous one and loads that into the new one, which serves nobody yet;
 *   2. publishes the new one;
 *   3. when no worker uses the previous one any more, saves it again and lets the new one merge
 *      what was gathered between the two saves.
 *
 * So nothing is lost and nothing counts twice, while requests go on throughout. If the schemas
 * differ, one of the two offers no state, or save() or load() fails, the new one starts fresh and
 * the host says so. A worker that is stuck in the previous one ends it at step 2. The bytes stay
 * in memory: they do not outlive the host. */
#ifndef SPARK_EXT_HANDOVER_H
#define SPARK_EXT_HANDOVER_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What spark_plugin.extension is asked for; leads to a spark_ext_handover. */
#define SPARK_EXT_HANDOVER "spark.handover/1"

/* The most that a plugin object may save: 64 MiB. */
#define SPARK_HANDOVER_BYTES_MAX ((size_t)64 << 20)

/* Where save() writes. Host memory, valid during save(). */
typedef struct spark_handover_sink {
  /* The host's own; a plugin does not look at it. */
  void* self;
  /* Appends `size` bytes, copied before the call returns. Returns 0, or a code if there are too
   * many or no memory; then the save has failed, whatever else is written. [builder] */
  int32_t (*write)(struct spark_handover_sink* sink, const void* bytes, size_t size);
} spark_handover_sink;

/* Owned by the plugin, constant for the plugin object's life. No function is NULL. */
typedef struct spark_ext_handover {
  /* Names the form and the meaning of the bytes, such as "shadow.tallies/1": a letter or _, then
   * letters, digits and _ . - /, at most 64 in all. Objects whose schemas are the same text
   * understand each other. */
  const char* schema;

  /* Writes all that the successor needs to `sink`. Workers and routes may be using the object
   * meanwhile. What is written must be such that merge() can tell from two saves what was added
   * between them. Returns 0, or a code and *err. [builder] */
  int32_t (*save)(spark_plugin* plugin, spark_handover_sink* sink, spark_error* err);

  /* Replaces all that the object has gathered with `bytes`, which are borrowed for the call. No
   * worker uses the object: it is new, or it served earlier and is to serve again. Another version
   * may have written the bytes: trust none of them. Returns 0, or a code and *err; then the object
   * is as it was before. [builder] */
  int32_t (*load)(spark_plugin* plugin, const void* bytes, size_t size, spark_error* err);

  /* Adds what the predecessor gathered between two saves of its own, of which the first is the one
   * that was loaded; both are borrowed for the call. Workers and routes are using this object
   * already. Called at most once after a load. Returns 0, or a code and *err; then the object is as
   * it was before. [builder] */
  int32_t (*merge)(spark_plugin* plugin, const void* before, size_t before_size, const void* after,
                   size_t after_size, spark_error* err);
} spark_ext_handover;

#ifdef __cplusplus
}
#endif

#endif
