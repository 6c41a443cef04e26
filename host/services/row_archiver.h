// Archives days of record logs before retention removes them, on a thread of its own for as long as
// it takes: rows are written meanwhile.
#pragma once

#include <atomic>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>

#include "base/error.h"
#include "store/row_archive.h"

namespace spark::services {

class RowArchiver {
 public:
  ~RowArchiver() { stop_.store(true); }  // waits for the thread, which ends soon

  // Where to; empty: days are removed without. Before the first day expires.
  void set_folder(std::filesystem::path folder) { folder_ = std::move(folder); }

  // True: that day of the log may be removed, since it is archived or no archive is kept. False:
  // ask again later. One day is archived at a time. `recorded`: the rows that the copy must have;
  // null: they are not known. On the thread of record logs.
  bool has(const std::string& log, const std::filesystem::path& file,
           const store::RowDigest* recorded);
  [[nodiscard]] bool is_kept() const { return !folder_.empty(); }

  // Why days are kept beyond their retention; "" if they are not. [any]
  [[nodiscard]] std::string trouble() const;

 private:
  std::filesystem::path folder_;
  std::filesystem::path under_way_;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;  // guards trouble_
  std::string trouble_;
  std::future<base::Result<store::Archived>> archived_;  // goes first: its end waits for the thread
};

}  // namespace spark::services
