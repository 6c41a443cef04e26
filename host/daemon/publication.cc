// The end of a change: state is handed over, workers take the new generation, the old one retires.
#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "daemon/generations.h"

namespace spark::daemon {
namespace {

// Counts down to nothing, for whoever waits so long. Held by all concerned.
class Latch {
 public:
  explicit Latch(uint32_t count) : left_(count) {}

  void count_down() {
    {
      const std::lock_guard lock(mutex_);
      --left_;
    }
    changed_.notify_one();
  }

  [[nodiscard]] bool wait(uint32_t ms_max) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(ms_max), [&] { return left_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t left_;
};

const frame::Step* find_step(const Served* served, const frame::Step& wanted) {
  if (served == nullptr) return nullptr;
  for (const auto& step : served->plan->steps)
    if (step.name == wanted.name && step.predicts()) return &step;
  return nullptr;
}

}  // namespace

void Generations::serve(http::Server& server) {
  server_ = &server;
  live_->published_utc_ms = base::utc_ms();
  live_->published_ns = base::steady_ns();
  routers_ = parts_.make_routers(live_);
  server_->publish(routers_, {});
}

// What the last requests gave the model that was in this one's place, if both look at the same.
std::vector<double> Generations::last_rows(const std::string& pipeline, const frame::Step& step) {
  const Served* before = live_->find_served(pipeline);
  const frame::Step* old = find_step(before, step);
  if (server_ == nullptr || old == nullptr ||
      old->model->info().features != step.model->info().features)
    return {};
  struct Gathered {
    explicit Gathered(uint32_t workers) : latch(workers), rows(workers) {}
    Latch latch;
    std::vector<std::vector<double>> rows;
  };
  const auto gathered = std::make_shared<Gathered>(server_->workers());
  const auto index = static_cast<size_t>(old - before->plan->steps.data());
  for (uint32_t worker = 0; worker < server_->workers(); ++worker) {
    server_->post(worker, [gathered, worker, index, before, kept = live_] {
      gathered->rows[worker] = before->workers[worker].runner->recent_rows(index);
      gathered->latch.count_down();
    });
  }
  if (!gathered->latch.wait(gather_ms_max)) return {};
  std::vector<double> rows;
  for (const auto& each : gathered->rows) rows.insert(rows.end(), each.begin(), each.end());
  const size_t most = pipeline::RecentRows::rows_max * step.features.size();
  if (rows.size() > most) rows.resize(most);
  return rows;
}

// Models only, which are pure: a stage would take what it is warmed with for requests.
void Generations::warm(const Generation& next) {
  for (const auto& served : next.served) {
    if (live_->find_served(served->name) == served.get()) continue;
    for (size_t i = 0; i < served->plan->steps.size(); ++i) {
      const frame::Step& step = served->plan->steps[i];
      if (!step.predicts()) continue;
      const auto rows = last_rows(served->name, step);
      for (auto& worker : served->workers) worker.runner->warm(i, rows);
    }
  }
}

// While the old object still serves. What it gathers from here on follows in end_transfers().
std::vector<Generations::Transfer> Generations::begin_transfers(const Generation& next) {
  std::vector<Transfer> transfers;
  for (const auto& plugin : next.plugins) {
    const PluginObject* before = live_->find_plugin(plugin.name);
    if (before == nullptr || before->instance == plugin.instance) continue;
    Transfer transfer{before->instance, before->host, plugin.instance, plugin.name, "", false, ""};
    const std::string& from = before->instance->state_schema();
    const std::string& to = plugin.instance->state_schema();
    if (from.empty() || to.empty() || from != to) {
      transfer.outcome = state_outcome(from, to);
    } else if (auto saved = before->instance->save_state(); !saved) {
      transfer.outcome = "fresh: " + saved.error().text;
    } else if (auto loaded = plugin.instance->load_state(*saved); !loaded) {
      transfer.outcome = "fresh: " + loaded.error().text;
    } else {
      transfer.before = std::move(*saved);
      transfer.carries = true;
    }
    transfers.push_back(std::move(transfer));
  }
  return transfers;
}

// When no request runs in the old object any more.
void Generations::end_transfers(std::vector<Transfer>& transfers) {
  for (auto& transfer : transfers) {
    transfer.from_host->retired();
    if (!transfer.carries) continue;
    const auto after = transfer.from->save_state();
    const auto merged = after ? transfer.to->merge_state(transfer.before, *after)
                              : base::Result<void>(after.error());
    transfer.outcome =
        merged ? "carried" : "carried, but for the last moment: " + merged.error().text;
  }
  for (const auto& transfer : transfers)
    base::log::info("plugins.{}: state {}", transfer.name, transfer.outcome);
}

std::optional<Refusal> Generations::publish(GenerationPtr next, Order& order) {
  next->published_utc_ms = base::utc_ms();
  next->published_ns = base::steady_ns();
  next->answers_before = next->answers();
  // Held until every worker has let go, so that none of them destroys anything.
  Routers routers = parts_.make_routers(next);
  GenerationPtr retired;
  const auto exchange = [&] {
    const std::lock_guard lock(mutex_);
    retired = std::exchange(previous_, std::exchange(live_, next));
    stuck_.clear();
  };
  if (const auto late = parts_.orders.begin(order, exchange))
    return Refusal{late->status, late->text};
  routers_.swap(routers);
  // A generation that is published again reads its gauges again.
  for (const auto& served : next->served) parts_.registry.prefer(served->plan.get());
  for (const auto& plugin : next->plugins) plugin.host->published();
  if (server_ == nullptr) return std::nullopt;
  const auto latch = std::make_shared<Latch>(server_->workers());
  server_->publish(routers_, [latch](uint32_t) { latch->count_down(); });
  if (latch->wait(acknowledge_ms_max)) return std::nullopt;
  base::log::error("generation {}: a worker has not taken it within {} ms; it is stuck in a plugin",
                   next->number, acknowledge_ms_max);
  const std::lock_guard lock(mutex_);
  stuck_ = "a worker is stuck: it has not taken generation " + std::to_string(next->number);
  return std::nullopt;
}

void Generations::end() {
  routers_.reset();
  GenerationPtr live;
  GenerationPtr previous;  // both go without the lock, which their plugins may ask for
  {
    const std::lock_guard lock(mutex_);
    live.swap(live_);
    previous.swap(previous_);
  }
  live.reset();
  previous.reset();
  graveyard_->clear();
}

GenerationPtr Generations::live() const {
  const std::lock_guard lock(mutex_);
  return live_;
}

GenerationPtr Generations::previous() const {
  const std::lock_guard lock(mutex_);
  return previous_;
}

std::vector<Quarantined> Generations::quarantined() const {
  const std::lock_guard lock(mutex_);
  return quarantined_;
}

std::vector<std::string> Generations::degraded() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all = start_notes_;
  if (!stuck_.empty()) all.push_back(stuck_);
  return all;
}

std::string Generations::live_version(std::string_view model) const {
  const GenerationPtr generation = live();
  const LoadedModel* found = generation ? generation->find_model(model) : nullptr;
  return found == nullptr ? "" : found->model->info().version;
}

}  // namespace spark::daemon
