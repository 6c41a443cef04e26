// Drafts: a thread's asks are kept in order and applied at the commit, so that a draft without a
// commit has nothing to restore. Rejected: to apply asks at once and to undo them, since asks of
// other threads come between, and a rendering meanwhile would show them.
#include <utility>

#include "base/assert.h"
#include "metrics/registry.h"
#include "metrics/state.h"

namespace spark::metrics {
namespace {

// Clears a series that no draft and no commit holds: the next ask for it begins at zero.
void clear(const Family& family, Series& series) {
  for (uint32_t i = 0; i < family.cells_per_series(); ++i) set_zero(series.cells, i);
  series.gauge.store(std::numeric_limits<double>::quiet_NaN(), std::memory_order_relaxed);
}

}  // namespace

void RegistryState::promise(Ask asked, std::vector<Ask>& draft) {
  if (!asked.series->has_place()) ++places;
  ++asked.series->promises;
  draft.push_back(std::move(asked));
}

std::vector<Ask> RegistryState::close_draft() {
  auto draft = drafts.extract(std::this_thread::get_id());
  SPARK_ASSERT(!draft.empty(), "a draft ends on the thread that opened it");
  return std::move(draft.mapped());
}

void RegistryState::release(const std::vector<Ask>& promised) {
  for (const Ask& each : promised) {
    --each.series->promises;
    if (!each.series->has_place()) --places;
  }
}

Registry::Draft::Draft(Registry& registry) : state_(registry.state_.get()) {
  const std::lock_guard lock(state_->changing);
  const bool is_first = state_->drafts.try_emplace(std::this_thread::get_id()).second;
  SPARK_ASSERT(is_first, "drafts do not nest");
}

Registry::Draft::~Draft() {
  if (state_ == nullptr) return;
  const std::lock_guard lock(state_->changing);
  const std::vector<Ask> asked = state_->close_draft();
  state_->release(asked);
  for (const Ask& each : asked)
    if (each.series->is_free()) clear(*each.family, *each.series);
}

void Registry::Draft::commit() {
  SPARK_ASSERT(state_ != nullptr, "a draft is committed once");
  RegistryState& state = *std::exchange(state_, nullptr);
  const std::lock_guard reading(state.reading);
  const std::lock_guard lock(state.changing);
  std::vector<Ask> asked = state.close_draft();
  for (Ask& each : asked) state.apply(each);
  state.release(asked);  // last: until then the asks keep their promised places
}

}  // namespace spark::metrics
