// DurableValues, as far as values belong to records of the chain; and values that are set aside.
#include <utility>

#include "base/log.h"
#include "services/durable_values.h"
#include "services/record_notes.h"

namespace spark::services {
namespace {

// How far the chain was compared with the values, which all of its records' values have reached.
constexpr const char* compared_key = ":chain";
// Records that a start may compare again, rather than write.
constexpr uint64_t compare_records_max = 10'000;

}  // namespace

bool DurableValues::is_recorded_locked(const DurableName& name) const {
  return claimed_.contains(name.in_file()) || values_.contains(note_name_in_file(name));
}

base::Result<void> DurableValues::claim(std::span<const RecordedValue> values) {
  if (values.empty()) return {};
  const std::string& plugin = values.front().name.plugin;
  size_t bytes = 0;
  uint32_t more = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, value] : values) {
    const std::string key = name.in_file();
    bytes += key.size() + (value ? value->size() : 0);
    if (value && !values_.contains(key)) ++more;
  }
  if (more > 0 && keys_locked(plugin) + more > durable_keys_max)
    return base::Error("durable: more than " + std::to_string(durable_keys_max) + " keys");
  if (!has_budget_locked(plugin, bytes)) return base::Error("durable: more than 4 MiB a second");
  for (const auto& each : values) claimed_.insert(each.name.in_file());
  return {};
}

void DurableValues::release(std::span<const RecordedValue> values) {
  const std::lock_guard lock(mutex_);
  release_locked(values);
}

void DurableValues::release_locked(std::span<const RecordedValue> values) {
  for (const auto& each : values) {
    const auto claim = claimed_.find(each.name.in_file());
    if (claim != claimed_.end()) claimed_.erase(claim);
  }
}

void DurableValues::put_recorded(uint64_t sequence, std::vector<RecordedValue> values,
                                 Written written) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, value] : values) {
      (void)change_locked(name.in_file(), value);
      (void)change_locked(note_name_in_file(name), to_text({sequence, false}));
    }
    release_locked(values);
    if (written) waiting_.push_back(std::move(written));
  }
  write();
}

bool DurableValues::agrees(const DurableName& name) const {
  const std::lock_guard lock(mutex_);
  if (claimed_.contains(name.in_file())) return false;
  const auto found = values_.find(note_name_in_file(name));
  if (found == values_.end()) return true;
  const auto note = note_of(found->second);
  return note && !note->differs;
}

std::map<std::string, RecordNote> DurableValues::notes_locked() const {
  std::map<std::string, RecordNote> notes;
  for (const auto& [name, text] : values_)
    if (is_note(name)) notes.emplace(name, note_of(text).value_or(RecordNote{0, true}));
  return notes;
}

void DurableValues::compare(const std::filesystem::path& folder, uint64_t head) {
  std::map<std::string, RecordNote> notes;
  uint64_t compared = 0;
  {
    const std::lock_guard lock(mutex_);
    notes = notes_locked();
    const auto found = values_.find(compared_key);
    if (found != values_.end()) compared = note_of(found->second).value_or(RecordNote()).sequence;
  }
  // Another chain than the one that was compared is read from its beginning.
  const auto last = last_records(folder, compared > head ? 0 : compared);
  auto changed = last ? corrections(notes, *last, head) : all_differ(notes);
  if (changed.empty() && head - compared < compare_records_max) return;
  const std::lock_guard lock(mutex_);
  if (!last)
    note_damage_locked(
        "plugins' durable values could not be compared with the chain, so "
        "those that were put with records count as different: " +
        last.error().text);
  bool must_post = last && change_locked(compared_key, std::to_string(head));
  for (const auto& [name, note] : changed) {
    must_post = change_locked(name, to_text(note)) || must_post;
    base::log::warn("{}: the chain and the durable value differ", value_name_in_file(name));
  }
  if (must_post) is_posted_ = writer_->post([this] { write(); });
}

std::vector<std::string> DurableValues::set_aside(const std::vector<std::string>& plugins,
                                                  int64_t utc_ms) {
  const std::string folder = std::string(":aside:").append(std::to_string(utc_ms)).append("/");
  std::vector<std::string> sentences;
  const std::lock_guard lock(mutex_);
  bool must_post = false;
  for (const std::string& plugin : plugins) {
    const auto all = of_locked(plugin);
    size_t count = 0;
    for (const auto& [name, value] : all) {
      if (is_note(name))
        must_post =
            change_locked(name, to_text({note_of(value).value_or(RecordNote()).sequence, true})) ||
            must_post;
      if (is_hosts_own(name)) continue;
      must_post = change_locked(folder + name, value) || must_post;
      must_post = change_locked(name, std::nullopt) || must_post;
      ++count;
    }
    if (count == 0) continue;
    sentences.push_back("plugins." + plugin + ": " + std::to_string(count) +
                        " durable values were set aside, since the host kept crashing with them; "
                        "they are kept in values.db under " +
                        folder + plugin + "/");
  }
  if (must_post) is_posted_ = writer_->post([this] { write(); });
  return sentences;
}

// How far the chain is, with the values of all its records among the changes.
void DurableValues::note_progress_locked() {
  if (!chain_sequence) return;
  std::string now = std::to_string(chain_sequence());
  if (values_[compared_key] == now) return;
  changes_[compared_key] = now;
  values_[compared_key] = std::move(now);
}

}  // namespace spark::services
