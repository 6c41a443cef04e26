// What a host starts with, and what it counts as good.
#include "base/clock.h"
#include "base/log.h"
#include "change/generations.h"
#include "generation/build.h"

namespace spark::daemon {
namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// The same definitions, made of what was published last, where the files that they name cannot be
// used.
Blueprint with_published_objects(Blueprint blueprint, const Survived& survived) {
  if (!survived.published) return blueprint;
  for (const auto& [key, sha256] : objects_of_same(*survived.published, blueprint))
    blueprint.objects.emplace(key, sha256);
  return blueprint;
}

// Overrides name the object that they were made of: it is all that is left of what an operator
// swapped in.
void use_override_objects(Blueprint& blueprint) {
  for (const auto& each : blueprint.overrides) {
    if (!each.sha256.empty()) blueprint.objects[each.what] = each.sha256;
  }
}

}  // namespace

base::Result<void> Generations::start(Blueprint blueprint, config::Errors& errors) {
  auto survived = parts_.survival.read();
  if (!survived) return survived.error();
  if (survived->head) {
    const auto& chain = parts_.actions.chain;
    if (const auto text = store::doubt(chain.folder(), chain.head(), *survived->head, "state.db");
        !text.empty())
      note_start(text);
  }
  if (survived->was_publishing)
    base::log::warn("a change was under way when the host ended; what served before serves again");
  previous_definitions_ = survived->previous;
  confirmed_ = survived->confirmed;
  quarantined_ = survived->quarantined;
  if (survived->published && !survived->published->overrides.empty()) {
    const config::Config configuration = read_configuration(blueprint, errors);
    if (!errors.empty()) return base::Error("the configuration has mistakes");
    blueprint.overrides = still_holding(survived->published->overrides, configuration);
  }
  if (survived->published) blueprint.unloaded = survived->published->unloaded;
  use_override_objects(blueprint);

  auto first = first_that_builds(blueprint, *survived, errors);
  if (!first) {
    drop_fresh(survived->published ? &*survived->published : nullptr);
    return base::Error("the configuration has mistakes");
  }

  const uint32_t starts =
      survived->started == fingerprint(first->blueprint) ? survived->unconfirmed_starts + 1 : 1;
  // A disk that is full keeps nobody from being answered.
  if (const auto noted = parts_.survival.starting(first->blueprint, starts); !noted)
    note_start("this start could not be noted: " + noted.error().text);
  first->number = ++last_number_;
  first->reason = "start";
  {
    const std::lock_guard lock(mutex_);
    live_ = graveyard_->own(std::move(first));
  }
  drop_fresh(nullptr);  // of what did not build
  if (survived->published) note_other_objects(*survived->published);
  return {};
}

// The first attempt's mistakes are the ones to report: the others are makeshifts.
std::unique_ptr<Generation> Generations::first_that_builds(const Blueprint& wanted,
                                                           const Survived& survived,
                                                           config::Errors& errors) {
  if (auto built = build_first(wanted, survived, errors)) return built;
  for (const Makeshift& makeshift : makeshifts_for(wanted, survived)) {
    config::Errors mistakes;
    auto built = build_first(makeshift.blueprint, survived, mistakes);
    if (!built) continue;
    note_start(makeshift.note + ": " + first_line(errors.render()));
    errors = {};
    return built;
  }
  return nullptr;
}

// What has to do where `wanted` cannot be had, in order.
std::vector<Makeshift> Generations::makeshifts_for(const Blueprint& wanted,
                                                   const Survived& survived) {
  std::vector<Makeshift> all;
  const auto add_copies = [&](const Blueprint& blueprint, const char* note) {
    Blueprint copies = with_published_objects(blueprint, survived);
    if (copies.objects.size() > blueprint.objects.size()) all.push_back({std::move(copies), note});
  };
  add_copies(wanted,
             "files that the configuration names cannot be used; their last published copies are");
  if (!wanted.unloaded.empty()) {
    Blueprint loaded = wanted;
    loaded.unloaded.clear();
    all.push_back({std::move(loaded), "models that were unloaded before the restart are loaded"});
  }
  if (wanted.overrides.empty()) return all;
  Blueprint plain = wanted;
  plain.overrides.clear();
  plain.objects.clear();
  all.push_back({plain,
                 "what was swapped in before the restart cannot be used; the configuration's own "
                 "definitions are"});
  add_copies(plain,
             "what was swapped in before the restart cannot be used, nor can files that the "
             "configuration names; the last published copies of its own definitions are");
  return all;
}

// Goes on after mistakes, so that all of them are found at once.
std::unique_ptr<Generation> Generations::build_first(Blueprint blueprint, const Survived& survived,
                                                     config::Errors& errors) {
  config::Config config = read_overridden(blueprint, errors);
  if (!errors.empty()) return nullptr;
  const auto stage = [&] {
    auto all =
        stage_objects(blueprint, config, parts_.plugin_folder, &parts_.objects, seen_, errors);
    fresh_.insert(all.fresh.begin(), all.fresh.end());
    return std::move(all.paths);
  };
  StagedPaths staged = stage();
  const StartWith with = errors.empty() ? choose_start(survived, blueprint) : StartWith::wanted;
  if (with != StartWith::wanted) {
    fall_back(with, survived, blueprint);
    config = read_overridden(blueprint, errors);
    staged = stage();
  }
  const Rehearsal rehearsal{blueprint, parts_.objects.folder().string()};
  const auto rehearsed = trials_.rehearse(rehearsal, config);
  if (!rehearsed && !rehearsed.error().refused) {
    // What ended the other process must not end this one.
    errors.add({blueprint.file, 0, 0}, "", rehearsed.error().text);
    return nullptr;
  }
  // What the other process refused is refused here too, with its places.
  Steps steps;
  Drafts drafts(parts_.registry, parts_.orders.flags());
  auto built = build_generation(blueprint, std::move(config), staged,
                                {parts_.host, parts_.registry, steps, {}}, errors);
  if (built) drafts.commit();
  return built;
}

// Makes `blueprint` what was confirmed last.
void Generations::fall_back(StartWith with, const Survived& survived, Blueprint& blueprint) {
  const bool crashed = with == StartWith::confirmed_after_crashes;
  // What was rejected at an earlier start was quarantined then.
  if (crashed && survived.rejected != fingerprint(blueprint))
    quarantine_suspects(survived, blueprint);
  note_start(std::string("running what was confirmed last instead of what is configured: ") +
             (crashed ? "the host kept crashing with that" : "that is in quarantine"));
  Blueprint confirmed = *survived.confirmed;
  confirmed.sets = blueprint.sets;  // of this start: ports, for one
  confirmed.environment = blueprint.environment;
  blueprint = std::move(confirmed);
}

void Generations::quarantine_suspects(const Survived& survived, const Blueprint& wanted) {
  const auto found = suspects(survived, wanted, base::utc_ms());
  if (const auto kept = parts_.survival.quarantine(found, fingerprint(wanted)); !kept)
    base::log::error("{}", kept.error().text);
  const std::lock_guard lock(mutex_);
  for (const auto& each : found) {
    base::log::error("{}: object {} is put in quarantine: {}", each.what, each.sha256, each.reason);
    (void)parts_.actions.record_and_wait(
        {"host", "quarantine", each.what, {{each.what, each.sha256}}, "done", each.reason});
    quarantined_.push_back(each);
  }
}

// Files are read again at a start, so that what was built anew is taken: but not without a word.
void Generations::note_other_objects(const Blueprint& published) {
  for (const auto& [key, before] : objects_of_same(published, live_->blueprint)) {
    const std::string now = object_of(live_->blueprint, key);
    if (before.empty() || now.empty() || before == now) continue;
    note_start(key + ": its files were changed in place: " + before +
               " was served before this start, " + now + " is now");
  }
}

void Generations::note_start(const std::string& note) {
  base::log::warn("{}", note);
  const std::lock_guard lock(mutex_);
  start_notes_.push_back(note);
}

std::vector<store::Record> Generations::start_records() const {
  const std::string object = "generation " + std::to_string(live_->number);
  store::Record started{"host", "start", object, {}, "done", ""};
  const auto add = [&](const std::string& key, const std::string& version,
                       const std::string& sha256) {
    started.detail += (started.detail.empty() ? "" : "; ") + key + " " + version;
    if (!sha256.empty()) started.digests.push_back({key, sha256});
  };
  for (const auto& plugin : live_->plugins)
    add(plugin_key(plugin.name), plugin.instance->library().description().note.version,
        plugin.sha256);
  for (const auto& model : live_->models)
    add(model_key(model.name), model.model->info().version, model.object);
  std::vector<store::Record> records{std::move(started)};
  const std::lock_guard lock(mutex_);
  for (const auto& note : start_notes_)
    records.push_back({"host", "start", object, {}, "degraded", note});
  return records;
}

void Generations::confirm(uint64_t number) {
  if (live_->number != number || live_->confirmed) return;
  if (const auto kept = parts_.survival.confirmed(live_->blueprint); !kept) {
    base::log::error("generation {} could not be confirmed: {}", number, kept.error().text);
    return;
  }
  confirmed_ = live_->blueprint;
  live_->confirmed = true;
  base::log::info("generation {} is confirmed: a host that keeps crashing comes back to it",
                  number);
}

ChangeAnswer Generations::clear_quarantine(const std::string& sha256, const std::string& actor,
                                           Order& order) {
  if (!parts_.actions.record_and_wait({actor, "quarantine clear", sha256, {}, "asked", ""}))
    return failure({503, "it could not be recorded, so nothing was changed"}, "", live_->number);
  if (const auto late = parts_.orders.begin(order))
    return failure({late->status, late->text}, "", live_->number);
  const auto cleared = parts_.survival.clear_quarantine(sha256);
  if (!cleared) return failure({503, cleared.error().text}, "", live_->number);
  if (*cleared == 0)
    return failure({404, "no object " + sha256 + " is in quarantine"}, "", live_->number);
  const std::lock_guard lock(mutex_);
  std::erase_if(quarantined_,
                [&](const Quarantined& each) { return sha256 == "all" || each.sha256 == sha256; });
  return {200, "{\"cleared\":" + std::to_string(*cleared) + "}"};
}

}  // namespace spark::daemon
