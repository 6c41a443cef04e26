// The gauge ml_model_info: one for each model that has a role in a lineage, with its version and
// its digest, so that queries and alerts can tell for which model a series was counted.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "spark/lineages.h"
#include "spark/metrics.h"

namespace ml_model {

class ModelInfo {
 public:
  ModelInfo(spark::Metrics metrics, spark::Lineages lineages)
      : metrics_(metrics), lineages_(lineages) {}

  // A stage of that lineage was made; it is made again when one of the models changes. [builder]
  void add(const spark::Lineage& lineage);

 private:
  // One series; never erased, since the host may still ask for it.
  struct Series {
    const ModelInfo* owner;
    spark::LineageModel model;
    // 1, or NaN, so that the series is absent: another model has the role now. [jobs]
    [[nodiscard]] double read() const;
  };
  using Key = std::tuple<std::string, std::string, std::string, std::string>;  // of its labels

  spark::Metrics metrics_;
  spark::Lineages lineages_;
  std::mutex mutex_;  // never on the request path
  std::map<Key, Series> series_;
};

}  // namespace ml_model
