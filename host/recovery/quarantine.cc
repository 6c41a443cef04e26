#include "recovery/quarantine.h"

#include <utility>

#include "base/log.h"

namespace spark::recovery {

using blueprint::Quarantined;

std::vector<Quarantined> Quarantine::list() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

void Quarantine::restore(std::vector<Quarantined> all) {
  const std::lock_guard lock(mutex_);
  all_ = std::move(all);
}

void Quarantine::add(const std::vector<Quarantined>& suspects, const std::string& rejected) {
  if (const auto kept = survival_.quarantine(suspects, rejected); !kept)
    base::log::error("{}", kept.error().text);
  const std::lock_guard lock(mutex_);
  all_.insert(all_.end(), suspects.begin(), suspects.end());
}

base::Result<uint32_t> Quarantine::clear(const std::string& sha256) {
  auto cleared = survival_.clear_quarantine(sha256);
  if (!cleared || *cleared == 0) return cleared;
  const std::lock_guard lock(mutex_);
  std::erase_if(all_,
                [&](const Quarantined& each) { return sha256 == "all" || each.sha256 == sha256; });
  return cleared;
}

}  // namespace spark::recovery
