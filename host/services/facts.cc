#include "services/facts.h"

#include <algorithm>

#include "base/event_clock.h"

namespace spark::services {

int64_t age_ms(const Fact& fact, int64_t wall_utc_ms) {
  return (fact.is_event_time ? base::event_utc_ms() : wall_utc_ms) - fact.at_utc_ms;
}

base::Result<void> Facts::publish(const void* owner, Fact fact) {
  const std::lock_guard lock(mutex_);
  auto key = std::pair(fact.name, fact.subject);
  if (!facts_.contains(key) && std::count_if(facts_.begin(), facts_.end(), [](const auto& each) {
                                 return !each.second.is_hosts;
                               }) >= facts_max)
    return base::Error("facts: there are " + std::to_string(facts_max) + " facts already");
  facts_.insert_or_assign(std::move(key), Owned{owner, std::move(fact)});
  return {};
}

void Facts::withdraw(const void* owner, const std::string& name, const Subject& subject) {
  const std::lock_guard lock(mutex_);
  const auto found = facts_.find({name, subject});
  if (found != facts_.end() && found->second.owner == owner) facts_.erase(found);
}

void Facts::withdraw_all(const void* owner) {
  const std::lock_guard lock(mutex_);
  std::erase_if(facts_, [owner](const auto& each) { return each.second.owner == owner; });
}

void Facts::replace_all(const void* owner, std::vector<Fact> all) {
  const std::lock_guard lock(mutex_);
  std::erase_if(facts_, [owner](const auto& each) { return each.second.owner == owner; });
  for (Fact& fact : all) {
    auto key = std::pair(fact.name, fact.subject);
    facts_.insert_or_assign(std::move(key), Owned{owner, std::move(fact), true});
  }
}

std::optional<Fact> Facts::read(const std::string& name, const Subject& subject) const {
  const std::lock_guard lock(mutex_);
  const auto found = facts_.find({name, subject});
  return found == facts_.end() ? std::nullopt : std::optional(found->second.fact);
}

std::optional<Fact> Facts::newest(const std::string& name, const Subject& subject) const {
  auto exact = read(name, subject);
  if (exact || subject.model.empty() || !subject.sha256.empty()) return exact;
  const std::lock_guard lock(mutex_);
  const Fact* found = nullptr;
  for (const auto& [key, owned] : facts_) {
    const Fact& fact = owned.fact;
    if (fact.name != name || fact.subject.pipeline != subject.pipeline ||
        fact.subject.model != subject.model)
      continue;
    if (found == nullptr || fact.at_utc_ms > found->at_utc_ms) found = &fact;
  }
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::vector<Fact> Facts::list(std::string_view prefix) const {
  const std::lock_guard lock(mutex_);
  std::vector<Fact> all;
  for (const auto& [key, owned] : facts_)
    if (owned.fact.name.starts_with(prefix)) all.push_back(owned.fact);
  return all;
}

}  // namespace spark::services
