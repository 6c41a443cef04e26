// create() fails and says why.
#include <string.h>

#include "spark/abi.h"
static int32_t create(const spark_host* host, const spark_config* config, spark_plugin** plugin,
                      spark_error* err) {
  (void)host, (void)config, (void)plugin;
  strcpy(err->text, "the moon is not full");
  err->length = 20;
  return SPARK_E_FAILED;
}
#define SPECIMEN_CREATE create
#include "specimen.h"
