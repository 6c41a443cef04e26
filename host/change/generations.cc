// The way of a change: from what is asked to what serves.
#include "change/generations.h"

#include <algorithm>
#include <set>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/run_on.h"
#include "change/planned.h"
#include "change/restart_only.h"
#include "generation/build.h"

namespace spark::daemon {
namespace {

constexpr uint32_t spare_objects = 16;
static_assert(config::plugins_max + config::models_max <= store::digests_max,
              "one record has room for the digests of all that a generation is made of");

std::string in_words(const Order& order) {
  return "order " + std::to_string(order.number());
}

std::string object_of_record(uint64_t generation, const Order& order) {
  return "generation " + std::to_string(generation) + " (" + in_words(order) + ")";
}

std::string in_words(const services::Pins::Item& pin) {
  return model_key(pin.model) + " is pinned by plugin '" + pin.plugin + "': " + pin.reason;
}

}  // namespace

Generations::Generations(Parts parts)
    : parts_(std::move(parts)),
      trials_(parts_.trial_program),
      graveyard_(std::make_shared<Graveyard>(parts_.builder)) {}

Generations::~Generations() {
  SPARK_ASSERT(live_ == nullptr, "generations are ended on the builder before this goes");
}

std::vector<const Generation*> Generations::former() const {
  std::vector<const Generation*> all;
  if (live_) all.push_back(live_.get());
  if (previous_) all.push_back(previous_.get());
  return all;
}

// What the configuration says is not for operators to swap; a plugin's pin is looked at when it is
// known what changes.
std::optional<Refusal> Generations::check_names(const Change& change) const {
  if (change.verb == Verb::reload || change.verb == Verb::upgrade) return std::nullopt;
  for (const auto& key : change.claims()) {
    for (const auto& model : live_->config.models) {
      if (model_key(model.name) == key && !model.pinned.empty())
        return Refusal{409, key + " is pinned by the configuration: " + model.pinned};
    }
  }
  return std::nullopt;
}

// Why a plugin does not want one of these models changed; nothing if it is forced to.
std::optional<Refusal> Generations::check_pins(const Change& change,
                                               const std::vector<Difference>& all) const {
  if (change.force) return std::nullopt;
  for (const auto& each : all) {
    if (each.kind != Difference::Kind::model) continue;
    if (const auto pin = parts_.pins.find(each.name))
      return Refusal{409, in_words(*pin) + "; with force it is told to give up first"};
  }
  return std::nullopt;
}

// The first effect of a forced change.
std::optional<Refusal> Generations::break_pins(const Change& change, Order& order,
                                               const std::vector<Difference>& all) {
  for (const auto& each : all) {
    const auto pin = each.kind == Difference::Kind::model ? parts_.pins.find(each.name)
                                                          : std::optional<services::Pins::Item>();
    if (!pin) continue;
    const std::string key = model_key(each.name);
    if (!parts_.actions.record_and_wait(
            {change.actor, "force " + change.title(), key, {}, "asked", in_words(*pin)}))
      return Refusal{503, "the forced change could not be recorded, so nothing was changed"};
    if (const auto late = parts_.orders.begin(order)) return Refusal{late->status, late->text};
    const auto broken =
        base::run_on(parts_.actions.control, [&] { return parts_.pins.break_pins(each.name); });
    if (!broken) return Refusal{503, "the control thread is busy; try again"};
    base::log::warn("{}: {} pins of {} were broken by force", change.title(), *broken, key);
  }
  return std::nullopt;
}

std::optional<Refusal> Generations::record(const Change& change, const Order& order,
                                           const Generation& next,
                                           const std::vector<Difference>& all,
                                           const PreviousDefinitions& previous) {
  store::Record entry{change.actor, change.title(), object_of_record(last_number_ + 1, order),
                      {},           "applying",     daemon::in_words(all)};
  for (const auto& each : all) {
    if (each.to.sha256.empty()) continue;
    const bool is_model = each.kind == Difference::Kind::model;
    entry.digests.push_back(
        {is_model ? model_key(each.name) : plugin_key(each.name), each.to.sha256});
  }
  if (!parts_.actions.record_and_wait(std::move(entry)))
    return Refusal{503, "the change could not be recorded, so nothing was changed; see the log"};
  const auto kept = parts_.survival.publishing(next.blueprint, previous);
  if (!kept) return Refusal{503, kept.error().text};
  return std::nullopt;
}

void Generations::record_refusal(const Change& change, const Order& order, const Refusal& refusal,
                                 const std::string& step) {
  const std::string where = step.empty() ? "" : "step " + step + ": ";
  base::log::warn("{} was refused: {}{}", change.title(), where, refusal.text);
  (void)parts_.actions.record_and_wait(
      {change.actor, change.title(), in_words(order), {}, "refused", where + refusal.text});
}

// Each definition that changes leaves behind what it was.
PreviousDefinitions Generations::previous_after(const Change& change,
                                                const Generation& next) const {
  PreviousDefinitions previous = previous_definitions_;
  const auto before = definitions(live_->config);
  const auto after = definitions(next.config);
  for (const auto& [key, line] : before) {
    const auto now = after.find(key);
    const std::string was = object_of(live_->blueprint, key);
    if (now == after.end()) continue;
    if (now->second != line || was != object_of(next.blueprint, key))
      previous[key] = {line, was, change.verb == Verb::rollback && !is_redo(change)};
  }
  return previous;
}

// A rollback of what a rollback went back from: the way forward again.
bool Generations::is_redo(const Change& change) const {
  const auto previous = previous_definitions_.find(change.what);
  return change.verb == Verb::rollback && previous != previous_definitions_.end() &&
         previous->second.is_undone;
}

ChangeAnswer Generations::apply(const Change& change, Order& order) {
  release_stuck();
  graveyard_->clear();
  Steps steps;
  const uint64_t from = live_->number;
  const auto refuse = [&](const Refusal& refusal) {
    const std::string step = steps.current();
    record_refusal(change, order, refusal, step);
    drop_fresh(nullptr);
    return failure(refusal, step, from);
  };
  if (is_redo(change)) order.heed_epoch();
  if (!change.dry_run) {
    if (const auto late = parts_.orders.look(order)) return refuse({late->status, late->text});
  }
  if (const auto refusal = check_names(change)) return refuse(*refusal);
  // A change that cannot be recorded does not begin: nothing is copied or opened for it.
  if (!change.dry_run &&
      !parts_.actions.record_and_wait(
          {change.actor, change.title(), in_words(order), {}, "asked", change.detail})) {
    steps.begin("record");
    return refuse({503, "the change could not be recorded, so nothing was changed; see the log"});
  }
  auto prepared = prepare_change(change, steps);
  if (!prepared) return refuse(prepared.error());
  ChangeReport report = planned(change, *prepared);
  if (is_redo(change))
    report.warnings.push_back("this rollback brings back what a rollback went back from");
  steps.begin("pins");
  if (const auto refusal = check_pins(change, report.differences)) return refuse(*refusal);
  const bool changes = !report.differences.empty() ||
                       fingerprint(prepared->blueprint) != fingerprint(live_->blueprint);
  if (change.dry_run || !changes) {
    steps.end();
    drop_fresh(nullptr);
    if (changes) report.to = last_number_ + 1;
    if (!change.dry_run)
      parts_.actions.record_later(
          {change.actor, change.title(), in_words(order), {}, "done", "nothing differs"});
    return success(report, steps);
  }
  Drafts drafts(parts_.registry, parts_.orders.flags());
  config::Errors errors;
  auto built = build_generation(prepared->blueprint, std::move(prepared->config), prepared->staged,
                                {parts_.host, parts_.registry, steps, former()}, errors);
  if (!built) return refuse({422, errors.in_one_line()});
  const Generation& next = *built;
  report.differences = differences(*live_, next);
  steps.begin("pins");
  const size_t pins = parts_.pins.list().size();
  if (const auto refusal = break_pins(change, order, report.differences)) return refuse(*refusal);
  const bool pins_broken = parts_.pins.list().size() < pins;
  steps.begin("warm");
  warm(next);
  steps.begin("record");
  PreviousDefinitions previous = previous_after(change, next);
  if (const auto refusal = record(change, order, next, report.differences, previous))
    return refuse(*refusal);
  built->number = last_number_ + 1;
  built->reason = change.title();
  steps.begin("publish");
  auto transfers = begin_transfers(next);
  const Published published = publish(graveyard_->own(std::move(built)), order, previous, drafts);
  if (published.late) {
    graveyard_->clear();                    // before what it has declared vanishes
    (void)parts_.survival.not_published();  // a start would not take it either
    Refusal late = *published.late;
    if (change.force && pins_broken) late.text += "; but for pins, which were broken by force";
    return refuse(late);
  }
  previous_definitions_ = std::move(previous);
  report.to = ++last_number_;
  steps.begin("retire");
  rest(*previous_, *live_);
  end_transfers(transfers, !published.stuck.empty());
  if (!published.stuck.empty()) report.warnings.push_back(published.stuck);
  for (const auto& transfer : transfers) {
    for (auto& each : report.differences) {
      if (each.kind == Difference::Kind::plugin && each.name == transfer.name)
        each.state = transfer.outcome;
    }
  }
  fresh_.clear();
  sweep_objects();
  steps.end();
  parts_.actions.record_later({change.actor,
                               change.title(),
                               object_of_record(report.to, order),
                               {},
                               "done",
                               daemon::in_words(report.differences)});
  base::log::info("generation {} serves: {}: {}", report.to, change.title(),
                  daemon::in_words(report.differences));
  return success(report, steps);
}

// What runs, or may have to run again.
std::set<std::string> Generations::kept_objects() const {
  std::set<std::string> keep;
  const auto keep_all = [&](const Blueprint& blueprint) {
    for (const auto& [key, sha256] : blueprint.objects) keep.insert(sha256);
  };
  if (live_) keep_all(live_->blueprint);
  if (previous_) keep_all(previous_->blueprint);
  if (confirmed_) keep_all(*confirmed_);
  for (const auto& [key, definition] : previous_definitions_) keep.insert(definition.sha256);
  return keep;
}

// What was not published leaves no copies behind.
void Generations::drop_fresh(const Blueprint* also_kept) {
  auto keep = kept_objects();
  if (also_kept != nullptr)
    for (const auto& [key, sha256] : also_kept->objects) keep.insert(sha256);
  for (const auto& sha256 : fresh_) {
    if (keep.contains(sha256)) continue;
    seen_.erase(sha256);
    if (!parts_.objects.remove(sha256))
      base::log::warn("object {} could not be removed, though nothing is made of it", sha256);
  }
  fresh_.clear();
}

void Generations::sweep_objects() {
  const auto keep = kept_objects();
  if (seen_.size() <= keep.size() + spare_objects) return;
  parts_.objects.sweep(keep, spare_objects);
  std::erase_if(seen_, [](const auto& object) {
    std::error_code ignored;
    return !std::filesystem::exists(object.second, ignored);
  });
}

}  // namespace spark::daemon
