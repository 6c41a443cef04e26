// create_model() asks for more memory than any machine has.
#include <vector>

#include "spark/abi.h"
static int32_t create_model(spark_plugin*, const spark_config*, const char*, spark_model**,
                            spark_error*) {
  const std::vector<double> trees(size_t{1} << 43u);  // 64 TiB
  return trees.empty() ? SPARK_OK : SPARK_E_FAILED;
}
#define SPECIMEN_CREATE_MODEL create_model
#include "specimen.h"
