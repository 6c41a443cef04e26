#include "training_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "freeze.h"

namespace training {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

std::optional<size_t> column_of(const Dataset& data, const std::string& name) {
  const auto found = std::find(data.names.begin(), data.names.end(), name);
  if (found == data.names.end()) return {};
  return static_cast<size_t>(found - data.names.begin());
}

Error no_feature(const std::string& name) {
  return {Exit::usage, "the data have no feature '" + name + "'"};
}

}  // namespace

TrainingRows TrainingRows::subset(std::span<const uint32_t> rows) const {
  TrainingRows part;
  part.names = names;
  part.values.reserve(rows.size() * names.size());
  for (const uint32_t i : rows) {
    part.ts_ms.push_back(ts_ms[i]);
    part.spans.push_back(spans[i]);
    part.labels.push_back(labels[i]);
    part.persistence.push_back(persistence[i]);
    const auto row = values.begin() + static_cast<ptrdiff_t>(i * names.size());
    part.values.insert(part.values.end(), row, row + static_cast<ptrdiff_t>(names.size()));
  }
  return part;
}

TrainingRows TrainingRows::between(size_t begin, size_t end) const {
  std::vector<uint32_t> rows(end - begin);
  std::iota(rows.begin(), rows.end(), static_cast<uint32_t>(begin));
  return subset(rows);
}

Result<std::vector<double>> persistence_inputs(const Dataset& data, const Labels& labels,
                                               const LabelRule& rule, const std::string& input) {
  if (input.empty()) return last_known_labels(data.ts_ms, labels.of, rule.horizon_ms);
  const std::optional<size_t> column = column_of(data, input);
  if (!column) return no_feature(input);
  std::vector<double> inputs;
  inputs.reserve(data.rows());
  for (size_t i = 0; i < data.rows(); ++i) inputs.push_back(data.row(i)[*column]);
  return inputs;
}

Result<TrainingRows> usable_rows(const Dataset& data, const Labels& labels,
                                 std::span<const double> persistence, const RowChoice& choice) {
  std::vector<size_t> columns;
  for (const std::string& name : choice.features) {
    const std::optional<size_t> column = column_of(data, name);
    if (!column) return no_feature(name);
    columns.push_back(*column);
  }
  TrainingRows rows;
  rows.names = choice.features;
  for (size_t i = 0; i < data.rows(); ++i) {
    if (data.ts_ms[i] < choice.from_ms || labels.known_ms[i] >= choice.until_ms) continue;
    if (labels.of[i] == Label::unknown || std::isnan(persistence[i])) continue;
    const size_t before = rows.values.size();
    bool is_ready = true;
    for (const size_t column : columns) {
      rows.values.push_back(data.row(i)[column]);
      is_ready = is_ready && std::isfinite(rows.values.back());
    }
    if (!is_ready) {
      rows.values.resize(before);
      continue;
    }
    rows.ts_ms.push_back(data.ts_ms[i]);
    rows.spans.push_back({data.ts_ms[i], labels.known_ms[i]});
    rows.labels.push_back(labels.of[i] == Label::hit ? 1 : 0);
    rows.persistence.push_back(persistence[i]);
  }
  return rows;
}

}  // namespace training
