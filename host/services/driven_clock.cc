#include "services/driven_clock.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/run_on.h"

namespace spark::services {
namespace {

// Of one length, so that it is written in place: a crash leaves one time or the other.
constexpr uint64_t digits = 13;

}  // namespace

base::Result<void> DrivenClock::keep_in(const std::filesystem::path& state_dir) {
  auto file = base::File::open(state_dir / "event_time", O_RDWR | O_CREAT | O_NOFOLLOW);
  if (!file) return file.error();
  const auto text = file->read_some_at(0, digits);
  if (!text) return text.error();
  int64_t stood_ms = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), stood_ms);
  const bool is_time = fault == std::errc() && end == text->data() + digits && stood_ms > 0;
  base::set_stood_utc_ms(is_time ? stood_ms : 0);
  kept_ = std::move(*file);
  return {};
}

void DrivenClock::keep(int64_t utc_ms) {
  // What cannot be written is the time of a replay, which goes on.
  if (kept_ && utc_ms > 0) (void)kept_->write_at(0, fmt::format("{:0{}}", utc_ms, digits));
}

void DrivenClock::begin(int64_t step_ms_max) {
  step_ms_max_ = step_ms_max;
  parts_.timers.follow_event_time();
  parts_.jobs.use_one_thread();
}

void DrivenClock::stop() {
  is_stopped_ = true;
  parts_.outstanding.stop();
}

void DrivenClock::advance(int64_t utc_ms) {
  const int64_t before_ms = base::event_utc_ms();
  if (step_ms_max_ == 0 || is_stopped_ || utc_ms <= before_ms) return;
  Timers& timers = parts_.timers;
  bool goes_on = true;
  if (before_ms == 0) {
    goes_on = step([&] {
      base::set_event_utc_ms(utc_ms);
      timers.begin();
    });
  }
  const bool is_gap = before_ms != 0 && utc_ms - before_ms > step_ms_max_;
  if (goes_on && timers.next_due_utc_ms() <= utc_ms)
    goes_on = step([&] {
      timers.begin_step(utc_ms);
      call_timers(utc_ms, is_gap);
    });
  while (goes_on && timers.next_due_utc_ms() <= utc_ms)
    goes_on = step([&] { call_timers(utc_ms, is_gap); });
  base::set_event_utc_ms(utc_ms);
  keep(utc_ms);
}

// Until one asks for something that takes time.
void DrivenClock::call_timers(int64_t utc_ms, bool is_gap) {
  Timers& timers = parts_.timers;
  do {
    const int64_t due_ms = is_gap ? utc_ms : std::min(timers.next_due_utc_ms(), utc_ms);
    base::set_event_utc_ms(std::max(due_ms, base::event_utc_ms()));
    timers.run_due(is_gap ? Timers::Step::gap : Timers::Step::next);
  } while (timers.next_due_utc_ms() <= utc_ms && parts_.outstanding.is_none() && !is_stopped_);
}

// False if the host ends.
bool DrivenClock::step(const std::function<void()>& on_control) {
  const auto ran = base::run_on(parts_.control, [&] {
    on_control();
    return true;
  });
  parts_.outstanding.wait_for_none();
  return ran && !is_stopped_;
}

}  // namespace spark::services
