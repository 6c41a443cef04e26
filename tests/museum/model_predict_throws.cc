// predict() throws across the boundary. There are no probes, so that this shows only while serving.
#include <stdexcept>

#include "spark/abi.h"
static int32_t predict(const spark_model*, void*, const double*, uint32_t, uint32_t, double*,
                       uint8_t*, spark_error*) {
  throw std::runtime_error("thrown by predict");
}
#define SPECIMEN_PREDICT predict
#define SPECIMEN_PROBE_COUNT 0
#include "specimen.h"
