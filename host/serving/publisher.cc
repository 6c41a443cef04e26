#include "serving/publisher.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"

namespace spark::serving {
namespace {

using Routers = std::shared_ptr<const std::vector<http::Router>>;

Routers routers_of(const RouteTablePtr& routes) {
  return {routes, &routes->routers};
}

const frame::PlacedStage* find_placed(const generation::Served* served,
                                      const frame::PlacedStage& wanted) {
  if (served == nullptr) return nullptr;
  for (const auto& placed : served->plan->stages)
    if (placed.name == wanted.name && placed.predicts()) return &placed;
  return nullptr;
}

}  // namespace

Publisher::~Publisher() {
  SPARK_ASSERT(live_.now() == nullptr, "generations are ended on the builder before this goes");
}

RouteTablePtr Publisher::routes() const {
  const std::lock_guard lock(mutex_);
  return routes_;
}

std::vector<std::string> Publisher::degraded() const {
  std::vector<std::string> all;
  const std::lock_guard lock(mutex_);
  for (const Stuck& each : stuck_)
    if (!each.countdown->is_over()) all.push_back(each.text);
  return all;
}

void Publisher::exchange(generation::GenerationPtr next) {
  retired_ = live_.exchange(std::move(next));
}

void Publisher::serve(http::Server& server, RouteTablePtr routes) {
  server_ = &server;
  {
    const std::lock_guard lock(mutex_);
    routes_ = std::move(routes);
  }
  server_->publish(routers_of(routes_), {});
}

base::Result<void> Publisher::publish(RouteTablePtr routes) {
  // Held until every worker has let go, so that none of them destroys anything.
  const generation::GenerationPtr retired = std::exchange(retired_, nullptr);
  {
    const std::lock_guard lock(mutex_);
    routes_.swap(routes);
  }
  if (server_ == nullptr) return {};
  const auto countdown = std::make_shared<Countdown>(server_->workers());
  server_->publish(routers_of(routes_), [countdown](uint32_t) { countdown->count_down(); });
  if (countdown->wait(acknowledge_ms_max)) return {};
  std::string text = "a worker is stuck in a plugin: it has not taken generation " +
                     std::to_string(live_.now()->number) + " within " +
                     std::to_string(acknowledge_ms_max) + " ms";
  base::log::error("{}", text);
  const std::lock_guard lock(mutex_);
  stuck_.push_back({countdown, text, {live_.previous(), retired}, std::move(routes)});
  return base::Error(std::move(text));
}

std::vector<double> Publisher::last_rows(const std::string& pipeline,
                                         const frame::PlacedStage& placed) const {
  const generation::GenerationPtr live = live_.now();
  const generation::Served* before = live->find_served(pipeline);
  const frame::PlacedStage* old = find_placed(before, placed);
  if (server_ == nullptr || old == nullptr ||
      old->model->info().features != placed.model->info().features)
    return {};
  struct Gathered {
    explicit Gathered(uint32_t workers) : countdown(workers), rows(workers) {}
    Countdown countdown;
    std::vector<std::vector<double>> rows;
  };
  const auto gathered = std::make_shared<Gathered>(server_->workers());
  const auto index = static_cast<size_t>(old - before->plan->stages.data());
  for (uint32_t worker = 0; worker < server_->workers(); ++worker) {
    server_->post(worker, [gathered, worker, index, before, kept = live] {
      gathered->rows[worker] = before->workers[worker].runner->recent_rows(index);
      gathered->countdown.count_down();
    });
  }
  if (!gathered->countdown.wait(gather_ms_max)) return {};
  std::vector<double> rows;
  for (const auto& each : gathered->rows) rows.insert(rows.end(), each.begin(), each.end());
  const size_t most = pipeline::RecentRows::rows_max * placed.features.size();
  if (rows.size() > most) rows.resize(most);
  return rows;
}

std::string Publisher::stuck_in(const generation::Generation& next) const {
  const std::lock_guard lock(mutex_);
  for (const Stuck& each : stuck_) {
    if (each.countdown->is_over()) continue;
    for (const auto& generation : each.generations) {
      if (generation == nullptr) continue;
      for (const auto& plugin : generation->plugins) {
        const generation::LoadedPlugin* const again = next.find_plugin(plugin.name);
        if (again != nullptr && again->host == plugin.host &&
            plugin.host->life() != services::Life::acting)
          return "plugin '" + plugin.name +
                 "' would act again in an object that is in use: " + each.text;
      }
    }
  }
  return "";
}

void Publisher::bury() {
  release_stuck();
  graveyard_->clear();
}

// Frees the generations of stuck workers that have let go by now.
void Publisher::release_stuck() {
  std::vector<Stuck> over;  // goes without the lock, which its plugins may ask for
  const std::lock_guard lock(mutex_);
  const auto first = std::stable_partition(
      stuck_.begin(), stuck_.end(), [](const Stuck& each) { return !each.countdown->is_over(); });
  std::move(first, stuck_.end(), std::back_inserter(over));
  stuck_.erase(first, stuck_.end());
}

void Publisher::end() {
  RouteTablePtr routes;
  std::vector<Stuck> stuck;  // both go without the lock, which their plugins may ask for
  {
    const std::lock_guard lock(mutex_);
    routes.swap(routes_);
    stuck.swap(stuck_);
  }
  routes.reset();
  retired_.reset();
  live_.end();
  stuck.clear();
  graveyard_->clear();
}

}  // namespace spark::serving
