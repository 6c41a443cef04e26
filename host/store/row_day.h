// The writer of one day's file of a record log: rows in transactions.
//
// WAL mode, synced when the log is copied into the database and not at every commit: a crash of the
// host loses nothing that was committed, a loss of power at most the last seconds, and neither
// harms older rows.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/record_log.h"

namespace spark::store {

class RowDay {
 public:
  // Makes the file if it is missing. By one thread at a time, which may wait for the disk; so for
  // all functions. Errors name the file.
  static RowResult<RowDay> open(const std::filesystem::path& file, const RowRetention& retention);
  ~RowDay();
  RowDay(RowDay&&) noexcept;
  RowDay& operator=(RowDay&&) noexcept;

  // Adds the columns that the file lacks. Outside of a transaction; before rows with them.
  RowResult<void> prepare(const RowColumns& columns);

  // Between begin() and commit(), all rows or none. After any error: rollback().
  RowResult<void> begin();
  // `values` are those of the first columns of the file, as many as were prepared once.
  RowResult<void> insert(std::span<const RowValue> values);
  RowResult<void> commit();
  void rollback();

  [[nodiscard]] const RowColumns& columns() const;
  [[nodiscard]] const std::filesystem::path& path() const;

 private:
  struct Parts;
  explicit RowDay(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

// Puts what the write-ahead log of a day holds into its file, so that a loss of power takes nothing
// of it any more. For a day that is over. [slow]
RowResult<void> settle_day(const std::filesystem::path& file);

}  // namespace spark::store
