// The generations of a running host: builds the next one beside the live one, publishes it, retires
// the old one. One mechanism for models, libraries, pipelines and whole configurations.
//
// Invariant: there is a live generation from start() on, and whatever fails before publication
// leaves it as it was. Exactly one former generation is kept, for rollback. Everything here runs on
// the builder thread unless it says otherwise; it waits for other threads, none waits for it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actions/actions.h"
#include "actions/orders.h"
#include "base/task_thread.h"
#include "change/change.h"
#include "change/change_parts.h"
#include "change/change_report.h"
#include "change/changed_files.h"
#include "change/trials.h"
#include "config/config.h"
#include "generation/generation.h"
#include "generation/staging.h"
#include "http/server.h"
#include "metrics/registry.h"
#include "objects/objects.h"
#include "recovery/survival.h"
#include "services/host_object.h"
#include "serving/countdown.h"
#include "serving/graveyard.h"

namespace spark::daemon {

inline constexpr uint32_t acknowledge_ms_max = 5'000;  // after that a worker counts as stuck
inline constexpr uint32_t gather_ms_max = 200;         // for workers to hand over their last rows

class Generations {
 public:
  // What it works with; all of it outlives this.
  struct Parts {
    std::filesystem::path plugin_folder;
    std::filesystem::path trial_program;  // empty: no rehearsals
    const services::HostContext& host;
    metrics::Registry& registry;
    services::Pins& pins;
    objects::Objects& objects;
    Survival& survival;
    ActionContext& actions;  // with the control thread, where plugins are told of broken pins
    Orders& orders;
    base::TaskThread& builder;
    std::function<Routers(const GenerationPtr&)> make_routers;
  };
  explicit Generations(Parts parts);
  ~Generations();

  // Builds the first generation from `blueprint`, or from what it survived as (survival.h).
  // Mistakes go to `errors`.
  base::Result<void> start(Blueprint blueprint, config::Errors& errors);

  // What is noted of a start shows in degraded(), in the log, and in its records: it could not do
  // as asked, or what it found is not what was left. [builder; before serve() any thread]
  void note_start(const std::string& note);

  // What the chain is told when the host serves: what serves, with every digest, and the notes.
  [[nodiscard]] std::vector<store::Record> start_records() const;

  // Gives the first generation to the workers, and every later one as it comes.
  void serve(http::Server& server);

  // The whole of a change, to its answer. Nothing that is accepted by anyone is lost, whatever it
  // answers. The order begins with the first effect: when pins are broken, or when the generation
  // is exchanged, in one step with which no safe action has come since it was accepted.
  [[nodiscard]] ChangeAnswer apply(const Change& change, Order& order);

  // Notes the live generation as the one to come back to, if it is `number` still.
  void confirm(uint64_t number);

  // The operator's word that what was quarantined may be tried again: `sha256` or "all".
  [[nodiscard]] ChangeAnswer clear_quarantine(const std::string& sha256, const std::string& actor,
                                              Order& order);

  // Ends all generations; nothing else may use one any more.
  void end();

  // ---- [any thread but workers]
  // No rehearsal goes on, and no change that needs one: for a host that is told to stop.
  void stop_rehearsing() { trials_.stop(); }
  [[nodiscard]] GenerationPtr live() const;
  [[nodiscard]] GenerationPtr previous() const;  // null if there is none
  [[nodiscard]] std::vector<Quarantined> quarantined() const;
  [[nodiscard]] std::vector<std::string> degraded() const;
  [[nodiscard]] std::string live_version(std::string_view model) const;  // "" if there is none

 private:
  Granted<Prepared> prepare(Blueprint blueprint, bool is_dry, Steps& steps);
  Granted<Prepared> prepare_change(const Change& change, Steps& steps);
  [[nodiscard]] ChangeReport planned(const Change& change, const Prepared& prepared) const;
  std::vector<const Generation*> former() const;

  std::unique_ptr<Generation> first_that_builds(const Blueprint& wanted, const Survived& survived,
                                                config::Errors& errors);
  [[nodiscard]] static std::vector<Makeshift> makeshifts_for(const Blueprint& wanted,
                                                             const Survived& survived);
  std::unique_ptr<Generation> build_first(Blueprint blueprint, const Survived& survived,
                                          config::Errors& errors);
  void fall_back(StartWith with, const Survived& survived, Blueprint& blueprint);
  void quarantine_suspects(const Survived& survived, const Blueprint& wanted);
  void note_other_objects(const Blueprint& published);

  std::optional<Refusal> check_names(const Change& change) const;
  [[nodiscard]] std::optional<Refusal> check_pins(const Change& change,
                                                  const std::vector<Difference>& all) const;
  std::optional<Refusal> break_pins(const Change& change, Order& order,
                                    const std::vector<Difference>& all);
  void warm(const Generation& next);
  [[nodiscard]] std::vector<double> last_rows(const std::string& pipeline, const frame::Step& step);
  std::optional<Refusal> record(const Change& change, const Order& order, const Generation& next,
                                const std::vector<Difference>& all,
                                const PreviousDefinitions& previous);
  void record_refusal(const Change& change, const Order& order, const Refusal& refusal,
                      const std::string& step);
  [[nodiscard]] PreviousDefinitions previous_after(const Change& change,
                                                   const Generation& next) const;
  [[nodiscard]] bool is_redo(const Change& change) const;

  std::vector<Transfer> begin_transfers(const Generation& next);
  void end_transfers(std::vector<Transfer>& transfers, bool is_stuck);
  Published publish(GenerationPtr next, Order& order, const PreviousDefinitions& previous,
                    Drafts& drafts);
  void release_stuck();
  void act(const Generation& generation);
  void rest(const Generation& before, const Generation& now);
  [[nodiscard]] std::set<std::string> kept_objects() const;
  void drop_fresh(const Blueprint* also_kept);
  void sweep_objects();

  Parts parts_;
  Trials trials_;
  SeenObjects seen_;
  std::set<std::string> fresh_;  // objects that were staged for what is being built
  PreviousDefinitions previous_definitions_;
  std::optional<Blueprint> confirmed_;
  http::Server* server_ = nullptr;
  Routers routers_;  // of the live generation
  uint64_t last_number_ = 0;
  std::shared_ptr<Graveyard> graveyard_;

  mutable std::mutex mutex_;  // guards everything below
  GenerationPtr live_;
  GenerationPtr previous_;
  std::vector<Quarantined> quarantined_;
  std::vector<std::string> start_notes_;  // what the start could not do as asked
  std::vector<Stuck> stuck_;              // which workers have not let go of
};

}  // namespace spark::daemon
