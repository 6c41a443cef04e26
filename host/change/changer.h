// Replaces the live generation: the one mechanism for models, libraries, pipelines and whole
// configurations. The changer alone orders rest, transfer, publish and act.
//
// Invariant: there is a live generation from start() on, and a failure before publication leaves it
// as it was. Exactly one previous generation is kept, for rollback.
#pragma once

#include <string>
#include <vector>

#include "change/change.h"
#include "change/change_report.h"
#include "change/parts.h"
#include "http/server.h"

namespace spark::change {

// Every function runs on the builder thread unless its comment says otherwise. The builder waits
// for other threads; no other thread waits for the builder.
class Changer {
 public:
  explicit Changer(Parts parts) : parts_(std::move(parts)), known_(parts_) {}

  // Builds the first generation; see FirstGeneration::start().
  base::Result<void> start(blueprint::Blueprint blueprint, config::Errors& errors);

  // Adds a note about the start to notes(), to the log and to start_records(). [builder; before
  // serve() any thread]
  void note_start(const std::string& note) { known_.notes.add(note); }
  // The chain's records of the start: the live generation, with every digest, and the notes.
  // [control, builder, jobs, writer]
  [[nodiscard]] std::vector<store::Record> start_records() const;

  // Gives the first generation to the workers, and every later one when it is published. Its plugin
  // objects act from here on.
  void serve(http::Server& server);

  // The plugin objects rest: no request runs any more, and no change follows.
  void end();

  // Makes a change from start to end and returns its response. No accepted request is lost, even if
  // the change fails. The order begins with the first effect: when pins are broken, or when the
  // generation is exchanged. That step fails if a safe action has superseded the order.
  [[nodiscard]] ChangeResponse apply(const Change& change, actions::Order& order);

  // Notes the live generation as the one to come back to, if its number still is `number`.
  void confirm(uint64_t number);
  void note_outlived();  // the host has run for long, whether asked or not

  // An operator allows quarantined objects to be tried again: `sha256` or "all".
  [[nodiscard]] ChangeResponse clear_quarantine(const std::string& sha256, const std::string& actor,
                                                actions::Order& order);

  // ---- [control, builder, jobs, writer]
  // Ends the trial under way and every later one, and so the changes that need one. For a host that
  // is told to stop.
  void stop_trials() { known_.trials.stop(); }
  [[nodiscard]] std::vector<blueprint::Quarantined> quarantined() const {
    return known_.quarantine.list();
  }
  // Notes about the start: see StartNotes.
  [[nodiscard]] std::vector<std::string> notes() const { return known_.notes.list(); }

 private:
  [[nodiscard]] generation::GenerationPtr live() const { return parts_.publisher.live().now(); }

  Parts parts_;
  Known known_;
};

}  // namespace spark::change
