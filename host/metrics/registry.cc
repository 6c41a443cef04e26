// Finding, creating and retiring series; see registry.h.
#include "metrics/registry.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/assert.h"
#include "metrics/state.h"

namespace spark::metrics {
namespace {

constexpr std::array<std::string_view, 3> histogram_suffixes = {"_bucket", "_sum", "_count"};

using Families = std::map<std::string, Family, std::less<>>;

// A histogram x is rendered as x_bucket, x_sum and x_count, so these names are taken.
std::string clash_of_names(const Families& families, const std::string& name, Kind kind) {
  for (const std::string_view suffix : histogram_suffixes) {
    if (kind == Kind::histogram && families.contains(name + std::string(suffix)))
      return "would also write '" + name + std::string(suffix) + "', which is a metric already";
    if (!name.ends_with(suffix)) continue;
    const auto base = families.find(std::string_view(name).substr(0, name.size() - suffix.size()));
    if (base != families.end() && base->second.kind == Kind::histogram)
      return "is part of the histogram '" + base->first + "'";
  }
  return {};
}

std::vector<std::string> keys_of(const Labels& labels) {
  std::vector<std::string> keys;
  for (const auto& label : labels) keys.push_back(label.first);
  return keys;
}

std::string listed(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + key;
  return "(" + text + ")";
}

std::string clash_with_family(const Family& family, const Desc& desc, Kind kind) {
  if (family.kind != kind)
    return "is a " + std::string(kind_name(family.kind)) + " already, not a " +
           std::string(kind_name(kind));
  if (const auto keys = keys_of(desc.labels); family.keys != keys)
    return "has the labels " + listed(family.keys) + ", not " + listed(keys);
  if (family.bounds != desc.bounds) return "has other bounds already";
  return {};
}

// Leaves out the values of the first label that were asked for least recently. Returns how many
// series went.
uint32_t retire(Family& family, uint32_t retired_max) {
  std::map<std::string_view, uint64_t> asked;  // of each value that is shown
  for (const auto& entry : family.series) {
    const Series& series = entry.second;
    if (!series.left_out)
      asked[series.first_value] = std::max(asked[series.first_value], series.asked);
  }
  uint32_t gone = 0;
  while (asked.size() > size_t{retired_max} + 1) {
    const auto oldest =
        std::min_element(asked.begin(), asked.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    for (auto& [text, series] : family.series) {
      if (series.left_out || series.first_value != oldest->first) continue;
      series.left_out = true;
      ++gone;
    }
    asked.erase(oldest);
  }
  return gone;
}

uint32_t cells_of(const Desc& desc, Kind kind) {
  switch (kind) {
    case Kind::counter:
      return 1;
    case Kind::gauge:
      return 0;
    case Kind::histogram:
      return static_cast<uint32_t>(desc.bounds.size()) + 2;
  }
  return 0;
}

}  // namespace

base::Result<Series*> Registry::State::ask(const Desc& desc, Kind kind, bool computed) {
  if (auto checked = check(desc, kind); !checked) return checked.error();
  const auto refused = [&](const std::string& why) {
    return base::Error("metric '" + desc.name + "' " + why);
  };
  const std::string text = label_text(desc.labels);
  const auto known = families.find(desc.name);
  const std::string clash = known == families.end() ? clash_of_names(families, desc.name, kind)
                                                    : clash_with_family(known->second, desc, kind);
  if (!clash.empty()) return refused(clash);

  const Series* earlier = nullptr;
  if (known != families.end()) {
    const auto found = known->second.series.find(text);
    if (found != known->second.series.end()) earlier = &found->second;
  }
  if (earlier != nullptr && earlier->computed != computed)
    return refused(computed ? "is set by others already" : "is computed already");
  const bool appears = earlier == nullptr || earlier->left_out;
  if (appears && shown == series_max)
    return refused("would be more than " + std::to_string(series_max) + " series");
  Cells cells;
  if (earlier == nullptr && kind != Kind::gauge) {
    cells = store.take(cells_of(desc, kind));
    if (cells.first == nullptr) return refused("finds no cell: too many series were retired");
  }

  Family& family = families[desc.name];
  if (family.series.empty()) {
    family.kind = kind;
    family.help = desc.help;
    family.keys = keys_of(desc.labels);
    family.bounds = desc.bounds;
  }
  Series& series = family.series[text];
  if (earlier == nullptr) {
    series.cells = cells;
    series.computed = computed;
    if (!desc.labels.empty()) series.first_value = desc.labels.front().second;
  }
  series.asked = ++asks;
  series.left_out = false;
  if (appears) ++shown;
  if (desc.retired_max > 0) shown -= retire(family, desc.retired_max);
  return &series;
}

Registry::Registry(uint32_t workers) : state_(std::make_unique<State>(workers)) {
  SPARK_ASSERT(workers <= base::workers_max, "workers_max bounds the number of workers");
}

Registry::~Registry() = default;

base::Result<Counter> Registry::counter(const Desc& desc) {
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::counter, false);
  if (!series) return series.error();
  Counter handle;
  handle.cells_ = (*series)->cells;
  return handle;
}

base::Result<Gauge> Registry::gauge(const Desc& desc) {
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::gauge, false);
  if (!series) return series.error();
  Gauge handle;
  handle.value_ = &(*series)->gauge;
  return handle;
}

base::Result<Histogram> Registry::histogram(const Desc& desc) {
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::histogram, false);
  if (!series) return series.error();
  Histogram handle;
  handle.cells_ = (*series)->cells;
  handle.bounds_ = &state_->families.find(desc.name)->second.bounds;
  return handle;
}

base::Result<void> Registry::computed_gauge(const Desc& desc, const void* owner,
                                            std::function<double()> read) {
  const std::lock_guard reading(state_->reading);
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::gauge, true);
  if (!series) return series.error();
  auto& readers = (*series)->readers;
  std::erase_if(readers, [&](const Reader& each) { return each.owner == owner; });
  readers.push_back({owner, std::move(read)});
  return {};
}

void Registry::forget(const void* owner) {
  const std::lock_guard reading(state_->reading);
  const std::lock_guard lock(state_->changing);
  state_->preferred.erase(owner);
  for (auto& [name, family] : state_->families) {
    for (auto& [text, series] : family.series) {
      std::erase_if(series.readers, [&](const Reader& each) { return each.owner == owner; });
    }
  }
}

void Registry::pause(const void* owner) {
  const std::lock_guard reading(state_->reading);
  const std::lock_guard lock(state_->changing);
  state_->preferred.erase(owner);
}

void Registry::prefer(const void* owner) {
  const std::lock_guard reading(state_->reading);
  const std::lock_guard lock(state_->changing);
  state_->preferred.insert(owner);
  for (auto& [name, family] : state_->families) {
    for (auto& [text, series] : family.series) {
      std::stable_partition(series.readers.begin(), series.readers.end(),
                            [&](const Reader& each) { return each.owner != owner; });
    }
  }
}

void Histogram::observe(double value) const noexcept {
  if (cells_.first == nullptr || !std::isfinite(value)) return;
  const auto bucket = std::lower_bound(bounds_->begin(), bounds_->end(), value) - bounds_->begin();
  add_count(cells_, static_cast<uint32_t>(bucket), 1);
  add_double(cells_, static_cast<uint32_t>(bounds_->size()) + 1, value);
}

}  // namespace spark::metrics
