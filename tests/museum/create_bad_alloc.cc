// create() throws that there is no memory.
#include <new>

#include "spark/abi.h"
static int32_t create(const spark_host*, const spark_config*, spark_plugin**, spark_error*) {
  throw std::bad_alloc();
}
#define SPECIMEN_CREATE create
#include "specimen.h"
