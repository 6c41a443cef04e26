#include "change/changer.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/held_thread.h"
#include "base/log.h"
#include "change/acting.h"
#include "change/application.h"
#include "change/first_generation.h"
#include "change/unoffered_values.h"

namespace spark::change {
namespace {

constexpr uint32_t hold_at_start_ms_max = 60'000;  // the thread has nothing to do yet
constexpr uint32_t hold_at_end_ms_max = 1'000;
constexpr uint32_t jobs_at_end_ms_max = 2'000;

}  // namespace

base::Result<void> Changer::start(blueprint::Blueprint blueprint, config::Errors& errors) {
  return FirstGeneration(parts_, known_).start(std::move(blueprint), errors);
}

std::vector<store::Record> Changer::start_records() const {
  const generation::GenerationPtr first = live();
  const std::string object = "generation " + std::to_string(first->number);
  store::Record started{"host", "start", object, {}, "done", ""};
  const auto add = [&](const std::string& key, const std::string& version,
                       const std::string& sha256) {
    started.detail += (started.detail.empty() ? "" : "; ") + key + " " + version;
    if (!sha256.empty()) started.digests.push_back({key, sha256});
  };
  for (const auto& plugin : first->plugins)
    add(blueprint::plugin_key(plugin.name), plugin.instance->library().description().note.version,
        plugin.sha256);
  for (const auto& model : first->models)
    add(blueprint::model_key(model.name), model.model->info().version, model.sha256);
  std::vector<store::Record> records{std::move(started)};
  for (const auto& note : known_.notes.list())
    records.push_back({"host", "start", object, {}, "degraded", note});
  return records;
}

void Changer::serve(http::Server& server) {
  const generation::GenerationPtr first = live();
  first->published_utc_ms = base::utc_ms();
  first->published_ns = base::steady_ns();
  serving::RouteTablePtr routes = parts_.make_routes(first);
  prefer_series(*first, parts_.registry);
  auto control = base::HeldThread::hold(parts_.actions.control, hold_at_start_ms_max);
  SPARK_ASSERT(control, "no plugin's route has been called yet");
  (void)act(*control, coming(*first));
  parts_.publisher.serve(server, std::move(routes));
}

void Changer::end() {
  const generation::GenerationPtr last = live();
  if (last == nullptr) return;
  auto control = base::HeldThread::hold(parts_.actions.control, hold_at_end_ms_max);
  if (!control)
    return base::log::warn("a plugin keeps the control thread busy: none is told to rest");
  (void)rest(*control, last->plugins, jobs_at_end_ms_max);
}

ChangeResponse Changer::apply(const Change& change, actions::Order& order) {
  parts_.publisher.bury();
  return Application(change, order, parts_, known_).run();
}

void Changer::confirm(uint64_t number) {
  const generation::GenerationPtr now = live();
  if (now->number != number || now->confirmed) return;
  if (const auto kept = parts_.survival.confirmed(now->blueprint); !kept) {
    base::log::error("generation {} could not be confirmed: {}", number, kept.error().text);
    return;
  }
  known_.confirmed = now->blueprint;
  now->confirmed = true;
  remove_unoffered(parts_, known_);
  base::log::info("generation {} is confirmed: a host that keeps crashing comes back to it",
                  number);
}

void Changer::note_outlived() {
  if (const auto noted = parts_.survival.outlived(); !noted)
    base::log::warn("{}", noted.error().text);
}

ChangeResponse Changer::clear_quarantine(const std::string& sha256, const std::string& actor,
                                         actions::Order& order) {
  const auto refuse = [&](const Refusal& refusal) { return failure(refusal, "", live()->number); };
  if (!parts_.actions.record_and_wait({actor, "quarantine clear", sha256, {}, "asked", ""}))
    return refuse({503, "it could not be recorded, so nothing was changed"});
  if (const auto late = parts_.orders.begin(order)) return refuse({late->status, late->text});
  const auto cleared = known_.quarantine.clear(sha256);
  if (!cleared) return refuse({503, cleared.error().text});
  if (*cleared == 0) return refuse({404, "no object " + sha256 + " is in quarantine"});
  return {200, "{\"cleared\":" + std::to_string(*cleared) + "}"};
}

}  // namespace spark::change
