// Changes what runs: the one mechanism for models, libraries, pipelines and whole configurations.
// It alone orders rest, transfer, publish and act.
//
// Invariant: there is a live generation from start() on, and whatever fails before publication
// leaves it as it was. Exactly one previous generation is kept, for rollback.
#pragma once

#include <string>
#include <vector>

#include "change/change.h"
#include "change/change_report.h"
#include "change/parts.h"
#include "http/server.h"

namespace spark::change {

// Everything here runs on the builder thread unless it says otherwise; it waits for other threads,
// none waits for it.
class Changer {
 public:
  explicit Changer(Parts parts) : parts_(std::move(parts)), known_(parts_) {}

  // Builds the first generation; see FirstGeneration::start().
  base::Result<void> start(blueprint::Blueprint blueprint, config::Errors& errors);

  // What is noted of a start shows in notes(), in the log, and in its records. [builder; before
  // serve() any thread]
  void note_start(const std::string& note) { known_.notes.add(note); }
  // What the chain is told when the host serves: what serves, with every digest, and the notes.
  // [control, builder, jobs, writer]
  [[nodiscard]] std::vector<store::Record> start_records() const;

  // Gives the first generation to the workers, and every later one as it comes.
  void serve(http::Server& server);

  // The whole of a change, to its answer. Nothing that is accepted by anyone is lost, whatever it
  // answers. The order begins with the first effect: when pins are broken, or when the generation
  // is exchanged, in one step with which no safe action has come since it was accepted.
  [[nodiscard]] ChangeResponse apply(const Change& change, actions::Order& order);

  // Notes the live generation as the one to come back to, if it is `number` still.
  void confirm(uint64_t number);

  // The operator's word that what was quarantined may be tried again: `sha256` or "all".
  [[nodiscard]] ChangeResponse clear_quarantine(const std::string& sha256, const std::string& actor,
                                                actions::Order& order);

  // ---- [control, builder, jobs, writer]
  // No trial goes on, and no change that needs one: for a host that is told to stop.
  void stop_trials() { known_.trials.stop(); }
  [[nodiscard]] std::vector<blueprint::Quarantined> quarantined() const {
    return known_.quarantine.list();
  }
  // What the start could not do as asked, or found other than it was left.
  [[nodiscard]] std::vector<std::string> notes() const { return known_.notes.list(); }

 private:
  [[nodiscard]] generation::GenerationPtr live() const { return parts_.publisher.live().now(); }

  Parts parts_;
  Known known_;
};

}  // namespace spark::change
