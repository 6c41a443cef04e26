// The public functions of a registry; see registry.h.
#include "metrics/registry.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "metrics/state.h"

namespace spark::metrics {

Registry::Registry(uint32_t workers) : state_(std::make_unique<RegistryState>(workers)) {
  SPARK_ASSERT(workers <= base::workers_max, "workers_max bounds the number of workers");
}

Registry::~Registry() {
  SPARK_ASSERT(state_->drafts.empty(), "the registry outlives its drafts");
}

base::Result<Counter> Registry::counter(const Desc& desc) {
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::counter, {});
  if (!series) return series.error();
  Counter handle;
  handle.cells_ = (*series)->cells;
  return handle;
}

base::Result<RealCounter> Registry::real_counter(const Desc& desc) {
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::real_counter, {});
  if (!series) return series.error();
  RealCounter handle;
  handle.cells_ = (*series)->cells;
  return handle;
}

base::Result<Gauge> Registry::gauge(const Desc& desc) {
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::gauge, {});
  if (!series) return series.error();
  Gauge handle;
  handle.value_ = &(*series)->gauge;
  return handle;
}

base::Result<Histogram> Registry::histogram(const Desc& desc) {
  const std::lock_guard lock(state_->changing);
  auto series = state_->ask(desc, Kind::histogram, {});
  if (!series) return series.error();
  Histogram handle;
  handle.cells_ = (*series)->cells;
  handle.bounds_ = &state_->families.find(desc.name)->second.bounds;
  if (desc.has_exemplars && !(*series)->exemplars) {
    (*series)->exemplars = std::make_unique<Exemplars>(
        (*series)->cells.shards, static_cast<uint32_t>(handle.bounds_->size()) + 1);
  }
  handle.exemplars_ = (*series)->exemplars.get();
  return handle;
}

base::Result<void> Registry::computed_gauge(const Desc& desc, const void* owner,
                                            std::function<double()> read) {
  const std::lock_guard reading(state_->reading);
  const std::lock_guard lock(state_->changing);
  const auto series = state_->ask(desc, Kind::gauge, Reader{owner, std::move(read)});
  if (!series) return series.error();
  return {};
}

void Registry::forget(const void* owner) {
  const std::lock_guard reading(state_->reading);
  const std::lock_guard lock(state_->changing);
  state_->preferred.erase(owner);
  state_->asked_for.erase(owner);
  for (auto& [name, family] : state_->families) {
    for (auto& [text, series] : family.series) {
      std::erase_if(series.readers, [&](const Reader& each) { return each.owner == owner; });
    }
  }
  for (auto& [thread, asked] : state_->drafts)
    for (Ask& each : asked)
      if (each.reader && each.reader->owner == owner) each.reader.reset();
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
  state_->renew(owner);
}

Registry::Asking::Asking(Registry& registry, const void* owner) : state_(*registry.state_) {
  const std::lock_guard lock(state_.changing);
  const bool is_first = state_.asking.try_emplace(std::this_thread::get_id(), owner).second;
  SPARK_ASSERT(is_first, "asking does not nest");
}

Registry::Asking::~Asking() {
  const std::lock_guard lock(state_.changing);
  state_.asking.erase(std::this_thread::get_id());
}

void RealCounter::add(double by) const noexcept {
  if (cells_.first == nullptr || !std::isfinite(by) || by < 0) return;
  add_double(cells_, 0, by);
}

void Histogram::observe(double value) const noexcept {
  observe(value, nullptr);
}

void Histogram::observe(double value, const Exemplar* exemplar) const noexcept {
  if (cells_.first == nullptr || !std::isfinite(value)) return;
  const auto bucket = static_cast<uint32_t>(
      std::lower_bound(bounds_->begin(), bounds_->end(), value) - bounds_->begin());
  add_count(cells_, bucket, 1);
  add_double(cells_, static_cast<uint32_t>(bounds_->size()) + 1, value);
  if (exemplar != nullptr && exemplars_ != nullptr)
    exemplars_->put(shard_of(cells_), bucket, value, *exemplar);
}

void Histogram::append_buckets(std::vector<uint64_t>& to) const {
  if (cells_.first == nullptr) return;
  for (uint32_t i = 0; i <= bounds_->size(); ++i) to.push_back(sum_of_counts(cells_, i));
}

}  // namespace spark::metrics
