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
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/task_queue.h"
#include "store/state.h"

namespace spark::services {

inline constexpr uint32_t durable_keys_max = 1'024;  // of one plugin
inline constexpr double durable_bytes_per_second_max = 4.0 * 1024 * 1024;

struct DurableName {
  std::string plugin;  // the key under plugins:
  std::string key;
  std::string schema;

  // In the file: "plugin/key/schema". The first two have no '/'.
  [[nodiscard]] std::string in_file() const { return plugin + "/" + key + "/" + schema; }
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

  // `value`: nothing to erase. Fails if the plugin has too many keys, or writes too much.
  // [control, jobs]
  base::Result<void> put(const DurableName& name, std::optional<std::string> value,
                         Written written);
  // For the host's own values in a plugin's name, which no limit of the plugin's touches.
  void put_own(const DurableName& name, std::string value);
  // [control, builder, jobs, writer]
  [[nodiscard]] std::optional<std::string> get(const DurableName& name) const;
  // Those of these plugins, by name in the file.
  [[nodiscard]] std::map<std::string, std::string> of(
      const std::vector<std::string>& plugins) const;
  [[nodiscard]] std::vector<std::string> degraded() const;

  // The rate limit reads the clock through this.
  std::function<int64_t()> now_ns;

 private:
  struct Budget {
    double bytes = durable_bytes_per_second_max;
    int64_t at_ns = 0;
  };

  [[nodiscard]] bool has_budget_locked(const std::string& plugin, size_t bytes);
  [[nodiscard]] uint32_t keys_locked(const std::string& plugin) const;
  bool change_locked(const std::string& key, std::optional<std::string> value);
  void post_write();
  void write();  // [writer]

  base::TaskQueue* const writer_;
  std::optional<store::State> file_;  // used on the writer
  Write write_;
  mutable std::mutex mutex_;  // guards the members below; not held while the disk is written
  std::map<std::string, std::string> values_;
  std::map<std::string, std::optional<std::string>> changes_;  // that are not on the disk yet
  std::vector<Written> waiting_;
  std::map<std::string, Budget> budgets_;  // by plugin
  bool is_posted_ = false;
  std::string failure_;  // of the last write; "" if it did not fail
  std::string damage_;
};

}  // namespace spark::services
