// Flags: a fixed array of cells, and their names beside it.
#include "services/flags.h"

namespace spark::services {

namespace {

constexpr size_t flag_name_bytes_max = 96;

bool is_name(std::string_view text) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  return !text.empty() && text.size() <= flag_name_bytes_max &&
         text.find_first_not_of(letters) == std::string_view::npos;
}

}  // namespace

base::Result<spark_flag*> Flags::declare(std::string_view full_name, int64_t initial,
                                         int64_t safe) {
  const std::string name(full_name);
  if (!is_name(full_name))
    return base::Error("flag '" + name + "' is not a name of [A-Za-z0-9_.-], at most " +
                       std::to_string(flag_name_bytes_max) + " bytes");
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < named_.size(); ++i) {
    if (named_[i].name != full_name) continue;
    if (named_[i].safe == safe) return &cells_[i];
    return base::Error("flag '" + name + "' has the safe value " + std::to_string(named_[i].safe) +
                       "; it cannot become " + std::to_string(safe));
  }
  if (named_.size() == flags_max)
    return base::Error("flag '" + name + "': there are " + std::to_string(flags_max) +
                       " flags already");
  spark_flag& cell = cells_[named_.size()];
  cell.value.store(initial, std::memory_order_release);
  named_.push_back({name, safe});
  return &cell;
}

spark_flag* Flags::find(std::string_view full_name) {
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < named_.size(); ++i)
    if (named_[i].name == full_name) return &cells_[i];
  return nullptr;
}

std::vector<Flags::Item> Flags::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<Item> items;
  for (size_t i = 0; i < named_.size(); ++i)
    items.push_back(
        {named_[i].name, cells_[i].value.load(std::memory_order_acquire), named_[i].safe});
  return items;
}

uint32_t Flags::set_all_safe() {
  const std::lock_guard lock(mutex_);
  uint32_t changed = 0;
  for (size_t i = 0; i < named_.size(); ++i)
    if (cells_[i].value.exchange(named_[i].safe, std::memory_order_acq_rel) != named_[i].safe)
      ++changed;
  return changed;
}

}  // namespace spark::services
