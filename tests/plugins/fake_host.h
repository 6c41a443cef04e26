// A host in memory, for tests of plugins without a host: every draft extension, its effects open to
// look at.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "spark/ext/draft/clock.h"
#include "spark/ext/draft/flag.h"
#include "spark/ext/draft/http.h"
#include "spark/ext/draft/log.h"
#include "spark/ext/draft/metrics.h"
#include "spark/ext/draft/models.h"

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

class FakeHost {
 public:
  explicit FakeHost(uint32_t workers = 2);
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  [[nodiscard]] const spark_host* raw() const { return &raw_; }

  // Value of a series such as `ml_x_total{a="b"}`; NaN if it is absent; throws if nobody ever asked
  // for it.
  [[nodiscard]] double value(const std::string& series) const;
  [[nodiscard]] const std::vector<double>& observed(const std::string& series) const;

  struct Reply {
    uint32_t status = 0;  // 0: the handler did not answer
    std::string json;
  };
  // Calls a route as a host would: a safe verb's flag moves and is latched first, then the handler
  // runs; that of a risky verb may open the latch of the flag that the route names.
  Reply call(const std::string& method, const std::string& path, const std::string& body = "");

  struct Route {
    std::string listener, method, path, doc;
    uint32_t access = 0;
    spark_flag* flag = nullptr;
    int64_t flag_value = 0;
    void* context = nullptr;
    void (*handle)(void*, const spark_http_request*, spark_http_reply*) = nullptr;
  };

  int64_t now_ns = 0;
  int64_t utc_ms = 0;
  std::set<std::string> withheld;  // ids of extensions that this host does not offer
  std::vector<std::string> log;    // "1 text": level and text
  std::map<std::string, spark_metric> metrics;
  std::map<std::string, spark_flag> flags;
  std::vector<Route> routes;
  spark_flag* called_flag = nullptr;                      // of the risky route that is being called
  std::map<std::string, const spark_model_info*> models;  // of the generation being built
  std::map<std::string, std::string> live_versions;       // by model; of the one that serves

 private:
  spark_host raw_;
};

}  // namespace spark::testing
