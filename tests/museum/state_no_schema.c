// Offers state of no schema.
#include <string.h>

#include "spark/ext/draft/state.h"
static const void* extension(spark_plugin* plugin, const char* id) {
  static const spark_ext_state offered = {NULL, NULL, NULL, NULL};
  (void)plugin;
  return strcmp(id, SPARK_EXT_STATE) == 0 ? &offered : NULL;
}
#define SPECIMEN_EXTENSION extension
#include "specimen.h"
