#include "generation/steps.h"

#include <algorithm>

#include "base/clock.h"

namespace spark::generation {

Steps::Steps() : began_ns_(base::steady_ns()), first_ns_(began_ns_) {}

void Steps::begin(std::string_view name) {
  end();
  current_ = name;
  began_ns_ = base::steady_ns();
  at("");
}

void Steps::at(const std::string& what) const {
  if (on_progress) on_progress(what.empty() ? current_ : current_ + " " + what);
}

void Steps::end() {
  if (current_.empty()) return;
  const double ms = static_cast<double>(base::steady_ns() - began_ns_) / 1e6;
  const auto same = std::find_if(all_.begin(), all_.end(),
                                 [&](const StepTime& each) { return each.name == current_; });
  if (same == all_.end()) {
    all_.push_back({current_, ms});
  } else {
    same->ms += ms;
  }
  current_.clear();
}

double Steps::total_ms() const {
  return static_cast<double>(base::steady_ns() - first_ns_) / 1e6;
}

}  // namespace spark::generation
