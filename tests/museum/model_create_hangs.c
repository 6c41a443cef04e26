// create_model() never returns.
#include "spark/abi.h"
static int32_t create_model(spark_plugin* plugin, const spark_config* config, const char* artefact,
                            spark_model** model, spark_error* err) {
  (void)plugin, (void)config, (void)artefact, (void)model, (void)err;
  for (volatile int forever = 1; forever;) {
  }
  return SPARK_OK;
}
#define SPECIMEN_CREATE_MODEL create_model
#include "specimen.h"
