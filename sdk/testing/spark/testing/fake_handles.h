// What stands behind the handles that the host in memory gives to a plugin.
#pragma once

#include <cstdint>
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
