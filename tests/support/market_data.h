// Where tests find recorded market data, which is not in the repository.
#pragma once

#include <cstdlib>
#include <filesystem>

namespace spark::test {

// The folder $SPARK_DATA_DIR, or the one beside a checkout; empty where there is none, and then the
// test is skipped.
inline std::filesystem::path market_data() {
  const char* given = std::getenv("SPARK_DATA_DIR");
  const auto folder = given != nullptr ? std::filesystem::path(given)
                                       : std::filesystem::path(SPARK_SOURCE_DIR) / "../shared/data";
  return std::filesystem::exists(folder / "btcusdt_1m") ? folder : std::filesystem::path();
}

}  // namespace spark::test
