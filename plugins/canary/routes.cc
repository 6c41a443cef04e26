// The /canary routes.
#include "plugin.h"
#include "spark/json.h"

namespace canary {
namespace {

constexpr const char* live_on_event_clock =
    "live needs the machine's clock, and recorded data drive this host's; use mode=observe-only, "
    "or take clock: out of the configuration and start the host again";
constexpr size_t doc_plans_bytes_max = 200;  // more would be no line of help

std::string text_of(const spark::Request& request, std::string_view name, const char* otherwise) {
  return std::string(request.parameter(name).value_or(otherwise));
}

// Of another lineage than the primary one below its name: the host sends there what says
// ?lineage=, so that a safe verb moves the flag of that lineage and no other.
template <auto handler>
void add(const spark::Http& http, Canary& owner, spark::Route route) {
  std::string path = route.path;
  if (!owner.expected_lineage.empty()) path.insert(path.find('/', 1), "/" + owner.expected_lineage);
  route.path = path.c_str();
  http.add<handler>(owner, route);
}

}  // namespace

void Canary::add_routes(spark::Http http, const std::string& listener) {
  const char* const on = listener.c_str();
  std::string plans;
  for (const Plan& each : plans_) plans.append(plans.empty() ? "plan=" : "|").append(each.name);
  if (plans.size() > doc_plans_bytes_max) plans = "plan=NAME";
  const std::string judge = "Judge a plan on what was counted; " + plans;
  const std::string begin = "Begin a canary; " + plans + " mode=observe-only|live";
  add<&Canary::status>(
      http, *this, {.listener = on, .path = "/canary/status", .doc = "Show how the canary goes"});
  add<&Canary::preflight>(http, *this,
                          {.listener = on,
                           .method = "POST",
                           .path = "/canary/preflight",
                           .doc = "Look at the figures before a start"});
  add<&Canary::dry_run>(
      http, *this,
      {.listener = on, .method = "POST", .path = "/canary/dry-run", .doc = judge.c_str()});
  add<&Canary::start>(http, *this,
                      {.listener = on,
                       .method = "POST",
                       .path = "/canary/start",
                       .access = spark::Access::admin,
                       .flag = weight.raw(),
                       .doc = begin.c_str()});
  add<&Canary::resume>(http, *this,
                       {.listener = on,
                        .method = "POST",
                        .path = "/canary/resume",
                        .access = spark::Access::admin,
                        .flag = weight.raw(),
                        .doc = "Go on after a pause or a restart"});
  add<&Canary::pause>(http, *this,
                      {.listener = on,
                       .method = "POST",
                       .path = "/canary/pause",
                       .access = spark::Access::safe,
                       .flag = weight.raw(),
                       .flag_value = 0,
                       .doc = "Close the share, at once; resume opens it again"});
  add<&Canary::abort>(http, *this,
                      {.listener = on,
                       .method = "POST",
                       .path = "/canary/abort",
                       .access = spark::Access::safe,
                       .flag = weight.raw(),
                       .flag_value = 0,
                       .doc = "End the canary, at once"});
  add<&Canary::abort>(http, *this,
                      {.listener = on,
                       .method = "POST",
                       .path = "/canary/rollback",
                       .access = spark::Access::safe,
                       .flag = weight.raw(),
                       .flag_value = 0,
                       .doc = "The same as abort"});
}

spark::Reply Canary::status(const spark::Request& request) {
  if (const auto refused = refusal_of_lineage(request)) return *refused;
  return {200, status_document(clock_.event_ms())};
}

// One plugin entry has the canary of one lineage: that of its stages. A safe verb has moved the
// flag before this is asked: of another entry, where that lineage has one.
std::optional<spark::Reply> Canary::refusal_of_lineage(const spark::Request& asked) const {
  const auto tested = pair();
  const auto lineage = asked.parameter("lineage");
  if (!lineage || (tested && tested->lineage == *lineage)) return {};
  return spark::Reply::error(
      404, "lineage: the canary is of " +
               (tested ? "'" + tested->lineage + "', the lineage of the stages decide and count; "
                       : std::string("no lineage: no pipeline has its stages; ")) +
               "another lineage needs an entry under plugins: with its `lineage`");
}

std::string Canary::plan_names() const {
  std::string known;
  for (const Plan& each : plans_) known.append(known.empty() ? "" : ", ").append(each.name);
  return known;
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

spark::Reply Canary::start(const spark::Request& request) {
  if (const auto refused = refusal_of_lineage(request)) return *refused;
  const std::string name = text_of(request, "plan", "full");
  const std::string how = text_of(request, "mode", "observe-only");
  const Plan* const plan = plan_named(name);
  if (plan == nullptr) return spark::Reply::error(400, "plan: expected one of " + plan_names());
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
  if (const auto refused = refusal_of_lineage(request)) return *refused;
  const State& state = course_.state();
  if (state.kind != Kind::paused && state.hold != Hold::restarted)
    return outcome({state, no_effect, Refusal::not_now});
  if (state.mode == Mode::live && is_clock_driven())
    return spark::Reply::error(409, live_on_event_clock);
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

// Event time is that of a frame, between two looks at the machine's clock only where it is no
// other.
bool Canary::is_clock_driven() const {
  const int64_t before_ms = clock_.utc_ms();
  const int64_t event_ms = clock_.event_ms();
  return event_ms < before_ms || event_ms > clock_.utc_ms();
}

std::string Canary::refusal_of_start(Mode mode) const {
  const auto tested = pair();
  if (!tested) return "no pipeline has a stage of this plugin that decides";
  if (!models.live(tested->candidate)) return "the candidate does not serve";
  if (const auto firing = firing_alerts(); !firing.empty())
    return "the alert " + firing.front().name + " fires; sparkctl alerts says why and what to do";
  if (mode == Mode::observe_only) return {};
  if (is_clock_driven()) return live_on_event_clock;
  if (!tested->same_target)
    return "live compares models of one target; use observe-only, where answers are production's";
  if (distinct_keys() < 2)
    return "live needs keys that differ, and so far there were " + std::to_string(distinct_keys());
  return {};
}

}  // namespace canary
