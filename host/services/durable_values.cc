#include "services/durable_values.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/log.h"

namespace spark::services {
namespace {

constexpr const char* file_name = "values.db";
constexpr uint32_t write_retry_ms = 1'000;

// Moves the database and what SQLite keeps beside it out of the way. Returns where to.
std::filesystem::path move_aside(const std::filesystem::path& file) {
  const std::filesystem::path aside =
      file.string().append(".damaged-").append(std::to_string(base::utc_ms()));
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::rename(file.string() + suffix, aside.string() + suffix, ignored);
  return aside;
}

base::Result<std::map<std::string, std::string>> read_all(const store::State& file) {
  auto items = file.list("");
  if (!items) return items.error();
  std::map<std::string, std::string> values;
  for (auto& item : *items) values.emplace(std::move(item.key), std::move(item.value));
  return values;
}

}  // namespace

base::Result<void> DurableValues::open(const std::filesystem::path& state_dir) {
  const std::filesystem::path path = state_dir / file_name;
  const auto open_and_read = [&]() -> base::Result<std::map<std::string, std::string>> {
    auto opened = store::State::open(state_dir, file_name);
    if (!opened) return opened.error();
    file_.emplace(std::move(*opened));
    return read_all(*file_);
  };
  auto values = open_and_read();
  if (!values && store::State::is_damaged(path)) {
    file_.reset();
    const std::lock_guard lock(mutex_);
    note_damage_locked("plugins' durable values could not be read (" + values.error().text +
                       "); the file was set aside as " + move_aside(path).string() +
                       " and they begin anew");
    values = open_and_read();
  }
  if (!values) return values.error();
  use(std::move(*values),
      [this](std::span<const store::State::Change> changes) { return file_->put_all(changes); });
  return {};
}

void DurableValues::use(std::map<std::string, std::string> values, Write write) {
  const std::lock_guard lock(mutex_);
  values_ = std::move(values);
  write_ = std::move(write);
}

uint32_t DurableValues::keys_locked(const std::string& plugin) const {
  const std::string prefix = plugin + "/";
  uint32_t keys = 0;
  for (auto each = values_.lower_bound(prefix);
       each != values_.end() && each->first.starts_with(prefix); ++each)
    if (is_note(each->first) ? !values_.contains(value_name_in_file(each->first))
                             : !is_hosts_own(each->first))
      ++keys;
  return keys;
}

bool DurableValues::has_budget_locked(const std::string& plugin, size_t bytes) {
  TokenBucket& budget =
      budgets_.try_emplace(plugin, durable_bytes_per_second_max, durable_bytes_per_second_max)
          .first->second;
  return budget.take(static_cast<double>(bytes), now_ns ? now_ns() : base::steady_ns());
}

base::Result<void> DurableValues::put(const DurableName& name, std::optional<std::string> value,
                                      Written written) {
  const std::string key = name.in_file();
  {
    const std::lock_guard lock(mutex_);
    if (is_recorded_locked(name))
      return base::Error("durable: the value '" + name.key + "' of schema '" + name.schema +
                         "' is put with records only");
    if (!has_budget_locked(name.plugin, key.size() + (value ? value->size() : 0)))
      return base::Error("durable: more than 4 MiB a second");
    if (value && !values_.contains(key) && keys_locked(name.plugin) >= durable_keys_max)
      return base::Error("durable: more than " + std::to_string(durable_keys_max) + " keys");
    if (written) waiting_.push_back(std::move(written));
    if (!change_locked(key, std::move(value))) return {};
  }
  post_write();
  return {};
}

void DurableValues::put_own(const DurableName& name, std::string value) {
  {
    const std::lock_guard lock(mutex_);
    if (!change_locked(name.in_file(), std::move(value))) return;
  }
  post_write();
}

void DurableValues::remove(std::span<const std::string> names_in_file) {
  bool must_post = false;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& name : names_in_file)
      if (!claimed_.contains(is_note(name) ? value_name_in_file(name) : name))
        must_post = change_locked(name, std::nullopt) || must_post;
  }
  if (must_post) post_write();
}

void DurableValues::note_damage_locked(const std::string& text) {
  base::log::error("{}", text);
  damage_.append(damage_.empty() ? "" : "; ").append(text);
}

// Whether a write has to be posted.
bool DurableValues::change_locked(const std::string& key, std::optional<std::string> value) {
  if (value) {
    values_[key] = *value;
  } else {
    values_.erase(key);
  }
  changes_[key] = std::move(value);
  return !std::exchange(is_posted_, true);
}

void DurableValues::post_write() {
  if (writer_->post([this] { write(); })) return;
  const std::lock_guard lock(mutex_);
  is_posted_ = false;  // the next put tries again
}

void DurableValues::write() {
  std::vector<store::State::Change> batch;
  std::vector<Written> waiting;
  {
    const std::lock_guard lock(mutex_);
    is_posted_ = false;
    if (changes_.empty() && waiting_.empty()) return;
    note_progress_locked();
    for (const auto& [key, value] : changes_) batch.push_back({key, value});
    changes_.clear();
    waiting.swap(waiting_);
  }
  const auto done = write_(batch);
  const std::string failure = done ? "" : done.error().text;
  {
    const std::lock_guard lock(mutex_);
    if (!done && failure_.empty()) base::log::error("durable values are not written: {}", failure);
    failure_ = failure;
    // What was changed since is newer.
    if (!done)
      for (auto& change : batch)
        changes_.try_emplace(std::move(change.key), std::move(change.value));
    if (!done && !is_posted_) is_posted_ = writer_->post_after(write_retry_ms, [this] { write(); });
  }
  for (const Written& each : waiting) each(failure);
}

std::optional<std::string> DurableValues::get(const DurableName& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = values_.find(name.in_file());
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::map<std::string, std::string> DurableValues::of(
    const std::vector<std::string>& plugins) const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> all;
  for (const std::string& plugin : plugins) all.merge(of_locked(plugin));
  return all;
}

std::map<std::string, std::string> DurableValues::of_locked(const std::string& plugin) const {
  const std::string prefix = plugin + "/";
  std::map<std::string, std::string> all;
  for (auto each = values_.lower_bound(prefix);
       each != values_.end() && each->first.starts_with(prefix); ++each)
    all.insert(*each);
  return all;
}

std::vector<std::string> DurableValues::degraded() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  if (!damage_.empty()) all.push_back(damage_);
  if (!failure_.empty()) all.push_back("plugins' durable values are not written: " + failure_);
  return all;
}

}  // namespace spark::services
