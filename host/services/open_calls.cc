#include "services/open_calls.h"

#include <utility>

#include "base/log.h"
#include "plugin/guard.h"
#include "spark/ext/draft/done.h"

namespace spark::services {
namespace {

void tell(const OpenCalls::Done& done, int32_t code, std::string_view text) {
  if (!done) return;
  if (!plugin::guarded_void([&] { done(code, text); }))
    base::log::error("a plugin threw when it was told how a call had ended");
}

}  // namespace

uint64_t OpenCalls::open(Done done) {
  const std::lock_guard lock(mutex_);
  open_.emplace(++last_number_, std::move(done));
  return last_number_;
}

// If the control thread's queue is full, the result waits for the next one, or for the rest.
void OpenCalls::end(uint64_t number, int32_t code, std::string text) {
  {
    const std::lock_guard lock(mutex_);
    if (!open_.contains(number)) return;
    ended_.push_back({number, code, std::move(text)});
  }
  const auto call = [weak = weak_from_this()] {
    if (const auto calls = weak.lock()) calls->call_ended();
  };
  if (control_ != nullptr && !control_->post(call) && !control_->post_first(call))
    base::log::warn("the control thread is busy: a plugin is told later how its call ended");
}

void OpenCalls::withdraw(uint64_t number) {
  const std::lock_guard lock(mutex_);
  open_.erase(number);
}

void OpenCalls::call_ended() {
  for (;;) {
    Done done;
    Ended ended;
    {
      const std::lock_guard lock(mutex_);
      if (ended_.empty()) return;
      ended = std::move(ended_.front());
      ended_.erase(ended_.begin());
      const auto found = open_.find(ended.number);
      if (found == open_.end()) continue;
      done = std::move(found->second);
      open_.erase(found);
    }
    tell(done, ended.code, ended.text);
  }
}

void OpenCalls::cancel() {
  call_ended();
  std::map<uint64_t, Done> cancelled;
  {
    const std::lock_guard lock(mutex_);
    cancelled.swap(open_);
  }
  for (const auto& [number, done] : cancelled)
    tell(done, SPARK_E_CANCELLED, "the plugin object rests");
}

size_t OpenCalls::open_now() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

}  // namespace spark::services
