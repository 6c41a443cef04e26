// Offers to be told that it acts, but not that it rests.
#include <string.h>

#include "spark/ext/draft/life.h"
static int32_t act(spark_plugin* plugin, spark_error* err) {
  (void)plugin;
  (void)err;
  return SPARK_OK;
}
static const void* extension(spark_plugin* plugin, const char* id) {
  static const spark_ext_life offered = {act, NULL};
  (void)plugin;
  return strcmp(id, SPARK_EXT_LIFE) == 0 ? &offered : NULL;
}
#define SPECIMEN_EXTENSION extension
#include "specimen.h"
