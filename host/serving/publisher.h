// Gives generations to the workers, and takes the previous ones back from them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/task_thread.h"
#include "generation/live.h"
#include "http/server.h"
#include "serving/countdown.h"
#include "serving/graveyard.h"
#include "serving/route_table.h"

namespace spark::serving {

inline constexpr uint32_t acknowledge_ms_max = 5'000;  // after that a worker counts as stuck
inline constexpr uint32_t gather_ms_max = 200;         // for workers to hand over their last rows

// The only writer of Live. Every function runs on the builder thread unless its comment says
// otherwise. The builder waits for workers; no worker waits for the builder.
class Publisher {
 public:
  // `builder` is where generations are destroyed; it outlives this.
  explicit Publisher(base::TaskThread& builder)
      : graveyard_(std::make_shared<Graveyard>(builder)) {}
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  [[nodiscard]] const generation::Live& live() const { return live_; }  // [any]
  // Null before serve(). [control, builder, jobs, writer]
  [[nodiscard]] RouteTablePtr routes() const;
  // A text for each worker stuck in a plugin: which generation it has not taken. [control, builder,
  // jobs, writer]
  [[nodiscard]] std::vector<std::string> degraded() const;

  // Shared ownership of a generation, which is always destroyed on the builder.
  [[nodiscard]] generation::GenerationPtr own(std::unique_ptr<generation::Generation> generation) {
    return graveyard_->own(std::move(generation));
  }

  // Makes `next` the live generation, though no worker has it yet. It is one short step, so that an
  // order's step can contain it. The first generation needs no more until serve(). [any]
  void exchange(generation::GenerationPtr next);

  // Gives the live generation, and each later one, to the workers of `server`, which outlives this
  // object.
  void serve(http::Server& server, RouteTablePtr routes);

  // Gives the live generation's routes to every worker and waits until all have let go of the
  // previous routes. Fails if a worker is stuck: then the generations that the worker may be in
  // stay until it has let go.
  [[nodiscard]] base::Result<void> publish(RouteTablePtr routes);

  // Why `next` cannot serve yet: a stuck worker may be in one of its plugin objects, which would
  // act again; "" if none is.
  [[nodiscard]] std::string stuck_in(const generation::Generation& next) const;

  // The last rows that requests gave the model of the live stage that matches `placed`, in
  // `pipeline`, one after another; none if the two models' features differ.
  [[nodiscard]] std::vector<double> last_rows(const std::string& pipeline,
                                              const frame::PlacedStage& placed) const;

  // Destroys generations that are not used any more, also those that a worker was stuck in until
  // now.
  void bury();
  // Ends all generations; no other code may use one any more.
  void end();

 private:
  struct Stuck {  // routes and generations that stay, since a worker has not let go of them
    std::shared_ptr<Countdown> countdown;
    std::string text;
    std::vector<generation::GenerationPtr> generations;
    RouteTablePtr routes;
  };

  void release_stuck();

  generation::Live live_;
  generation::GenerationPtr retired_;  // kept until the workers have let go of it
  std::shared_ptr<Graveyard> graveyard_;
  http::Server* server_ = nullptr;

  mutable std::mutex mutex_;  // guards the members below
  RouteTablePtr routes_;      // of the live generation
  std::vector<Stuck> stuck_;
};

}  // namespace spark::serving
