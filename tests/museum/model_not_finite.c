// A heuristic, whose scores have no range. predict() answers its rows, in turn: NaN, infinity, 1.5
// (well), and a score whose status it forgets to write.
#include "spark/abi.h"
static int32_t predict(const spark_model* model, void* scratch, const double* rows, uint32_t stride,
                       uint32_t count, double* scores, uint8_t* status, spark_error* err) {
  const double answers[] = {__builtin_nan(""), __builtin_inf(), 1.5, 0.5};
  (void)model, (void)scratch, (void)rows, (void)stride, (void)err;
  for (uint32_t i = 0; i < count && i < 4; ++i) {
    scores[i] = answers[i];
    if (i < 3) status[i] = SPARK_ROW_OK;
  }
  return SPARK_OK;
}
#define SPECIMEN_KIND SPARK_MODEL_HEURISTIC
#define SPECIMEN_PREDICT predict
#define SPECIMEN_PROBE_COUNT 0
#include "specimen.h"
