// Keeps latches over crashes, restarts and full disks: writes what services::Flags holds to the
// file of latches, on a thread that does nothing else, so that neither a worker nor a disk that
// stalls the writer holds it up.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/task_queue.h"
#include "services/flags.h"
#include "store/latch_file.h"

namespace spark::actions {

// For a host that has ended: every flag begins at its safe value with the next start. On the main
// thread.
[[nodiscard]] base::Result<void> latch_every_flag(const std::filesystem::path& state_dir,
                                                  const std::string& action);

class LatchKeeper {
 public:
  // `own`: where the file is written; `writer`: where it is synced, which may take long. All
  // outlive this, and this outlives what was posted.
  LatchKeeper(services::Flags& flags, base::TaskQueue& own, base::TaskQueue& writer)
      : flags_(flags), own_(own), writer_(writer) {}

  // Reads what was latched when the host ran last and has the flags start so. What cannot be read
  // is taken for latched: then every flag is. Never fails; see degraded(). On the thread that
  // starts the host.
  void open(const std::filesystem::path& state_dir);

  // Writes what is latched now, soon. [any]
  void keep();
  // Runs `then` when what was given to keep() before this call has been written, or cannot be.
  // [any]
  void when_kept(std::function<void()> then);

  [[nodiscard]] std::vector<std::string> degraded() const;  // [control, builder, jobs, writer]

 private:
  void write();                         // [own]
  void report(const std::string& why);  // "": it works again

  services::Flags& flags_;
  base::TaskQueue& own_;
  base::TaskQueue& writer_;
  std::unique_ptr<store::LatchFile> file_;  // null: it could not be opened
  std::atomic<bool> is_posted_{false};
  std::atomic<bool> is_sync_posted_{false};

  mutable std::mutex mutex_;  // guards what follows
  std::string failure_;       // why latches are not kept
  std::string damage_;        // why all flags were latched at the start
};

}  // namespace spark::actions
