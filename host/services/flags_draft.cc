// Flags are marked with the thread whose draft they belong to, until they are kept or go.
#include "services/flags_draft.h"

#include <utility>

#include "base/assert.h"

namespace spark::services {

Flags::Draft::Draft(Flags& flags) : flags_(&flags) {
  const std::lock_guard lock(flags_->mutex_);
  const bool is_first = flags_->drafting_.insert(std::this_thread::get_id()).second;
  SPARK_ASSERT(is_first, "drafts do not nest");
}

Flags::Draft::~Draft() {
  if (flags_ == nullptr) return;
  const std::lock_guard lock(flags_->mutex_);
  const auto self = flags_->close_draft();
  std::erase_if(flags_->named_, [&](const Named& each) {
    if (each.drafted_by != self) return false;
    flags_->free_cells_.push_back(each.cell);
    return true;
  });
}

void Flags::Draft::commit() {
  SPARK_ASSERT(flags_ != nullptr, "a draft is committed once");
  Flags& flags = *std::exchange(flags_, nullptr);
  const std::lock_guard lock(flags.mutex_);
  const auto self = flags.close_draft();
  for (Named& each : flags.named_)
    if (each.drafted_by == self) each.drafted_by.reset();
}

// Closes this thread's draft and returns the thread.
std::thread::id Flags::close_draft() {
  const auto self = std::this_thread::get_id();
  const bool was_open = drafting_.erase(self) == 1;
  SPARK_ASSERT(was_open, "a draft ends on the thread that opened it");
  return self;
}

}  // namespace spark::services
