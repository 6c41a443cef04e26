#include "services/leases.h"

#include <algorithm>
#include <utility>

namespace spark::services {

uint64_t Leases::take(const void* owner, std::string sha256) {
  const std::lock_guard lock(mutex_);
  const auto own = std::count_if(leases_.begin(), leases_.end(),
                                 [owner](const auto& each) { return each.second.owner == owner; });
  if (static_cast<size_t>(own) >= leases_max) return 0;
  leases_.emplace(++last_number_, Lease{owner, std::move(sha256)});
  return last_number_;
}

void Leases::release(const void* owner, uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = leases_.find(number);
  if (found != leases_.end() && found->second.owner == owner) leases_.erase(found);
}

void Leases::release_all(const void* owner) {
  const std::lock_guard lock(mutex_);
  std::erase_if(leases_, [owner](const auto& each) { return each.second.owner == owner; });
}

std::set<std::string> Leases::objects() const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> all;
  for (const auto& [number, lease] : leases_) all.insert(lease.sha256);
  return all;
}

}  // namespace spark::services
