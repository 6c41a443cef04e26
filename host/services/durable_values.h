// Values of plugins that outlive the host: in memory for reading, and in values.db by the writer.
//
// A change counts for get() at once and reaches the disk later, together with the others that wait
// (group commit). If the disk refuses a batch, those who wait are told, the changes stay, and the
// host tries again every second. So the disk follows the memory, and a value is never older than
// another that was put before it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/task_queue.h"
#include "services/durable_name.h"
#include "services/record_notes.h"
#include "services/token_bucket.h"
#include "store/state.h"

namespace spark::services {

inline constexpr uint32_t durable_keys_max = 1'024;  // of one plugin
inline constexpr double durable_bytes_per_second_max = 4.0 * 1024 * 1024;

// A value that is put with a record; nothing: it is taken away.
struct RecordedValue {
  DurableName name;
  std::optional<std::string> value;
};

class DurableValues {
 public:
  // Writes the changes to the disk, all or none; an error is why not. [writer]
  using Write = std::function<base::Result<void>(std::span<const store::State::Change>)>;
  // Says how a change reached the disk, "" or why it did not. [writer]
  using Written = std::function<void(const std::string& failure)>;

  // `writer` outlives this object; null: nothing is ever written.
  explicit DurableValues(base::TaskQueue* writer) : writer_(writer) {}

  // Reads `state_dir`/values.db, or makes it. A damaged file is set aside, which degraded() names;
  // one that cannot be opened now (locked, no room, of a later version) is an error, and stays.
  // Before the first plugin object is made. On the main thread.
  base::Result<void> open(const std::filesystem::path& state_dir);
  // Takes these values, and writes by `write`.
  void use(std::map<std::string, std::string> values, Write write);

  // Compares the values with the chain in `folder`, whose last record is `head`: a crash may have
  // fallen between a record and its values. After open(), before the first plugin object is made.
  // On the main thread.
  void compare(const std::filesystem::path& folder, uint64_t head);

  // `value`: nothing to erase. Fails if the plugin has too many keys, or writes too much, and for a
  // value that is put with records. [control, jobs]
  base::Result<void> put(const DurableName& name, std::optional<std::string> value,
                         Written written);
  // Whether these values of one plugin may be put with a record: by the limits of put(). From here
  // on put() refuses them, so that no value goes without its record. [control, jobs]
  base::Result<void> claim(std::span<const RecordedValue> values);
  // Takes claim() back: the record was not recorded. [control, jobs, writer]
  void release(std::span<const RecordedValue> values);
  // Puts claimed values, whose record is on the disk, and writes at once. [writer]
  void put_recorded(uint64_t sequence, std::vector<RecordedValue> values, Written written);
  // Whether the value is the one that the last record put which names it, and no other such record
  // waits. Also where no record names it. [control, builder, jobs, writer]
  [[nodiscard]] bool agrees(const DurableName& name) const;
  // Sets the values of these plugins aside: they stay in the file, under ":aside:<utc_ms>/", and no
  // plugin finds them. Values that were put with records differ from the chain then. Returns a
  // sentence for each plugin that had values. Before the first plugin object is made. [builder]
  std::vector<std::string> set_aside(const std::vector<std::string>& plugins, int64_t utc_ms);
  // For the host's own values in a plugin's name, which no limit of the plugin's touches.
  void put_own(const DurableName& name, std::string value);
  // Removes what has these names in the file, but for values whose records wait. [builder]
  void remove(std::span<const std::string> names_in_file);
  // [control, builder, jobs, writer]
  [[nodiscard]] std::optional<std::string> get(const DurableName& name) const;
  // Those of these plugins, by name in the file.
  [[nodiscard]] std::map<std::string, std::string> of(
      const std::vector<std::string>& plugins) const;
  [[nodiscard]] std::vector<std::string> degraded() const;

  // The rate limit reads the clock through this.
  std::function<int64_t()> now_ns;
  // The sequence of the chain's last record; empty: there is no chain. [writer]
  std::function<uint64_t()> chain_sequence;

 private:
  [[nodiscard]] bool has_budget_locked(const std::string& plugin, size_t bytes);
  [[nodiscard]] uint32_t keys_locked(const std::string& plugin) const;
  bool change_locked(const std::string& key, std::optional<std::string> value);
  [[nodiscard]] std::map<std::string, std::string> of_locked(const std::string& plugin) const;
  [[nodiscard]] bool is_recorded_locked(const DurableName& name) const;
  void release_locked(std::span<const RecordedValue> values);
  [[nodiscard]] std::map<std::string, RecordNote> notes_locked() const;
  void note_progress_locked();
  void note_damage_locked(const std::string& text);
  void post_write();
  void write();  // [writer]

  base::TaskQueue* const writer_;
  std::optional<store::State> file_;  // used on the writer
  Write write_;
  mutable std::mutex mutex_;  // guards the members below; not held while the disk is written
  std::map<std::string, std::string> values_;
  std::map<std::string, std::optional<std::string>> changes_;  // that are not on the disk yet
  std::vector<Written> waiting_;
  std::map<std::string, TokenBucket> budgets_;  // by plugin
  std::multiset<std::string> claimed_;          // names in the file of values whose records wait
  bool is_posted_ = false;
  std::string failure_;  // of the last write; "" if it did not fail
  std::string damage_;
};

}  // namespace spark::services
