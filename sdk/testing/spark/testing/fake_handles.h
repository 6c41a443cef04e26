// What stands behind the handles that the host in memory gives to a plugin, and besides facts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct spark_flag {
  int64_t value = 0;
  int64_t safe = 0;
  bool is_latched = false;
};

struct spark_metric {
  char kind = '?';  // c, g, h
  double value = 0;
  std::vector<double> observed;
  std::vector<double> bounds;
  uint32_t retired_max = 0;
  double (*read)(void*) = nullptr;
  void* context = nullptr;
};

namespace spark::testing {

// Of a fact, besides its value.
struct FactDetails {
  std::string unit;
  uint64_t samples = 0;
  int64_t from_utc_ms = 0;
  int64_t to_utc_ms = 0;
  int64_t at_utc_ms = 0;
  std::string basis = {};
};

}  // namespace spark::testing
