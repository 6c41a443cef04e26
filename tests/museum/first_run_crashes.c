// run() writes to an address that is nobody's.
#include "spark/abi.h"
static int32_t run(spark_stage* stage, void* worker, spark_frame* const* frames, uint32_t count,
                   spark_error* err) {
  int* volatile nowhere = NULL;
  (void)stage, (void)worker, (void)frames, (void)count, (void)err;
  *(volatile int*)nowhere = 1;
  return SPARK_OK;
}
#define SPECIMEN_RUN run
#include "specimen.h"
