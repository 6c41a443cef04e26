// create() throws something that is no std::exception across the boundary.
#include "spark/abi.h"
static int32_t create(const spark_host*, const spark_config*, spark_plugin**, spark_error*) {
  throw 42;
}
#define SPECIMEN_CREATE create
#include "specimen.h"
