// A stage is either a plugin's or a prediction. Both may carry guards (when, budget, breaker),
// unless the stage is required: a guard may leave the stage without a result.
#include <limits>

#include "config/decode.h"
#include "config/keys.h"

namespace spark::config {
namespace {

// Names that stages may not have, since the names of other things begin with them.
bool is_reserved(std::string_view text) {
  return text == "answer" || text == "input" || text == "models" || text == "now" ||
         text == "pipeline" || text == "request";
}

BreakerConfig decode_breaker(const Cursor& cursor) {
  BreakerConfig breaker;
  MapReader map(cursor, breaker_keys);
  const auto calls = [&map](std::string_view key, uint32_t fallback) {
    const auto given = map.find(key);
    const auto value = given ? given->whole(1, breaker_calls_max) : std::nullopt;
    return value ? static_cast<uint32_t>(*value) : fallback;
  };
  if (const auto errors = map.find("errors")) {
    breaker.errors_ratio_max = errors->ratio(0, 1).value_or(breaker.errors_ratio_max);
  }
  breaker.over_calls = calls("over", breaker.over_calls);
  breaker.late_in_row_max = calls("late", breaker.late_in_row_max);
  if (const auto half_open = map.find("half_open")) {
    breaker.half_open_ms = half_open->duration_ms().value_or(breaker.half_open_ms);
  }
  map.refuse_others();
  return breaker;
}

// The keys of the other kind of stage are known, so that the message can say why they are wrong
// here.
void decode_kind(const Entry& entry, MapReader& map, Stage& stage) {
  const auto plugin = map.find("plugin");
  const auto predict = map.find("predict");
  const auto type = map.find("stage");
  const auto with = map.find("with");
  const auto rows = map.find("rows");
  if (!plugin && !predict) {
    if (map.is_map())
      entry.value.fail("expected `plugin: <name>` or `predict: <model>`, found neither");
    return;
  }
  if (plugin) stage.plugin = plugin->placed(plugin->name().value_or(""));
  if (plugin && predict) {
    predict->fail("expected either plugin or predict, found both");
    return;
  }
  if (predict) {
    stage.predict = predict->placed(predict->name().value_or(""));
    if (type) type->fail("`stage` is for a stage with plugin; this one predicts");
    if (with) with->fail("`with` is for a stage with plugin; this one predicts");
    if (rows) {
      if (auto slot = rows->slot()) stage.rows = rows->placed(std::move(*slot));
    }
    return;
  }
  if (rows) rows->fail("`rows` is for a stage with predict");
  if (type)
    stage.type = type->placed(type->text("the name of one of the plugin's stages").value_or(""));
  if (!with) return;
  if (with->node().kind == Kind::map) {
    stage.with = with->node();
  } else {
    with->fail_expected("a map ({} for none)");
  }
}

void refuse_guard(const Stage& stage, const std::optional<Cursor>& guard, const char* what) {
  if (!stage.required || !guard) return;
  guard->fail(std::string("a required stage must not have `") + what +
              "`: it would no longer be certain to answer");
}

Stage decode_stage(const Entry& entry) {
  Stage stage;
  stage.name = entry.name;
  stage.place = entry.place;
  stage.with.place = entry.place;
  MapReader map(entry.value, stage_keys);
  if (is_reserved(entry.name)) {
    entry.value.errors().add(
        entry.place, entry.value.path(),
        "a stage must not be called " + in_quotes(entry.name) +
            ", which is reserved: answer, input, models, now, pipeline, request");
  }
  decode_kind(entry, map, stage);
  if (const auto required = map.find("required"))
    stage.required = required->boolean().value_or(false);
  const auto when = map.find("when");
  const auto budget = map.find("budget");
  const auto breaker = map.find("breaker");
  if (when) {
    if (auto slot = when->slot()) stage.when = when->placed(std::move(*slot));
  }
  if (budget) stage.budget_ms = budget->duration_ms();
  if (breaker) stage.breaker = decode_breaker(*breaker);
  refuse_guard(stage, when, "when");
  refuse_guard(stage, budget, "budget");
  refuse_guard(stage, breaker, "breaker");
  map.refuse_others();
  return stage;
}

}  // namespace

std::vector<Stage> decode_stages(const Cursor& cursor) {
  std::vector<Stage> stages;
  read_named(cursor, "stage", stages_max,
             [&](const Entry& entry) { stages.push_back(decode_stage(entry)); });
  return stages;
}

}  // namespace spark::config
