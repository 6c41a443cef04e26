// Offers state of no schema.
#include <string.h>

#include "spark/ext/draft/handover.h"
static const void* extension(spark_plugin* plugin, const char* id) {
  static const spark_ext_handover offered = {NULL, NULL, NULL, NULL};
  (void)plugin;
  return strcmp(id, SPARK_EXT_HANDOVER) == 0 ? &offered : NULL;
}
#define SPECIMEN_EXTENSION extension
#include "specimen.h"
