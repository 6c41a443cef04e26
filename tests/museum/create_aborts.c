// create() ends the process.
#include <stdlib.h>

#include "spark/abi.h"
static int32_t create(const spark_host* host, const spark_config* config, spark_plugin** plugin,
                      spark_error* err) {
  (void)host, (void)config, (void)plugin, (void)err;
  abort();
}
#define SPECIMEN_CREATE create
#include "specimen.h"
