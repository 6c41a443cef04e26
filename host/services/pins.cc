// Pins: lists, and the owners to tell.
#include "services/pins.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "base/log.h"

namespace spark::services {

namespace {

// False if it threw.
bool guarded(const Pins::Item& item, const std::function<void()>& tell) {
  try {
    tell();
    return true;
  } catch (const std::exception& thrown) {
    base::log::error("plugin {} threw when it was told of its pin of model {}: {}", item.plugin,
                     item.model, thrown.what());
  } catch (...) {
    base::log::error("plugin {} threw when it was told of its pin of model {}", item.plugin,
                     item.model);
  }
  return false;
}

bool lets_pass(const Pins::Item& item, std::string_view plugin) {
  return std::find(item.lets_pass.begin(), item.lets_pass.end(), plugin) != item.lets_pass.end();
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

std::optional<Pins::Item> Pins::find(std::string_view model, std::string_view passing) const {
  const std::lock_guard lock(changing_);
  for (const Entry& entry : entries_)
    if (counts_locked(entry) && entry.item.model == model && !lets_pass(entry.item, passing))
      return entry.item;
  return std::nullopt;
}

uint32_t Pins::drop(std::string_view model) {
  const std::lock_guard lock(changing_);
  const auto is_kept = [&](const Entry& each) {
    return !counts_locked(each) || each.item.model != model;
  };
  const auto first = std::stable_partition(entries_.begin(), entries_.end(), is_kept);
  const auto count = static_cast<uint32_t>(entries_.end() - first);
  std::move(first, entries_.end(), std::back_inserter(dropped_));
  entries_.erase(first, entries_.end());
  return count;
}

// One at a time: the plugin that is told may take other pins away, with their callbacks.
void Pins::tell_dropped() {
  const std::lock_guard one_at_a_time(telling_);
  for (;;) {
    Entry next;
    {
      const std::lock_guard lock(changing_);
      if (dropped_.empty()) break;
      next = std::move(dropped_.front());
      dropped_.erase(dropped_.begin());
      if (next.is_awaited) awaited_.push_back(next);
    }
    base::log::warn("the pin of model {} by plugin {} ({}) is broken by force", next.item.model,
                    next.item.plugin, next.item.reason);
    bool has_answered = true;
    if (next.told.broken) (void)guarded(next.item, [&] { has_answered = next.told.broken(); });
    if (has_answered) answer(next.owner, next.number);
  }
}

bool Pins::wait_for_answers(uint32_t ms_max) {
  std::unique_lock lock(changing_);
  const auto is_untold = [](const Entry& each) { return each.is_awaited; };
  const bool all = changed_.wait_for(lock, std::chrono::milliseconds(ms_max), [&] {
    return awaited_.empty() && std::none_of(dropped_.begin(), dropped_.end(), is_untold);
  });
  awaited_.clear();
  for (Entry& each : dropped_) each.is_awaited = false;
  return all;
}

void Pins::tell_passed(std::string_view model, const std::string& plugin) {
  const std::lock_guard one_at_a_time(telling_);
  std::set<uint64_t> told;
  for (;;) {
    std::optional<Entry> next;
    {
      const std::lock_guard lock(changing_);
      const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) {
        return counts_locked(each) && each.item.model == model && lets_pass(each.item, plugin) &&
               !told.contains(each.number);
      });
      if (found == entries_.end()) return;
      next = *found;
    }
    told.insert(next->number);
    base::log::info("plugin {} has changed model {}, as the pin by plugin {} ({}) lets it", plugin,
                    next->item.model, next->item.plugin, next->item.reason);
    if (next->told.passed) (void)guarded(next->item, [&] { next->told.passed(plugin); });
  }
}

base::Result<uint64_t> Pins::pin(const void* owner, Item item, Told told) {
  const std::lock_guard lock(changing_);
  const auto own = std::count_if(entries_.begin(), entries_.end(),
                                 [&](const Entry& each) { return each.owner == owner; });
  if (own == pins_max)
    return base::Error("pin of model '" + item.model + "': there are " + std::to_string(pins_max) +
                       " pins of plugin '" + item.plugin + "' already");
  entries_.push_back({++last_number_, owner, std::move(item), std::move(told)});
  return last_number_;
}

void Pins::erase_locked(const std::function<bool(const Entry&)>& is_gone) {
  for (Entries* list : {&entries_, &dropped_, &awaited_}) std::erase_if(*list, is_gone);
  changed_.notify_all();
}

void Pins::unpin(const void* owner, uint64_t number) {
  const std::lock_guard nobody_is_told(telling_);
  const std::lock_guard lock(changing_);
  erase_locked([&](const Entry& each) { return each.number == number && each.owner == owner; });
}

void Pins::answer(const void* owner, uint64_t number) {
  const std::lock_guard lock(changing_);
  std::erase_if(awaited_,
                [&](const Entry& each) { return each.number == number && each.owner == owner; });
  changed_.notify_all();
}

void Pins::act(const void* owner) {
  const std::lock_guard lock(changing_);
  acting_.insert(owner);
}

void Pins::forget(const void* owner) {
  const std::lock_guard nobody_is_told(telling_);
  const std::lock_guard lock(changing_);
  acting_.erase(owner);
  erase_locked([&](const Entry& each) { return each.owner == owner; });
}

}  // namespace spark::services
