// State: small values under keys that outlive the host, in SQLite.
//
// The file is `state_dir/state.db`, or another one of that folder, in WAL mode and synced fully, so
// that written values survive a crash or a loss of power. The folder belongs to the process that
// holds its lock (chain.h).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace spark::store {

inline constexpr size_t key_bytes_max = 512;
inline constexpr size_t value_bytes_max = 1024 * 1024;

class State {
 public:
  struct Item {
    std::string key;  // UTF-8 without NUL, not empty
    std::string value;
  };
  struct Change {
    std::string key;
    std::optional<std::string> value;  // none: the key is erased
  };

  // Makes the folder and the file if they are missing. Fails, naming the file, if it is damaged, is
  // no database, or is of a later version of the host.
  static base::Result<State> open(const std::filesystem::path& state_dir,
                                  const std::string& file = "state.db");

  // Whether the file is damaged or no database, so that no later try can open it: as opposed to one
  // that is locked, or whose disk is full.
  static bool is_damaged(const std::filesystem::path& file);

  // Errors name the file and the key. A write returns when it is on the disk; a failed write
  // changes nothing. Slow; by one thread at a time.
  [[nodiscard]] base::Result<std::optional<std::string>> get(std::string_view key) const;
  base::Result<void> put(std::string_view key, std::string_view value);
  base::Result<void> erase(std::string_view key);  // a missing key is no error
  // Makes all changes, or none.
  base::Result<void> put_all(std::span<const Change> changes);
  // In the order of the keys' bytes. "" lists all.
  [[nodiscard]] base::Result<std::vector<Item>> list(std::string_view prefix) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  using Database = std::unique_ptr<sqlite3, Close>;
  State(Database database, std::filesystem::path path)
      : database_(std::move(database)), path_(std::move(path)) {}

  [[nodiscard]] base::Error error(std::string_view doing) const;
  base::Result<void> prepare_file();
  base::Result<void> prepare_tables();
  base::Result<void> apply(const Change& change);
  // Runs statements without results.
  [[nodiscard]] base::Result<void> run(const char* sql) const;
  // The first column of the first row, as text; "" if there is no row.
  [[nodiscard]] base::Result<std::string> ask(const char* sql) const;

  Database database_;
  std::filesystem::path path_;
};

}  // namespace spark::store
