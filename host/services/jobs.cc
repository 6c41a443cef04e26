#include "services/jobs.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace spark::services {
namespace {

thread_local bool runs_jobs = false;

}  // namespace

bool Jobs::is_here() {
  return runs_jobs;
}

base::Result<void> Jobs::post(const void* owner, const std::string& plugin, std::string key,
                              std::shared_ptr<void> kept, Work work) {
  const std::lock_guard lock(mutex_);
  if (is_stopped_) return base::Error("job: the host ends");
  const auto own = std::count_if(jobs_.begin(), jobs_.end(),
                                 [owner](const JobPtr& job) { return job->owner == owner; });
  if (own >= jobs_max)
    return base::Error("job: " + std::to_string(jobs_max) + " jobs wait or run already");
  auto job = std::make_shared<Job>();
  job->owner = owner;
  job->plugin = plugin;
  job->key = std::move(key);
  job->kept = std::move(kept);
  job->work = std::move(work);
  jobs_.push_back(std::move(job));
  start_what_can_locked();
  return {};
}

Jobs::Thread::Thread(size_t number)
    : tasks("spark-job-" + std::to_string(number), jobs_max, base::TaskThread::Priority::low) {}

Jobs::Thread* Jobs::free_thread_locked() {
  const auto runs = [](const Thread& thread) {
    return thread.job != nullptr && !thread.job->is_abandoned;
  };
  if (std::count_if(threads_.begin(), threads_.end(), runs) >= running_now_max_) return nullptr;
  for (Thread& thread : threads_)
    if (thread.job == nullptr) return &thread;
  return threads_.size() < threads_max ? &threads_.emplace_back(threads_.size()) : nullptr;
}

void Jobs::start_what_can_locked() {
  for (;;) {
    const auto next = std::find_if(jobs_.begin(), jobs_.end(), [this](const JobPtr& job) {
      if (job->is_running) return false;
      return std::none_of(jobs_.begin(), jobs_.end(), [&](const JobPtr& other) {
        return other->is_running && other->owner == job->owner && other->key == job->key;
      });
    });
    Thread* const thread = next == jobs_.end() ? nullptr : free_thread_locked();
    if (thread == nullptr) return;
    if (!thread->tasks.post([this, thread, job = *next] { run(*thread, job); })) return;
    (*next)->is_running = true;
    thread->job = *next;
  }
}

void Jobs::run(Thread& thread, const JobPtr& job) {
  runs_jobs = true;
  job->work(job->is_cancelled);
  job->work = {};  // with all that it holds of the plugin object, before that goes
  {
    const std::lock_guard lock(mutex_);
    unused_->add(std::move(job->kept));
    jobs_.remove(job);
    thread.job = nullptr;
    if (!is_stopped_) start_what_can_locked();
  }
  ended_.notify_all();
  (void)builder_.post([unused = unused_] { unused->release(); });
}

void Jobs::Unused::add(std::shared_ptr<void> object) {
  if (object == nullptr) return;
  const std::lock_guard lock(mutex);
  objects.push_back(std::move(object));
}

void Jobs::Unused::release() {
  std::vector<std::shared_ptr<void>> all;  // go without the lock
  const std::lock_guard lock(mutex);
  all.swap(objects);
}

void Jobs::cancel(const void* owner) {
  std::vector<JobPtr> dropped;  // goes without the lock
  const std::lock_guard lock(mutex_);
  for (auto each = jobs_.begin(); each != jobs_.end();) {
    if ((*each)->owner == owner && !(*each)->is_running) {
      dropped.push_back(*each);
      each = jobs_.erase(each);
      continue;
    }
    if ((*each)->owner == owner) (*each)->is_cancelled = true;
    ++each;
  }
}

std::vector<std::string> Jobs::wait(const void* owner, uint32_t ms_max) {
  std::unique_lock lock(mutex_);
  const auto is_own = [owner](const JobPtr& job) { return job->owner == owner; };
  ended_.wait_for(lock, std::chrono::milliseconds(ms_max),
                  [&] { return std::none_of(jobs_.begin(), jobs_.end(), is_own); });
  std::vector<std::string> abandoned;
  for (const JobPtr& job : jobs_) {
    if (!is_own(job)) continue;
    job->is_abandoned = true;
    abandoned.push_back(job->key);
  }
  if (!is_stopped_) start_what_can_locked();
  return abandoned;
}

std::vector<std::string> Jobs::degraded() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const JobPtr& job : jobs_) {
    if (!job->is_abandoned) continue;
    all.push_back("job '" + job->key + "' of plugin '" + job->plugin +
                  "' does not end; its plugin object is kept until it does");
  }
  return all;
}

void Jobs::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    for (auto each = jobs_.begin(); each != jobs_.end();) {
      (*each)->is_cancelled = true;
      if ((*each)->is_running) {
        ++each;
        continue;
      }
      unused_->add(std::move((*each)->kept));
      each = jobs_.erase(each);
    }
  }
  for (Thread& thread : threads_) thread.tasks.stop();
}

}  // namespace spark::services
