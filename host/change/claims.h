// The keys that are being changed at present. Of two changes of one key at the same time one is
// refused, since its operator did not know of the other.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace spark::change {

class Claims {
 public:
  // Takes `names` until the returned pointer is destroyed; null if one of them is taken already.
  // "*" is every name. The Claims object outlives the pointer. [any]
  std::shared_ptr<void> take(std::vector<std::string> names) {
    const std::lock_guard lock(mutex_);
    const bool wants_all = std::find(names.begin(), names.end(), "*") != names.end();
    const bool clashes =
        taken_.contains("*") || (wants_all && !taken_.empty()) ||
        std::any_of(names.begin(), names.end(), [&](const auto& n) { return taken_.contains(n); });
    if (clashes) return nullptr;
    taken_.insert(names.begin(), names.end());
    return {this, [this, names = std::move(names)](void*) {
              const std::lock_guard relock(mutex_);
              for (const auto& name : names) taken_.erase(name);
            }};
  }

 private:
  std::mutex mutex_;  // guards taken_
  std::set<std::string> taken_;
};

}  // namespace spark::change
