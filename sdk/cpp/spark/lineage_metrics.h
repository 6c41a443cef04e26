// spark/lineage_metrics.h: the series of a lineage. Those of the primary one have the names that
// clients have always read; those of others have `lineage_` behind the first part of the name, and
// the lineage's name as their last label:
//
//   mine_rows_total                         of the primary lineage
//   mine_lineage_rows_total{lineage="b"}    of lineage b
//
// So a query for one name never adds up models that predict different things.
#pragma once

#include <string>

#include "spark/lineages.h"
#include "spark/metrics.h"

namespace spark {

// Small; of use within a stage's constructor, for which `lineage` was asked. Every function throws
// what Metrics throws.
class LineageMetrics {
 public:
  // Refers to `lineage`, which must outlive it. [builder]
  LineageMetrics(const Metrics& metrics, const Lineage& lineage)
      : metrics_(metrics), lineage_(lineage) {}

  // Begins at 0. [builder]
  [[nodiscard]] Counter counter(const MetricSpec& spec) const {
    return metrics_.counter(own(spec, name_of(spec)));
  }
  // [builder]
  [[nodiscard]] Histogram histogram(const MetricSpec& spec) const {
    return metrics_.histogram(own(spec, name_of(spec)));
  }
  // As Metrics::computed(): `owner` lives as long as the plugin object. [builder]
  template <auto read, class Owner>
  void computed(const Owner& owner, const MetricSpec& spec) const {
    metrics_.computed<read>(owner, own(spec, name_of(spec)));
  }

 private:
  [[nodiscard]] std::string name_of(const MetricSpec& spec) const {
    std::string name = spec.name;
    if (!lineage_.primary) name.insert(name.find('_') + 1, "lineage_");
    return name;
  }
  // Borrows `name` for the call that it is given to.
  [[nodiscard]] MetricSpec own(MetricSpec spec, const std::string& name) const {
    spec.name = name.c_str();
    if (!lineage_.primary) spec.labels.push_back({"lineage", lineage_.name.c_str()});
    return spec;
  }

  const Metrics& metrics_;
  const Lineage& lineage_;
};

}  // namespace spark
