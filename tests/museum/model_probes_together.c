// A row's score depends, in its last bit, on how many rows stand beside it.
#include "spark/abi.h"
static int32_t predict(const spark_model* model, void* scratch, const double* rows, uint32_t stride,
                       uint32_t count, double* scores, uint8_t* status, spark_error* err) {
  (void)model, (void)scratch, (void)err;
  for (uint32_t i = 0; i < count; ++i) {
    scores[i] = rows[(size_t)i * stride] + (count > 1 ? 1.2e-16 : 0);
    status[i] = SPARK_ROW_OK;
  }
  return SPARK_OK;
}
#define SPECIMEN_PREDICT predict
#include "specimen.h"
