// The end of a change: state is handed over, workers take the new generation, the old one retires.
#include <algorithm>
#include <mutex>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "change/generations.h"
#include "serving/countdown.h"

namespace spark::daemon {
namespace {

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
  act(*live_);
  server_->publish(routers_, {});
}

// From here on its objects' pins count and their computed gauges are read, before those of any
// other generation that is kept.
void Generations::act(const Generation& generation) {
  for (const auto& served : generation.served) parts_.registry.prefer(served->plan.get());
  for (const auto& plugin : generation.plugins) plugin.host->act();
}

// What the last requests gave the model that was in this one's place, if both look at the same.
std::vector<double> Generations::last_rows(const std::string& pipeline, const frame::Step& step) {
  const Served* before = live_->find_served(pipeline);
  const frame::Step* old = find_step(before, step);
  if (server_ == nullptr || old == nullptr ||
      old->model->info().features != step.model->info().features)
    return {};
  struct Gathered {
    explicit Gathered(uint32_t workers) : countdown(workers), rows(workers) {}
    Countdown countdown;
    std::vector<std::vector<double>> rows;
  };
  const auto gathered = std::make_shared<Gathered>(server_->workers());
  const auto index = static_cast<size_t>(old - before->plan->steps.data());
  for (uint32_t worker = 0; worker < server_->workers(); ++worker) {
    server_->post(worker, [gathered, worker, index, before, kept = live_] {
      gathered->rows[worker] = before->workers[worker].runner->recent_rows(index);
      gathered->countdown.count_down();
    });
  }
  if (!gathered->countdown.wait(gather_ms_max)) return {};
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
std::vector<Transfer> Generations::begin_transfers(const Generation& next) {
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

// When no request runs in the old object any more. One that a worker is stuck in rests, and what it
// gathers from here on stays in it.
void Generations::end_transfers(std::vector<Transfer>& transfers, bool is_stuck) {
  for (auto& transfer : transfers) {
    if (!transfer.carries) continue;
    if (is_stuck) {
      transfer.outcome = "carried, but for what comes after: a worker is stuck in the one before";
      continue;
    }
    const auto after = transfer.from->save_state();
    const auto merged = after ? transfer.to->merge_state(transfer.before, *after)
                              : base::Result<void>(after.error());
    transfer.outcome =
        merged ? "carried" : "carried, but for the last moment: " + merged.error().text;
  }
  for (const auto& transfer : transfers)
    base::log::info("plugins.{}: state {}", transfer.name, transfer.outcome);
}

Published Generations::publish(GenerationPtr next, Order& order,
                               const PreviousDefinitions& previous, Drafts& drafts) {
  next->published_utc_ms = base::utc_ms();
  next->published_ns = base::steady_ns();
  next->answers_before = next->answers();
  // Held until every worker has let go, so that none of them destroys anything.
  Routers routers = parts_.make_routers(next);
  GenerationPtr retired;
  const auto exchange = [&] {
    const std::lock_guard lock(mutex_);
    retired = std::exchange(previous_, std::exchange(live_, next));
  };
  if (const auto late = parts_.orders.begin(order, exchange))
    return {Refusal{late->status, late->text}, ""};
  drafts.commit();
  if (const auto kept = parts_.survival.published(next->blueprint, previous); !kept)
    note_start("generation " + std::to_string(next->number) +
               " is not noted as published, and a restart would not come back to it: " +
               kept.error().text);
  routers_.swap(routers);
  act(*next);
  if (server_ == nullptr) return {};
  const auto countdown = std::make_shared<Countdown>(server_->workers());
  server_->publish(routers_, [countdown](uint32_t) { countdown->count_down(); });
  if (countdown->wait(acknowledge_ms_max)) return {};
  std::string text = "a worker is stuck in a plugin: it has not taken generation " +
                     std::to_string(next->number) + " within " +
                     std::to_string(acknowledge_ms_max) + " ms";
  base::log::error("{}", text);
  const std::lock_guard lock(mutex_);
  stuck_.push_back({countdown, text, {previous_, retired}, std::move(routers)});
  return {std::nullopt, std::move(text)};
}

// What serves no longer, whether something took its place or not.
void Generations::rest(const Generation& before, const Generation& now) {
  for (const auto& plugin : before.plugins) {
    const PluginObject* present = now.find_plugin(plugin.name);
    if (present == nullptr || present->host != plugin.host) plugin.host->rest();
  }
  for (const auto& served : before.served)
    if (now.find_served(served->name) != served.get()) parts_.registry.pause(served->plan.get());
}

// What a worker was stuck in may go when it has let go.
void Generations::release_stuck() {
  std::vector<Stuck> over;  // goes without the lock, which its plugins may ask for
  const std::lock_guard lock(mutex_);
  const auto first = std::stable_partition(
      stuck_.begin(), stuck_.end(), [](const Stuck& each) { return !each.countdown->is_over(); });
  std::move(first, stuck_.end(), std::back_inserter(over));
  stuck_.erase(first, stuck_.end());
}

void Generations::end() {
  routers_.reset();
  GenerationPtr live;
  GenerationPtr previous;
  std::vector<Stuck> stuck;  // all go without the lock, which their plugins may ask for
  {
    const std::lock_guard lock(mutex_);
    live.swap(live_);
    previous.swap(previous_);
    stuck.swap(stuck_);
  }
  live.reset();
  previous.reset();
  stuck.clear();
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
  for (const Stuck& each : stuck_)
    if (!each.countdown->is_over()) all.push_back(each.text);
  return all;
}

std::string Generations::live_version(std::string_view model) const {
  const GenerationPtr generation = live();
  const LoadedModel* found = generation ? generation->find_model(model) : nullptr;
  return found == nullptr ? "" : found->model->info().version;
}

}  // namespace spark::daemon
