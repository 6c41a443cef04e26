// Which model versions are observed, for the gauge ml_model_version of the primary lineage and
// those of others.
//
// A version is shown while the host serves it under a model's name and a stage that observes that
// model lives. Stages alone do not tell: stages of the generation being built live already, and
// stages of the previous one are kept for a rollback.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "spark/lineage_metrics.h"
#include "spark/models.h"

namespace ml_model {

// How many versions besides the newest are kept in a family of series. The families of other
// lineages are shared by them.
[[nodiscard]] constexpr uint32_t retired_versions_max(const spark::Lineage& lineage) {
  return lineage.primary ? 8 : 64;
}

class LiveVersions {
 public:
  LiveVersions(spark::Metrics metrics, spark::Models models) : metrics_(metrics), models_(models) {}

  // A stage that observes `model` in `version` begins or ends its life. [builder]
  void begin(const void* stage, const std::string& model, const std::string& version,
             const spark::Lineage& lineage);
  void end(const void* stage) noexcept;

 private:
  // One series; never erased, since the host may still ask for it.
  struct Series {
    const LiveVersions* owner;
    std::string version;
    std::string lineage;  // "": the primary one
    [[nodiscard]] double read() const { return owner->shows(*this); }
  };
  struct Life {
    const void* stage;
    const Series* series;
    std::string model;
  };

  // 1, or NaN: the series is absent. [jobs]
  [[nodiscard]] double shows(const Series& series) const;

  spark::Metrics metrics_;
  spark::Models models_;
  mutable std::mutex mutex_;  // builder against job thread; never on the request path
  std::map<std::pair<std::string, std::string>, Series> series_;  // by version and lineage
  std::vector<Life> lives_;
};

}  // namespace ml_model
