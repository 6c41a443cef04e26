// Slow work of plugins, on two threads of low priority that do nothing else.
//
// A job keeps its plugin object, so one that does not end keeps the object and its thread, and
// nothing more: the change that replaces the object goes on without it, and another thread takes
// the place of its thread, up to six.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/task_thread.h"

namespace spark::services {

inline constexpr uint32_t jobs_max = 16;  // of one plugin object, waiting and running

class Jobs {
 public:
  // Runs on a thread of the jobs; must not throw. `is_cancelled` becomes true if it should end
  // soon.
  using Work = std::function<void(const std::atomic<bool>& is_cancelled)>;

  // Objects that are used no more are let go on `builder`, which outlives this.
  explicit Jobs(base::TaskQueue& builder) : builder_(builder) {}
  ~Jobs() { stop(); }
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // `owner` stands for the plugin object, `plugin` for its name; `kept` keeps it. Fails if the
  // owner has too many jobs, or after stop(). [control, jobs]
  base::Result<void> post(const void* owner, const std::string& plugin, std::string key,
                          std::shared_ptr<void> kept, Work work);

  // Drops the owner's jobs that wait, and tells those that run to end. [control]
  void cancel(const void* owner);

  // Waits up to `ms_max` for the owner's jobs that run. Returns the keys of those that run on; they
  // are abandoned. [builder]
  std::vector<std::string> wait(const void* owner, uint32_t ms_max);

  // From here on jobs run one at a time, in the order of posting. Before the first one.
  void use_one_thread() { running_now_max_ = 1; }

  // Whether the calling thread is one of the jobs'. [any]
  [[nodiscard]] static bool is_here();

  // A text for each abandoned job that has not ended. [control, builder, jobs, writer]
  [[nodiscard]] std::vector<std::string> degraded() const;

  // Lets go of the objects of jobs that have ended; the builder does so by itself unless its queue
  // was full. [builder]
  void release() { unused_->release(); }

  // Drops what waits, and returns when what runs has ended. Then release() is due once more. On the
  // main thread.
  void stop();

 private:
  struct Job {
    const void* owner;
    std::string plugin;
    std::string key;
    std::shared_ptr<void> kept;
    Work work;
    std::atomic<bool> is_cancelled{false};
    bool is_running = false;
    bool is_abandoned = false;
  };
  using JobPtr = std::shared_ptr<Job>;
  struct Thread {
    explicit Thread(size_t number);
    base::TaskThread tasks;
    JobPtr job;  // that it runs
  };
  static constexpr uint32_t running_max = 2;  // that are not abandoned
  static constexpr size_t threads_max = running_max + 6;

  void start_what_can_locked();
  Thread* free_thread_locked();  // null if there is none, nor room for one
  void run(Thread& thread, const JobPtr& job);

  // The objects of jobs that have ended, until the builder lets go of them. Shared with its tasks,
  // which may outlive this.
  struct Unused {
    std::mutex mutex;
    std::vector<std::shared_ptr<void>> objects;

    void add(std::shared_ptr<void> object);
    void release();
  };

  base::TaskQueue& builder_;
  const std::shared_ptr<Unused> unused_ = std::make_shared<Unused>();
  mutable std::mutex mutex_;  // guards the members below; no work runs with it
  std::condition_variable ended_;
  std::list<JobPtr> jobs_;  // in the order of posting
  uint32_t running_now_max_ = running_max;
  bool is_stopped_ = false;
  std::deque<Thread> threads_;  // made as they are needed; none moves
};

}  // namespace spark::services
