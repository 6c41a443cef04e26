// create_model() takes memory piece by piece, and never has enough. It touches none of it, so that
// a machine on which nobody stops it suffers little.
#include <memory>
#include <vector>

#include "spark/abi.h"
static int32_t create_model(spark_plugin*, const spark_config*, const char*, spark_model**,
                            spark_error*) {
  constexpr size_t piece_bytes = size_t{1} << 30u;
  std::vector<std::unique_ptr<char[]>> pieces;
  for (;;) pieces.emplace_back(new char[piece_bytes]);
}
#define SPECIMEN_CREATE_MODEL create_model
#include "specimen.h"
