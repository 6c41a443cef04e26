// Keeps latches over crashes, restarts and full disks: writes the latches of services::Flags to the
// file of latches. A thread of its own does this, so that neither a worker nor a disk that stalls
// the writer delays it.
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
  // `own` writes the file; `writer` syncs it, which may take long. All arguments outlive this
  // object, and this object outlives its posted tasks.
  LatchKeeper(services::Flags& flags, base::TaskQueue& own, base::TaskQueue& writer)
      : flags_(flags), own_(own), writer_(writer) {}

  // Reads the latches of the host's last run and restores them in the flags. If one of the file's
  // latches is damaged, every flag starts latched. Never fails; see degraded(). On the thread that
  // starts the host.
  void open(const std::filesystem::path& state_dir);

  // Soon writes the present latches. [any]
  void keep();
  // Runs `then` when the latches that there are now have been written, or could not be. [any]
  void when_kept(std::function<void()> then);

  [[nodiscard]] std::vector<std::string> degraded() const;  // [control, builder, jobs, writer]

 private:
  void write();                         // [own]
  void report(const std::string& why);  // "": it works again

  services::Flags& flags_;
  base::TaskQueue& own_;
  base::TaskQueue& writer_;
  std::unique_ptr<store::LatchFile> file_;  // null: it could not be opened
  uint64_t written_version_ = 0;            // of the latches in the file; on `own`
  std::atomic<bool> is_posted_{false};
  std::atomic<bool> is_sync_posted_{false};

  mutable std::mutex mutex_;  // guards the members below
  std::string failure_;       // why latches are not kept
  std::string damage_;        // why all flags were latched at the start
};

}  // namespace spark::actions
