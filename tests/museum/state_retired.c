// Offers its state by an id that hosts no longer ask for.
#include <string.h>

#include "spark/abi.h"
static const void* extension(spark_plugin* plugin, const char* id) {
  (void)plugin;
  return strcmp(id, "spark.state/1") == 0 ? "anything" : NULL;
}
#define SPECIMEN_EXTENSION extension
#include "specimen.h"
