// XGBoost's files, JSON and UBJSON: a forest that all kernels sum alike, or a refusal that names
// the file.
#include "ml-model/trees/xgboost_file.h"

#include "fuzz/forest_checks.h"
#include "fuzz/target.h"
#include "spark/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::vector<std::string> features{"f0", "f1"};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    spark::test::check_forest(ml_model::trees::read_xgboost("m", bytes, features));
  } catch (const spark::Error& refusal) {
    SPARK_FUZZ_CHECK(std::string_view(refusal.what()).starts_with("m: "));
  }
  return 0;
}
