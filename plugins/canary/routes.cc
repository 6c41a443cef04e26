// The /canary routes.
#include <set>

#include "plugin.h"
#include "spark/json.h"

namespace canary {
namespace {

std::string text_of(const spark::Request& request, std::string_view name, const char* otherwise) {
  return std::string(request.parameter(name).value_or(otherwise));
}

}  // namespace

void Canary::add_routes(spark::Http http, const std::string& listener) {
  const char* const on = listener.c_str();
  http.add<&Canary::status>(
      *this, {.listener = on, .path = "/canary/status", .doc = "Show how the canary goes"});
  http.add<&Canary::preflight>(*this, {.listener = on,
                                       .method = "POST",
                                       .path = "/canary/preflight",
                                       .access = spark::Access::admin,
                                       .doc = "Look at the figures before a start"});
  http.add<&Canary::dry_run>(*this, {.listener = on,
                                     .method = "POST",
                                     .path = "/canary/dry-run",
                                     .access = spark::Access::admin,
                                     .doc = "Judge a plan on what was counted; plan=NAME"});
  http.add<&Canary::start>(*this, {.listener = on,
                                   .method = "POST",
                                   .path = "/canary/start",
                                   .access = spark::Access::admin,
                                   .flag = weight.raw(),
                                   .doc = "Begin a canary; plan=NAME mode=observe-only|live"});
  http.add<&Canary::resume>(*this, {.listener = on,
                                    .method = "POST",
                                    .path = "/canary/resume",
                                    .access = spark::Access::admin,
                                    .flag = weight.raw(),
                                    .doc = "Go on after a pause or a restart"});
  http.add<&Canary::pause>(*this, {.listener = on,
                                   .method = "POST",
                                   .path = "/canary/pause",
                                   .access = spark::Access::safe,
                                   .flag = weight.raw(),
                                   .flag_value = 0,
                                   .doc = "Close the share, at once; resume opens it again"});
  http.add<&Canary::abort>(*this, {.listener = on,
                                   .method = "POST",
                                   .path = "/canary/abort",
                                   .access = spark::Access::safe,
                                   .flag = weight.raw(),
                                   .flag_value = 0,
                                   .doc = "End the canary, at once"});
  http.add<&Canary::abort>(*this, {.listener = on,
                                   .method = "POST",
                                   .path = "/canary/rollback",
                                   .access = spark::Access::safe,
                                   .flag = weight.raw(),
                                   .flag_value = 0,
                                   .doc = "The same as abort"});
}

spark::Reply Canary::status(const spark::Request& request) {
  const auto tested = pair();
  const auto asked = request.parameter("lineage");
  if (asked && (!tested || tested->lineage != *asked))
    return spark::Reply::error(404, "no canary is configured for that lineage; known: '" +
                                        (tested ? tested->lineage : std::string()) + "'");
  return {200, status_document(clock_.event_ms())};
}

const Plan* Canary::plan_named(const std::string& name) const {
  for (const Plan& plan : plans_)
    if (plan.name == name) return &plan;
  return nullptr;
}

// 409 where the state or a safe action does not allow it.
spark::Reply Canary::outcome(const Next& next) const {
  const State& state = course_.state();
  spark::Json json;
  json.add("state", canary::name_of(state.kind));
  switch (next.refusal) {
    case Refusal::not_now:
      return spark::Reply::error(
          409, std::string("not while the canary is ") + canary::name_of(state.kind));
    case Refusal::superseded:
      return spark::Reply::error(409, "a safe action came since");
    case Refusal::nothing_to_do:
      json.add("note", "there was nothing to end; the share is closed");
      break;
    case Refusal::none:
      break;
  }
  json.add("run_id", run_.token.empty() ? "" : run_id(run_, course_.plan(), state.phase))
      .add("weight", weight_ppm(state, course_.plan()) / 1e6)
      .add("waits_for_record", state.awaits);
  return {200, json.text()};
}

spark::Reply Canary::preflight(const spark::Request& request) {
  request.commit();
  const Next asked = tell({.what = Asked::preflight, .epoch = course_.state().epoch});
  if (asked.refusal != Refusal::none) return outcome(asked);
  const int64_t now_ms = clock_.event_ms();
  std::string why;
  const std::string document = preflight_document(now_ms, why);
  tell({.what = why.empty() ? Asked::preflight_passed : Asked::preflight_failed,
        .epoch = course_.state().epoch});
  want_file("canary_preflight.json", document, "preflight");
  want_file("canary_preflight_metrics.txt", "", "preflight_metrics");
  return {200, document};
}

spark::Reply Canary::start(const spark::Request& request) {
  const std::string name = text_of(request, "plan", "full");
  const std::string how = text_of(request, "mode", "observe-only");
  const Plan* const plan = plan_named(name);
  if (plan == nullptr) {
    std::string known;
    for (const Plan& each : plans_) known.append(known.empty() ? "" : ", ").append(each.name);
    return spark::Reply::error(400, "plan: expected one of " + known);
  }
  if (how != "observe-only" && how != "live")
    return spark::Reply::error(400, "mode: expected observe-only or live");
  const Mode mode = how == "live" ? Mode::live : Mode::observe_only;
  const std::string refusal = refusal_of_start(mode);
  if (!refusal.empty()) return spark::Reply::error(409, refusal);
  if (is_under_way(course_.state()) || course_.state().kind == Kind::aborting)
    return outcome({course_.state(), no_effect, Refusal::not_now});
  request.commit();
  weight.set(1);  // opens the latch; no answer is the candidate's yet
  course_.choose(*plan, choice_);
  return outcome(tell({.what = Asked::start, .epoch = course_.state().epoch, .mode = mode}));
}

spark::Reply Canary::resume(const spark::Request& request) {
  const State& state = course_.state();
  if (state.kind != Kind::paused && state.hold != Hold::restarted)
    return outcome({state, no_effect, Refusal::not_now});
  request.commit();
  if (weight.get() == 0) weight.set(1);
  return outcome(tell({.what = Asked::resume, .epoch = state.epoch}));
}

// The host has moved the flag already.
spark::Reply Canary::pause(const spark::Request&) {
  return outcome(tell({.what = Asked::pause, .epoch = course_.state().epoch}));
}

spark::Reply Canary::abort(const spark::Request&) {
  return outcome(tell({.what = Asked::abort, .cause = Cause::asked}));
}

size_t Canary::distinct_keys() const {
  std::set<uint64_t> keys;
  counted.each([&](const Counted& one) { one.keys.each([&](uint64_t key) { keys.insert(key); }); });
  return keys.size();
}

std::string Canary::refusal_of_start(Mode mode) const {
  const auto tested = pair();
  if (!tested) return "no pipeline has a stage of this plugin that decides";
  if (!models.live(tested->candidate)) return "the candidate does not serve";
  for (const auto& [alert, fires] : alerts_)
    if (fires) return "the alert " + alert + " fires";
  if (mode == Mode::observe_only) return {};
  if (!tested->same_target)
    return "live compares models of one target; use observe-only, where answers are production's";
  if (distinct_keys() < 2)
    return "live needs keys that differ, and so far there were " + std::to_string(distinct_keys());
  return {};
}

}  // namespace canary
