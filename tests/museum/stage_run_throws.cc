// run() throws across the boundary.
#include <stdexcept>

#include "spark/abi.h"
static int32_t run(spark_stage*, void*, spark_frame* const*, uint32_t, spark_error*) {
  throw std::runtime_error("thrown by run");
}
#define SPECIMEN_RUN run
#include "specimen.h"
