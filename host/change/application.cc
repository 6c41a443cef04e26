#include "change/application.h"

#include <utility>

#include "base/clock.h"
#include "base/held_thread.h"
#include "base/log.h"
#include "change/acting.h"
#include "change/conditions.h"
#include "change/forcing.h"
#include "change/pinned.h"
#include "change/unoffered_values.h"
#include "generation/live_models.h"

namespace spark::change {
namespace {

static_assert(config::plugins_max + config::models_max <= store::digests_max,
              "one record has room for the digests of all that a generation is made of");

std::string in_words(const actions::Order& order) {
  return "order " + std::to_string(order.number());
}

std::string object_of_record(uint64_t generation, const actions::Order& order) {
  return "generation " + std::to_string(generation) + " (" + in_words(order) + ")";
}

}  // namespace

Application::Application(const Change& change, actions::Order& order, Parts& parts, Known& known)
    : change_(change),
      order_(order),
      parts_(parts),
      known_(known),
      live_(parts.publisher.live().now()) {}

ChangeResponse Application::run() {
  if (const auto refusal = ask()) return refuse(*refusal);
  if (const auto refusal = propose()) return refuse(*refusal);
  const bool changes = !report_->differences.empty() ||
                       fingerprint(proposal_->blueprint) != fingerprint(live_->blueprint);
  if (changes) report_->to = known_.last_number + 1;
  if (change_.dry_run || !changes) return nothing_to_do();
  if (const auto refusal = build()) return refuse(*refusal);
  if (const auto refusal = break_pins()) return refuse(*refusal);
  warm();
  if (const auto refusal = record()) return refuse(*refusal);
  if (const auto refusal = publish()) return refuse(*refusal);
  retire();
  return done();
}

Application::Refused Application::ask() {
  if (is_redo()) order_.heed_epoch();
  if (!change_.dry_run) {
    if (const auto late = parts_.orders.look(order_)) return Refusal{late->status, late->text};
  }
  if (auto refusal = unexpected(change_, *live_)) return refusal;
  if (auto refusal = pinned_by_configuration(change_, live_->config)) return refusal;
  // A change that cannot be recorded does not begin: nothing is copied or opened for it.
  if (!change_.dry_run &&
      !parts_.actions.record_and_wait(
          {change_.actor, change_.title(), in_words(order_), {}, "asked", change_.detail})) {
    steps_.begin("record");
    return Refusal{503, "the change could not be recorded, so nothing was changed; see the log"};
  }
  return std::nullopt;
}

Application::Refused Application::propose() {
  auto proposal = change::propose(change_, parts_, known_, steps_);
  if (!proposal) return proposal.error();
  proposal_.emplace(std::move(*proposal));
  report_.emplace(planned_report(change_, *proposal_, *live_, parts_.registry));
  if (is_redo())
    report_->warnings.push_back("this rollback brings back what a rollback went back from");
  if (change_.is_way_back &&
      !leads_back(change_, *live_, known_.previous, proposal_->blueprint, proposal_->config))
    order_.heed_epoch();
  steps_.begin("pins");
  return change_.force ? std::nullopt
                       : pinned_by_plugins(parts_.pins, report_->differences, change_.plugin);
}

// A dry run, or a change that changes nothing.
ChangeResponse Application::nothing_to_do() {
  steps_.end();
  parts_.builder.drop_fresh(known_.kept_objects(parts_.publisher.live()));
  if (!change_.dry_run)
    parts_.actions.record_later(
        {change_.actor, change_.title(), in_words(order_), {}, "done", "nothing differs"});
  return success(*report_, steps_);
}

std::vector<const generation::Generation*> Application::reusable() const {
  std::vector<const generation::Generation*> all = {live_.get()};
  // Kept by Live for as long as this lasts: only the publication below exchanges it.
  if (const auto previous = parts_.publisher.live().previous()) all.push_back(previous.get());
  return all;
}

Application::Refused Application::build() {
  drafts_.emplace(parts_.registry, parts_.orders.flags());
  config::Errors errors;
  next_ = parts_.builder.build(proposal_->blueprint, std::move(proposal_->config), proposal_->paths,
                               steps_, reusable(), errors);
  if (!next_) return Refusal{422, errors.in_one_line()};
  report_->differences = differences(*live_, *next_);
  return std::nullopt;
}

Application::Refused Application::break_pins() {
  steps_.begin("pins");
  Forced forced;
  auto refusal = change::break_pins(change_, order_, parts_, report_->differences, forced);
  pins_broken_ = forced.pins_broken;
  note(forced.warnings);
  return refusal;
}

// Warms models only, which are pure: a stage would take the warming rows for requests.
void Application::warm() {
  steps_.begin("warm");
  for (const auto& served : next_->served) {
    if (live_->find_served(served->name) == served.get()) continue;
    for (size_t i = 0; i < served->plan->stages.size(); ++i) {
      const frame::PlacedStage& placed = served->plan->stages[i];
      if (!placed.predicts()) continue;
      const auto rows = parts_.publisher.last_rows(served->name, placed);
      for (auto& worker : served->workers) worker.runner->warm(i, rows);
    }
  }
}

Application::Refused Application::record() {
  steps_.begin("record");
  previous_ = previous_after();
  store::Record entry{change_.actor,
                      change_.title(),
                      object_of_record(known_.last_number + 1, order_),
                      {},
                      "applying",
                      change::in_words(report_->differences)};
  for (const auto& each : report_->differences) {
    if (each.to.sha256.empty()) continue;
    const bool is_model = each.kind == Difference::Kind::model;
    entry.digests.push_back(
        {is_model ? blueprint::model_key(each.name) : blueprint::plugin_key(each.name),
         each.to.sha256});
  }
  if (!parts_.actions.record_and_wait(std::move(entry)))
    return Refusal{503, "the change could not be recorded, so nothing was changed; see the log"};
  const auto kept = parts_.survival.publishing(next_->blueprint, previous_);
  if (!kept) return Refusal{503, kept.error().text};
  return std::nullopt;
}

// Notes the previous definition for each definition that changes.
blueprint::PreviousDefinitions Application::previous_after() const {
  blueprint::PreviousDefinitions previous = known_.previous;
  const auto before = blueprint::definitions(live_->config);
  const auto after = blueprint::definitions(next_->config);
  for (const auto& [key, line] : before) {
    const auto now = after.find(key);
    const std::string was = object_of(live_->blueprint, key);
    if (now == after.end()) continue;
    if (now->second != line || was != object_of(next_->blueprint, key))
      previous[key] = {line, was, change_.verb == Verb::rollback && !is_redo()};
  }
  return previous;
}

// Whether the change is a rollback that undoes a rollback.
bool Application::is_redo() const {
  const auto previous = known_.previous.find(change_.what);
  return change_.verb == Verb::rollback && previous != known_.previous.end() &&
         previous->second.is_undone;
}

Application::Refused Application::publish() {
  next_->number = known_.last_number + 1;
  next_->reason = change_.title();
  steps_.begin("publish");
  if (const std::string stuck = parts_.publisher.stuck_in(*next_); !stuck.empty()) {
    return unpublished(
        {409, stuck + "; nothing was changed; try again when the worker has let go"});
  }
  const Plugins rested = leaving(*live_, *next_);
  std::optional<base::HeldThread> control;
  if (!rested.empty() || !coming(*next_).empty()) {
    control = base::HeldThread::hold(parts_.actions.control, hold_ms_max);
    if (!control) return unpublished({503, busy_control});
  }
  // The last moment for a pin that came since: what pins runs on the control thread.
  if (!change_.force) {
    if (const auto pinned = pinned_by_plugins(parts_.pins, report_->differences, change_.plugin))
      return unpublished(*pinned);
  }
  if (control) note(change::rest(*control, rested));
  transfers_ = begin_transfers(*live_, *next_);
  generation::GenerationPtr next = parts_.publisher.own(std::move(next_));
  next->published_utc_ms = base::utc_ms();
  next->published_ns = base::steady_ns();
  next->answers_before = next->answers();
  generation::write_model_history(*next, live_.get(), next->published_utc_ms);
  serving::RouteTablePtr routes = parts_.make_routes(next);
  const auto late = parts_.orders.begin(order_, [&] { parts_.publisher.exchange(next); });
  if (late) {
    if (control) (void)act(*control, rested);
    routes.reset();
    next.reset();
    parts_.publisher.bury();  // before its declarations vanish
    const char* but = pins_broken_ ? "; but for pins, which were broken by force" : "";
    return unpublished({late->status, late->text + but});
  }
  drafts_->commit();
  prefer_series(*next, parts_.registry);
  if (control) note(act(*control, coming(*next)));
  control.reset();
  tell_passed(change_, parts_, report_->differences);
  const auto noted = parts_.survival.published(next->blueprint, previous_);
  is_noted_ = noted.has_value();
  if (!noted)
    known_.notes.add("generation " + std::to_string(next->number) +
                     " is not noted as published, and a restart would not come back to it: " +
                     noted.error().text);
  const auto published = parts_.publisher.publish(std::move(routes));
  if (!published) stuck_ = published.error().text;
  known_.previous = std::move(previous_);
  report_->to = ++known_.last_number;
  return std::nullopt;
}

// After record(): a start would not take the blueprint either.
Application::Refused Application::unpublished(Refusal refusal) {
  (void)parts_.survival.not_published();
  return refusal;
}

void Application::note(const std::vector<std::string>& complaints) {
  for (const auto& complaint : complaints) report_->warnings.push_back(complaint);
}

void Application::retire() {
  steps_.begin("retire");
  change::retire(*live_, *parts_.publisher.live().now(), parts_.registry);
  end_transfers(transfers_, !stuck_.empty());
  if (!stuck_.empty()) report_->warnings.push_back(stuck_);
  for (const auto& transfer : transfers_) {
    for (auto& each : report_->differences) {
      if (each.kind == Difference::Kind::plugin && each.name == transfer.name)
        each.state = transfer.state;
    }
  }
  const generation::Live& live = parts_.publisher.live();
  parts_.builder.keep_fresh(known_.kept_objects(live),
                            live.now()->config.retention.profile.objects_days);
  // Else a restart would come back to a generation whose values these may be.
  if (is_noted_) remove_unoffered(parts_, known_);
  steps_.end();
}

ChangeResponse Application::done() {
  const std::string differences = change::in_words(report_->differences);
  parts_.actions.record_later({change_.actor,
                               change_.title(),
                               object_of_record(report_->to, order_),
                               {},
                               "done",
                               differences});
  base::log::info("generation {} serves: {}: {}", report_->to, change_.title(), differences);
  return success(*report_, steps_);
}

ChangeResponse Application::refuse(const Refusal& refusal) {
  const std::string step = steps_.current();
  const std::string where = step.empty() ? "" : "step " + step + ": ";
  base::log::warn("{} was refused: {}{}", change_.title(), where, refusal.text);
  (void)parts_.actions.record_and_wait(
      {change_.actor, change_.title(), in_words(order_), {}, "refused", where + refusal.text});
  parts_.builder.drop_fresh(known_.kept_objects(parts_.publisher.live()));
  return failure(refusal, step, live_->number);
}

}  // namespace spark::change
