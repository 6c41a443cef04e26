// Looks: which labels became known, and what they say of the models that serve.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "plugin.h"
#include "spark/error.h"

namespace quality {

using spark::market::RollingLabels;

void Quality::look(uint32_t) {
  if (is_looking_) return;
  jobs_.post<&Quality::look_at_all, &Quality::looked>(*this, "look");
  is_looking_ = true;
}

void Quality::look_at_all(spark::Job job) {
  const int64_t now_ms = clock_.event_ms();
  for (Track* track : all()) {
    if (job.is_cancelled()) return;
    put_out_labels(*track);
    renew(*track, now_ms);
    compare(*track, now_ms);
  }
}

void Quality::looked(int32_t code, std::string_view text) {
  is_looking_ = false;
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK) log_.error("predictions were not judged: " + std::string(text));
  for (Track* track : all()) tell(*track);
}

// What went out is in the log once workers took all of it; what is not goes out again after a
// restart. So a row may be there twice, and none is missing.
void Quality::put_out_labels(Track& track) {
  if (track.outbox.empty()) track.set_logged(track.put_out);
  for (const Minutes::Symbol& symbol : track.minutes.symbols()) put_out_labels(track, symbol);
}

void Quality::put_out_labels(Track& track, const Minutes::Symbol& symbol) {
  int64_t& looked_until = looked_until_[{&track, symbol.name}];
  if (looked_until > symbol.open()) looked_until = 0;  // its source has gone back
  const int64_t since = std::max(looked_until, symbol.oldest());
  const auto begin_of = [&](const LoggedOf& of) {
    const auto found = track.put_out.find(of);
    const int64_t begin = found == track.put_out.end() ? since : found->second;
    return begin > symbol.open() ? symbol.oldest() : begin;
  };
  const auto models = track.models();
  int64_t oldest = since;
  for (const JudgedModel& model : models)
    for (const Role role : {Role::production, Role::candidate})
      oldest = std::min(oldest, begin_of({symbol.name, role, model.key}));
  const auto closed =
      track.minutes.read(symbol, oldest - RollingLabels::minutes_before, symbol.open());
  for (const JudgedModel& model : models) {
    const auto rule = model.rule();
    if (!rule) continue;
    for (const Role role : {Role::production, Role::candidate}) {
      const LoggedOf of{symbol.name, role, model.key};
      const int64_t begin = begin_of(of);
      const int64_t end = symbol.open() - rule->horizon_ms / minute_ms;
      const auto is_of_it = [&](const Minute& minute) {
        return minute_of(minute.ts_ms) >= begin &&
               minute.said[static_cast<size_t>(role)].model == model.key;
      };
      const bool is_there = std::any_of(closed.begin(), closed.end(), is_of_it);
      if (!is_there && !track.put_out.contains(of)) continue;
      int64_t& until = track.put_out[of] = begin;
      if (end <= begin) continue;
      for (const LabelledRow& row : is_there ? labelled(closed, role, model.key, *rule, begin, end)
                                             : std::vector<LabelledRow>()) {
        if (track.outbox.room() == 0) return;
        LabelRow out;
        out.known_ms = row.ts_ms + rule->horizon_ms;
        out.predicted_ms = row.ts_ms;
        out.score = row.score;
        out.value = row.decision.value;
        out.limit = row.decision.limit;
        out.is_hit = row.decision.label == spark::market::Label::hit;
        out.set_symbol(symbol.name);
        out.lineage = labels.id(track.name);
        out.role = labels.id(role_names[static_cast<size_t>(role)]);
        out.target = labels.id(model.target());
        out.version = labels.id(model.version);
        out.sha256 = labels.id(model.sha256);
        track.outbox.put(out);
        until = minute_of(row.ts_ms) + 1;
      }
      until = end;
    }
  }
  looked_until = symbol.open();
}

void Quality::renew(Track& track, int64_t now_ms) {
  for (const Role role : {Role::production, Role::candidate}) {
    const std::string name = track.model_of(role);
    const auto live = name.empty() ? std::nullopt : models.live(name);
    auto model = live ? track.find(*live) : std::nullopt;
    if (model && !model->is_manifest_read) {
      read_manifest(track, name, *model);
      model = track.find(*live);
    }
    for (size_t i = 0; i < window_lengths.size(); ++i) {
      WindowFigures& window = track.windows[static_cast<size_t>(role)][i];
      const int64_t length_ms = window_lengths[i].minutes * minute_ms;
      const uint64_t key = model ? model->key : 0;
      if (window.model == key && window.are_fresh(now_ms)) continue;
      WindowFigures made{key, now_ms, {}};
      if (model)
        made.figures = figures_of(rows_of(track, role, *model, now_ms - length_ms, now_ms), *model);
      const std::lock_guard held(track.told);
      window = std::move(made);
    }
  }
}

// Two models of one target that forecast; others cannot be compared by what their forecasts cost.
void Quality::compare(Track& track, int64_t now_ms) {
  const auto judged = [&](Role role) -> std::optional<JudgedModel> {
    const std::string name = track.model_of(role);
    const auto live = name.empty() ? std::nullopt : models.live(name);
    return live ? track.find(*live) : std::nullopt;
  };
  const auto production = judged(Role::production);
  const auto candidate = judged(Role::candidate);
  Compared made{production ? production->key : 0, candidate ? candidate->key : 0, now_ms, {}};
  const bool is_same =
      made.production == track.compared.production && made.candidate == track.compared.candidate;
  if (is_same && track.compared.is_fresh(now_ms)) return;
  if (production && candidate && production->is_probability && candidate->is_probability &&
      production->target() == candidate->target()) {
    std::vector<PairedRow> rows;
    const int64_t from_ms = now_ms - Compared::week_ms;
    for (const Minutes::Symbol& symbol : track.minutes.symbols())
      add_pairs(rows_of(track, Role::production, *production, from_ms, now_ms, symbol.name),
                rows_of(track, Role::candidate, *candidate, from_ms, now_ms, symbol.name), rows);
    // A block is a day of all symbols, which move together.
    std::sort(rows.begin(), rows.end(),
              [](const PairedRow& one, const PairedRow& other) { return one.ts_ms < other.ts_ms; });
    made.week = loss_difference(rows, Compared::week_ms);
  }
  const std::lock_guard held(track.told);
  track.compared = std::move(made);
}

// A model without an artefact, or whose artefact has no manifest, has nothing frozen.
void Quality::read_manifest(Track& track, const std::string& model, const JudgedModel& judged) {
  if (judged.sha256.empty()) return track.set_frozen(judged.key, {});
  try {
    const spark::Lease lease = models.lease(model);
    if (lease.model().sha256 != judged.sha256) return;  // swapped meanwhile: the next look finds it
    std::ifstream in(lease.model().folder + "/training_manifest.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    track.set_frozen(judged.key, text.empty() ? std::nullopt : read_frozen(text));
  } catch (const spark::Error& error) {
    log_.warn("quality of " + model + ": " + error.what());
    track.set_frozen(judged.key, {});
  }
}

}  // namespace quality
