#include "services/open_calls.h"

#include <utility>

#include "base/log.h"
#include "plugin/guard.h"
#include "services/asked.h"
#include "services/flags.h"
#include "spark/ext/draft/done.h"

namespace spark::services {

void OpenCalls::tell(const Open& call, int32_t code, std::string_view text) {
  if (!call.done) return;
  const Asked::Scope asked(call.epoch);
  if (!plugin::guarded_void([&] { call.done(code, text); }))
    base::log::error("a plugin threw when it was told how a call had ended");
}

OpenCalls::~OpenCalls() {
  count_ended(open_.size());
}

// After the call's `done`, so that what that asks for is counted before.
void OpenCalls::count_ended(size_t count) {
  if (outstanding_ != nullptr) outstanding_->remove(count);
}

uint64_t OpenCalls::open(Done done) {
  std::optional<uint64_t> epoch = Asked::present();
  if (!epoch && flags_ != nullptr) epoch = flags_->epoch();
  const std::lock_guard lock(mutex_);
  if (is_closed_) return 0;
  if (outstanding_ != nullptr) outstanding_->add();
  open_.emplace(++last_number_, Open{std::move(done), epoch});
  return last_number_;
}

// If the control thread's queue is full, the result waits for the next one, or for the rest.
void OpenCalls::end(uint64_t number, int32_t code, std::string text) {
  const std::lock_guard lock(mutex_);
  if (!open_.contains(number)) return;
  ended_.push_back({number, code, std::move(text)});
  if (is_posted_ || control_ == nullptr) return;
  is_posted_ = control_->post([weak = weak_from_this()] {
    if (const auto calls = weak.lock()) calls->call_ended();
  });
}

void OpenCalls::withdraw(uint64_t number) {
  const std::lock_guard lock(mutex_);
  count_ended(open_.erase(number));
}

// Those that have a result now. What ends meanwhile comes with the next task, so that calls which
// are made again when they end do not keep the thread for themselves.
void OpenCalls::call_ended() {
  std::vector<Ended> ended;
  {
    const std::lock_guard lock(mutex_);
    is_posted_ = false;
    ended.swap(ended_);
  }
  for (const Ended& each : ended) {
    Open call;
    {
      const std::lock_guard lock(mutex_);
      const auto found = open_.find(each.number);
      if (found == open_.end()) continue;
      call = std::move(found->second);
      open_.erase(found);
    }
    tell(call, each.code, each.text);
    count_ended(1);
  }
}

void OpenCalls::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  call_ended();
  std::map<uint64_t, Open> cancelled;
  {
    const std::lock_guard lock(mutex_);
    cancelled.swap(open_);
    ended_.clear();
  }
  for (const auto& [number, call] : cancelled)
    tell(call, SPARK_E_CANCELLED, "the plugin object rests");
  count_ended(cancelled.size());
}

void OpenCalls::reopen() {
  const std::lock_guard lock(mutex_);
  is_closed_ = false;
}

bool OpenCalls::is_closed() const {
  const std::lock_guard lock(mutex_);
  return is_closed_;
}

size_t OpenCalls::open_now() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

}  // namespace spark::services
