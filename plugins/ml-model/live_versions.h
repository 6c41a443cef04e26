// Which model version is observed, for the gauge ml_model_version.
//
// The version is that of the oldest living observe stage of a model name: while the next generation
// is being built beside the running one, the gauge shows the running one; when the host destroys
// that, it shows the next; when a build fails, nothing changes. Rejected: setting the gauge when a
// stage is created (wrong for builds that fail) or first runs (wrong until traffic comes).
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "spark/metrics.h"

namespace ml_model {

class LiveVersions {
 public:
  explicit LiveVersions(spark::Metrics metrics) : metrics_(metrics) {}

  // A stage that observes `model` in `version` begins or ends its life. [builder-thread]
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

  // 1, or NaN: the series is absent. [job-thread]
  [[nodiscard]] double shows(const std::string& version) const;

  spark::Metrics metrics_;
  mutable std::mutex mutex_;  // builder against job thread; never on the request path
  std::map<std::string, Series> series_;
  std::vector<Life> lives_;  // oldest first
};

}  // namespace ml_model
