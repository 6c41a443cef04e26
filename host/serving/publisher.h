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

// The only writer of Live. Everything here runs on the builder thread unless it says otherwise; it
// waits for workers, none waits for it.
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
  // What is not as it should be: which workers have not let go of what. [control, builder, jobs,
  // writer]
  [[nodiscard]] std::vector<std::string> degraded() const;

  // Shared ownership of a generation, which is destroyed on the builder whoever lets go last.
  [[nodiscard]] generation::GenerationPtr own(std::unique_ptr<generation::Generation> generation) {
    return graveyard_->own(std::move(generation));
  }

  // `next` is the live one from now on, though no worker has it yet: one step, so that it can be
  // made within an order's. The first needs no more than this until serve(). [any]
  void exchange(generation::GenerationPtr next);

  // The live one is given to the workers of `server`, which outlives this, and so is each after it.
  void serve(http::Server& server, RouteTablePtr routes);

  // Gives the live generation's routes to every worker and waits until all have let go of those
  // before. Fails, saying so, if a worker is stuck: then the generations that it may be in stay
  // until it has let go.
  [[nodiscard]] base::Result<void> publish(RouteTablePtr routes);

  // The rows that requests gave the model of `step` last, in the live generation's `pipeline`, one
  // after another; none if the steps do not look at the same features.
  [[nodiscard]] std::vector<double> last_rows(const std::string& pipeline,
                                              const frame::PlacedStage& placed) const;

  // Destroys what nobody uses any more: what has been let go of, and what a worker was stuck in.
  void bury();
  // Ends all generations; nothing else may use one any more.
  void end();

 private:
  struct Stuck {  // what a worker has not let go of, and therefore stays
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

  mutable std::mutex mutex_;  // guards what follows
  RouteTablePtr routes_;      // of the live generation
  std::vector<Stuck> stuck_;
};

}  // namespace spark::serving
