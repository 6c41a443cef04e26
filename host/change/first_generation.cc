#include "change/first_generation.h"

#include "base/clock.h"
#include "base/log.h"
#include "generation/live_models.h"

namespace spark::change {
namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// The same definitions, made of the objects that were published last, for a start where the
// definitions' files cannot be used.
blueprint::Blueprint with_published_objects(blueprint::Blueprint blueprint,
                                            const blueprint::Survived& survived) {
  if (!survived.published) return blueprint;
  for (const auto& [key, sha256] : blueprint::objects_of_same(*survived.published, blueprint))
    blueprint.objects.emplace(key, sha256);
  return blueprint;
}

// Makes each override of the object that it names: that object may be all that is left of the files
// that an operator swapped in.
void use_override_objects(blueprint::Blueprint& blueprint) {
  for (const auto& each : blueprint.overrides) {
    if (!each.sha256.empty()) blueprint.objects[each.what] = each.sha256;
  }
}

}  // namespace

base::Result<void> FirstGeneration::start(blueprint::Blueprint blueprint, config::Errors& errors) {
  auto recovered = parts_.survival.read();
  if (!recovered) return recovered.error();
  const blueprint::Survived& survived = recovered->survived;
  if (recovered->head) {
    const auto& chain = parts_.actions.recorder.chain();
    if (const auto text = store::doubt(chain.folder(), chain.head(), *recovered->head, "state.db");
        !text.empty())
      known_.notes.add(text);
  }
  if (survived.was_publishing)
    base::log::warn("a change was under way when the host ended; what served before serves again");
  known_.previous = survived.previous;
  known_.confirmed = survived.confirmed;
  known_.quarantine.restore(survived.quarantined);
  if (survived.published && !survived.published->overrides.empty()) {
    const config::Config configuration = blueprint::read_configuration(blueprint, errors);
    if (!errors.empty()) return base::Error("the configuration has mistakes");
    blueprint.overrides = blueprint::still_holding(survived.published->overrides, configuration);
  }
  if (survived.published) blueprint.unloaded = survived.published->unloaded;
  use_override_objects(blueprint);

  auto first = first_that_builds(blueprint, survived, errors);
  if (!first) {
    drop_fresh(survived.published ? &*survived.published : nullptr);
    return base::Error("the configuration has mistakes");
  }

  const uint32_t starts = survived.started == blueprint::fingerprint(first->blueprint)
                              ? survived.unconfirmed_starts + 1
                              : 1;
  // A full disk does not keep the host from starting and answering.
  if (const auto noted = parts_.survival.starting(first->blueprint, starts); !noted)
    known_.notes.add("this start could not be noted: " + noted.error().text);
  first->number = ++known_.last_number;
  first->reason = "start";
  generation::write_model_history(*first, nullptr, base::utc_ms());
  parts_.publisher.exchange(parts_.publisher.own(std::move(first)));
  drop_fresh(nullptr);  // the objects of blueprints that did not build
  if (survived.published) note_other_objects(*survived.published);
  return {};
}

// Reports the mistakes of the first attempt only, since the others are makeshifts.
FirstGeneration::Built FirstGeneration::first_that_builds(const blueprint::Blueprint& wanted,
                                                          const blueprint::Survived& survived,
                                                          config::Errors& errors) {
  if (auto built = build(wanted, survived, errors)) return built;
  for (const Makeshift& makeshift : makeshifts_for(wanted, survived)) {
    config::Errors mistakes;
    auto built = build(makeshift.blueprint, survived, mistakes);
    if (!built) continue;
    known_.notes.add(makeshift.note + ": " + first_line(errors.render()));
    errors = {};
    return built;
  }
  // A durable value may crash its reader.
  if (!has_trial_crashed_) return nullptr;
  config::Errors mistakes;
  auto built = build(wanted, survived, mistakes, Values::set_aside);
  if (built) errors = {};
  return built;
}

// The blueprints to try, in order, where `wanted` does not build.
std::vector<FirstGeneration::Makeshift> FirstGeneration::makeshifts_for(
    const blueprint::Blueprint& wanted, const blueprint::Survived& survived) {
  std::vector<Makeshift> all;
  const auto add_copies = [&](const blueprint::Blueprint& blueprint, const char* note) {
    blueprint::Blueprint copies = with_published_objects(blueprint, survived);
    if (copies.objects.size() > blueprint.objects.size()) all.push_back({std::move(copies), note});
  };
  add_copies(wanted,
             "files that the configuration names cannot be used; their last published copies are");
  if (!wanted.unloaded.empty()) {
    blueprint::Blueprint loaded = wanted;
    loaded.unloaded.clear();
    all.push_back({std::move(loaded), "models that were unloaded before the restart are loaded"});
  }
  if (wanted.overrides.empty()) return all;
  blueprint::Blueprint plain = wanted;
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
FirstGeneration::Built FirstGeneration::build(blueprint::Blueprint blueprint,
                                              const blueprint::Survived& survived,
                                              config::Errors& errors, Values values) {
  config::Config config = blueprint::read_overridden(blueprint, errors);
  if (!errors.empty()) return nullptr;
  const auto prepare = [&] { return parts_.builder.prepare(blueprint, config, errors).paths; };
  generation::ObjectPaths paths = prepare();
  const blueprint::StartWith with =
      errors.empty() ? blueprint::choose_start(survived, blueprint) : blueprint::StartWith::wanted;
  if (with != blueprint::StartWith::wanted) {
    fall_back(with, survived, blueprint);
    config = blueprint::read_overridden(blueprint, errors);
    paths = prepare();
  }
  if (errors.empty() && blueprint::sets_values_aside(survived, blueprint)) set_values_aside(config);
  const TrialInput trial{blueprint, parts_.builder.objects_folder().string(),
                         values == Values::kept ? &parts_.durable : nullptr, &parts_.rows};
  const auto report = known_.trials.run(trial, config);
  if (!report && !report.error().refused) {
    has_trial_crashed_ = true;
    // The trial's process ended badly; the same build must not end this process.
    errors.add({blueprint.file, 0, 0}, "", report.error().text);
    return nullptr;
  }
  if (report && values == Values::set_aside) set_values_aside(config);
  // If the trial refused the build, this build refuses it too, with the mistakes' places.
  generation::Steps steps;
  Drafts drafts(parts_.registry, parts_.orders.flags());
  auto built = parts_.builder.build(blueprint, std::move(config), paths, steps, {}, errors);
  if (built) drafts.commit();
  return built;
}

void FirstGeneration::set_values_aside(const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& plugin : config.plugins) names.push_back(plugin.name);
  for (const auto& note : parts_.durable.set_aside(names, base::utc_ms())) known_.notes.add(note);
}

// Replaces `blueprint` with the one that was confirmed last.
void FirstGeneration::fall_back(blueprint::StartWith with, const blueprint::Survived& survived,
                                blueprint::Blueprint& blueprint) {
  const bool crashed = with == blueprint::StartWith::confirmed_after_crashes;
  // If an earlier start rejected this blueprint, it quarantined the suspects then.
  if (crashed && survived.rejected != blueprint::fingerprint(blueprint))
    quarantine_suspects(survived, blueprint);
  known_.notes.add(std::string("running what was confirmed last instead of what is configured: ") +
                   (crashed ? "the host kept crashing with that" : "that is in quarantine"));
  blueprint::Blueprint confirmed = *survived.confirmed;
  confirmed.sets = blueprint.sets;  // of this start: ports, for one
  confirmed.environment = blueprint.environment;
  blueprint = std::move(confirmed);
}

void FirstGeneration::quarantine_suspects(const blueprint::Survived& survived,
                                          const blueprint::Blueprint& wanted) {
  const auto found = suspects(survived, wanted, base::utc_ms());
  known_.quarantine.add(found, fingerprint(wanted));
  for (const auto& each : found) {
    base::log::error("{}: object {} is put in quarantine: {}", each.what, each.sha256, each.reason);
    (void)parts_.actions.record_and_wait(
        {"host", "quarantine", each.what, {{each.what, each.sha256}}, "done", each.reason});
  }
}

// A start reads the files again, so that it takes rebuilt ones; the start's notes name them.
void FirstGeneration::note_other_objects(const blueprint::Blueprint& published) {
  const generation::GenerationPtr live = parts_.publisher.live().now();
  for (const auto& [key, before] : blueprint::objects_of_same(published, live->blueprint)) {
    const std::string now = blueprint::object_of(live->blueprint, key);
    if (before.empty() || now.empty() || before == now) continue;
    known_.notes.add(key + ": its files were changed in place: " + before +
                     " was served before this start, " + now + " is now");
  }
}

void FirstGeneration::drop_fresh(const blueprint::Blueprint* also_kept) {
  auto keep = known_.kept_objects(parts_.publisher.live());
  if (also_kept != nullptr)
    for (const auto& [key, sha256] : also_kept->objects) keep.insert(sha256);
  parts_.builder.drop_fresh(keep);
}

}  // namespace spark::change
