// Which model versions are observed, for the gauge ml_model_version.
//
// A version is shown while the host serves it under a model's name and a stage that observes that
// model lives. Stages alone do not tell: stages of the generation being built live already, and
// stages of the previous one are kept for a rollback.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "spark/metrics.h"
#include "spark/models.h"

namespace ml_model {

class LiveVersions {
 public:
  LiveVersions(spark::Metrics metrics, spark::Models models) : metrics_(metrics), models_(models) {}

  // A stage that observes `model` in `version` begins or ends its life. [builder]
  void begin(const void* stage, const std::string& model, const std::string& version);
  void end(const void* stage) noexcept;

 private:
  // One series; never erased, since the host may still ask for it.
  struct Series {
    const LiveVersions* owner;
    std::string version;
    [[nodiscard]] double read() const { return owner->shows(version); }
  };
  struct Life {
    const void* stage;
    std::string model;
    std::string version;
  };

  // 1, or NaN: the series is absent. [jobs]
  [[nodiscard]] double shows(const std::string& version) const;

  spark::Metrics metrics_;
  spark::Models models_;
  mutable std::mutex mutex_;  // builder against job thread; never on the request path
  std::map<std::string, Series> series_;
  std::vector<Life> lives_;
};

}  // namespace ml_model
