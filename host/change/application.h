// Carries out one change as a series of named steps. Each step does its part or says why the change
// is refused. A change that is refused before publication leaves the live generation as it was.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "change/change.h"
#include "change/change_report.h"
#include "change/parts.h"
#include "change/propose.h"
#include "change/transfer.h"
#include "generation/steps.h"

namespace spark::change {

// Used once, on the builder.
class Application {
 public:
  // All outlive this.
  Application(const Change& change, actions::Order& order, Parts& parts, Known& known);

  [[nodiscard]] ChangeResponse run();

 private:
  using Refused = std::optional<Refusal>;

  // In this order. Nothing has an effect before break_pins().
  Refused ask();      // checks that the change may begin, and records the request
  Refused propose();  // copies, trial, differences, pins
  Refused build();
  Refused break_pins();
  void warm();
  Refused record();   // that the change is being applied, and its blueprint for a restart
  Refused publish();  // rest, transfer, exchange, act: the order of spark/ext/draft/life.h
  void retire();      // the previous generation

  Refused unpublished(Refusal refusal);
  void note(const std::vector<std::string>& complaints);  // for the response
  ChangeResponse nothing_to_do();
  ChangeResponse refuse(const Refusal& refusal);
  ChangeResponse done();
  [[nodiscard]] bool is_redo() const;
  [[nodiscard]] blueprint::PreviousDefinitions previous_after() const;
  [[nodiscard]] std::vector<const generation::Generation*> reusable() const;

  const Change& change_;
  actions::Order& order_;
  Parts& parts_;
  Known& known_;
  const generation::GenerationPtr live_;  // when the change began
  generation::Steps steps_;
  std::optional<Proposal> proposal_;
  std::optional<ChangeReport> report_;
  std::optional<Drafts> drafts_;                  // outlives next_
  std::unique_ptr<generation::Generation> next_;  // until it is published
  blueprint::PreviousDefinitions previous_;       // after the change
  std::vector<Transfer> transfers_;
  bool pins_broken_ = false;
  bool is_noted_ = false;  // as published: a restart comes back to it
  std::string stuck_;      // the worker that has not let go of the previous generation
};

}  // namespace spark::change
