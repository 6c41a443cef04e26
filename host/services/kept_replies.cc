#include "services/kept_replies.h"

#include <utility>

namespace spark::services {

uint64_t KeptReplies::keep(RouteCallPtr call, int64_t now_ns) {
  RouteCallPtr forgotten;
  uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return 0;
    if (kept_.size() >= kept_replies_max) {
      const auto oldest = kept_.begin();
      if (now_ns - oldest->second.since_ns < kept_reply_ms_max * 1'000'000) return 0;
      forgotten = std::move(oldest->second.call);
      kept_.erase(oldest);
    }
    number = ++last_number_;
    kept_.emplace(number, Kept{std::move(call), now_ns});
  }
  if (forgotten != nullptr) forgotten->end_unanswered();
  return number;
}

RouteCallPtr KeptReplies::take(uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(number);
  if (found == kept_.end()) return nullptr;
  RouteCallPtr call = std::move(found->second.call);
  kept_.erase(found);
  return call;
}

RouteCallPtr KeptReplies::find(uint64_t number) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(number);
  return found == kept_.end() ? nullptr : found->second.call;
}

void KeptReplies::close() {
  std::map<uint64_t, Kept> ended;
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    ended.swap(kept_);
  }
  for (const auto& [number, kept] : ended) kept.call->end_unanswered();
}

void KeptReplies::reopen() {
  const std::lock_guard lock(mutex_);
  is_closed_ = false;
}

size_t KeptReplies::kept_now() const {
  const std::lock_guard lock(mutex_);
  return kept_.size();
}

}  // namespace spark::services
