// Throws when its state is saved or merged, and takes no state of others.
#include <cstring>
#include <stdexcept>

#include "spark/ext/draft/handover.h"
static int32_t save(spark_plugin*, spark_handover_sink*, spark_error*) {
  throw std::runtime_error("thrown by save");
}
static int32_t load(spark_plugin*, const void*, size_t, spark_error* err) {
  err->length = 0;
  std::strcpy(err->text, "the bytes are not mine");
  return SPARK_E_INVALID;
}
static int32_t merge(spark_plugin*, const void*, size_t, const void*, size_t, spark_error*) {
  throw 42;
}
static const void* extension(spark_plugin*, const char* id) {
  static const spark_ext_handover offered = {"specimen.state/1", save, load, merge};
  return std::strcmp(id, SPARK_EXT_HANDOVER) == 0 ? &offered : nullptr;
}
#define SPECIMEN_EXTENSION extension
#include "specimen.h"
