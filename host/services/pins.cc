// Pins: a list, and the owners to tell.
#include "services/pins.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.h"

namespace spark::services {

namespace {

void tell(const Pins::Item& item, const Pins::Broken& broken) {
  base::log::warn("the pin of model {} by plugin {} ({}) is broken by force", item.model,
                  item.plugin, item.reason);
  try {
    if (broken) broken();
  } catch (const std::exception& thrown) {
    base::log::error("plugin {} threw when its pin of model {} was broken: {}", item.plugin,
                     item.model, thrown.what());
  } catch (...) {
    base::log::error("plugin {} threw when its pin of model {} was broken", item.plugin,
                     item.model);
  }
}

}  // namespace

bool Pins::counts_locked(const Entry& entry) const {
  return acting_.contains(entry.owner);
}

std::vector<Pins::Item> Pins::list() const {
  const std::lock_guard lock(changing_);
  std::vector<Item> items;
  for (const Entry& entry : entries_)
    if (counts_locked(entry)) items.push_back(entry.item);
  return items;
}

std::optional<Pins::Item> Pins::find(std::string_view model) const {
  const std::lock_guard lock(changing_);
  for (const Entry& entry : entries_)
    if (counts_locked(entry) && entry.item.model == model) return entry.item;
  return std::nullopt;
}

uint32_t Pins::break_pins(std::string_view model) {
  const std::lock_guard one_at_a_time(telling_);
  const uint64_t newest = [&] {
    const std::lock_guard lock(changing_);
    return last_number_;
  }();
  // One at a time: the plugin that is told may take other pins away, with their callbacks.
  for (uint32_t broken = 0;; ++broken) {
    std::optional<Entry> next;
    {
      const std::lock_guard lock(changing_);
      const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) {
        return counts_locked(each) && each.item.model == model && each.number <= newest;
      });
      if (found == entries_.end()) return broken;
      next = std::move(*found);
      entries_.erase(found);
    }
    tell(next->item, next->broken);
  }
}

base::Result<uint64_t> Pins::pin(const void* owner, Item item, Broken broken) {
  const std::lock_guard lock(changing_);
  const auto own = std::count_if(entries_.begin(), entries_.end(),
                                 [&](const Entry& each) { return each.owner == owner; });
  if (own == pins_max)
    return base::Error("pin of model '" + item.model + "': there are " + std::to_string(pins_max) +
                       " pins of plugin '" + item.plugin + "' already");
  entries_.push_back({++last_number_, owner, std::move(item), std::move(broken)});
  return last_number_;
}

void Pins::unpin(const void* owner, uint64_t number) {
  const std::lock_guard nobody_is_told(telling_);
  const std::lock_guard lock(changing_);
  std::erase_if(entries_,
                [&](const Entry& each) { return each.number == number && each.owner == owner; });
}

void Pins::act(const void* owner) {
  const std::lock_guard lock(changing_);
  acting_.insert(owner);
}

void Pins::forget(const void* owner) {
  const std::lock_guard nobody_is_told(telling_);
  const std::lock_guard lock(changing_);
  acting_.erase(owner);
  std::erase_if(entries_, [&](const Entry& each) { return each.owner == owner; });
}

}  // namespace spark::services
