// Saves more than it may, and does not look whether it was taken.
#include <string.h>

#include "spark/ext/draft/handover.h"
static int32_t save(spark_plugin* plugin, spark_handover_sink* sink, spark_error* err) {
  static const char block[1 << 16];
  (void)plugin, (void)err;
  for (int i = 0; i <= 1024; ++i) sink->write(sink, block, sizeof block);
  return SPARK_OK;
}
static int32_t load(spark_plugin* plugin, const void* bytes, size_t size, spark_error* err) {
  (void)plugin, (void)bytes, (void)size, (void)err;
  return SPARK_OK;
}
static int32_t merge(spark_plugin* plugin, const void* before, size_t before_size,
                     const void* after, size_t after_size, spark_error* err) {
  (void)plugin, (void)before, (void)before_size, (void)after, (void)after_size, (void)err;
  return SPARK_OK;
}
static const void* extension(spark_plugin* plugin, const char* id) {
  static const spark_ext_handover offered = {"specimen.state/1", save, load, merge};
  (void)plugin;
  return strcmp(id, SPARK_EXT_HANDOVER) == 0 ? &offered : NULL;
}
#define SPECIMEN_EXTENSION extension
#include "specimen.h"
