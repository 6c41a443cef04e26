#include "config/keys.h"

#include <algorithm>

#include "base/worker.h"

namespace spark::config {
namespace {

template <class T>
const T* find_in(std::span<const T> all, std::string_view name) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const T& each) { return each.name == name; });
  return at == all.end() ? nullptr : &*at;
}

constexpr Key may_table[] = {
    {.name = "metrics",
     .shape = Shape::prefixes,
     .doc = "Beginnings of metric names, besides <id>_"},
    {.name = "routes",
     .shape = Shape::paths,
     .doc = "Paths, each with all below it, besides /x/<id>"},
    {.name = "swap", .shape = Shape::names, .doc = "Models that it may swap; none unless given"},
};

constexpr Key plugin_table[] = {
    {.name = "library",
     .shape = Shape::path,
     .doc = "The shared object, or the name of one in <sparkd>/../lib/spark/plugins; that of the "
            "entry's name unless given"},
    {.name = "sha256",
     .shape = Shape::digest,
     .doc = "The digest that the library must have; any unless given"},
    {.name = "may",
     .shape = Shape::table,
     .doc = "What it may name besides its own (anything if `library` is no path), and swap",
     .inner = &may_keys},
    {.name = "with", .shape = Shape::settings, .doc = "The plugin's own settings"},
};

constexpr Key model_table[] = {
    {.name = "plugin",
     .shape = Shape::name,
     .required = true,
     .doc = "The plugin that makes the model"},
    {.name = "artefact", .shape = Shape::path, .doc = "The folder of a trained version"},
    {.name = "sha256",
     .shape = Shape::digest,
     .doc = "The digest that the artefact must have; any unless given"},
    {.name = "with", .shape = Shape::settings, .doc = "The model's own settings"},
    {.name = "bind",
     .shape = Shape::bindings,
     .doc = "Which slot a feature is taken from, where several offer it"},
    {.name = "pinned",
     .shape = Shape::text,
     .doc = "Why operators may not swap it; they may unless given"},
};

constexpr Key breaker_table[] = {
    {.name = "errors",
     .shape = Shape::ratio,
     .doc = "It opens above this share of failed calls; 2% unless given",
     .max = 1},
    {.name = "over",
     .shape = Shape::whole,
     .doc = "… of at least so many calls; 100 unless given",
     .min = 1,
     .max = breaker_calls_max},
    {.name = "late",
     .shape = Shape::whole,
     .doc = "… or after so many late answers in a row; 3 unless given",
     .min = 1,
     .max = breaker_calls_max},
    {.name = "half_open",
     .shape = Shape::duration,
     .doc = "After this it lets one call through; 30s unless given"},
};

constexpr Key stage_table[] = {
    {.name = "plugin", .shape = Shape::name, .doc = "The plugin whose stage runs"},
    {.name = "predict", .shape = Shape::name, .doc = "The model that is asked"},
    {.name = "stage",
     .shape = Shape::text,
     .doc = "Which of the plugin's stages, if it has several"},
    {.name = "with", .shape = Shape::settings, .doc = "The stage's own settings"},
    {.name = "rows",
     .shape = Shape::slot,
     .doc = "With predict: a float[] slot that, when not null, is the row"},
    {.name = "required",
     .shape = Shape::boolean,
     .doc = "Without its answer the request has none; excludes when, budget and breaker"},
    {.name = "when",
     .shape = Shape::slot,
     .doc = "A bool slot; the stage is skipped where it is false or null"},
    {.name = "budget", .shape = Shape::duration, .doc = "A later answer is not used"},
    {.name = "breaker",
     .shape = Shape::table,
     .doc = "Keeps a stage that keeps failing from being called",
     .inner = &breaker_keys},
};
constexpr Retired stage_retired[] = {
    {"timeout_ms", "write `budget` with a unit, such as 60ms"},
    {"timeout", "write `budget` with a unit, such as 60ms"},
};

constexpr Key metrics_table[] = {
    {.name = "prefix",
     .shape = Shape::prefix,
     .doc = "Only the series whose names begin so; all unless given"},
    {.name = "zeros_without_accept",
     .shape = Shape::labels,
     .doc = "Without Accept no labelled counter at zero is sent, but the newest with these labels"},
};

constexpr Key health_table[] = {
    {.name = "service",
     .shape = Shape::text,
     .required = true,
     .doc = "The name that the answer gives"},
};

constexpr Key inference_table[] = {
    {.name = "listener",
     .shape = Shape::name,
     .required = true,
     .doc = "Where it is served; not one with access: admin"},
};

constexpr Key pipeline_table[] = {
    {.name = "route",
     .shape = Shape::route,
     .required = true,
     .doc = "Method, listener and path: POST executor /predict"},
    {.name = "input", .shape = Shape::input, .doc = "The JSON body's fields and their types"},
    {.name = "one_of",
     .shape = Shape::fields,
     .doc = "Optional input fields of which at least one must be given"},
    {.name = "stages",
     .shape = Shape::tables,
     .doc = "What runs, in this order",
     .inner = &stage_keys},
    {.name = "answer", .shape = Shape::answer, .doc = "The JSON answer, from slots and constants"},
    {.name = "model_types",
     .shape = Shape::renames,
     .doc = "Types of models that the answer calls otherwise, as its clients know them"},
    {.name = "metrics",
     .shape = Shape::table,
     .doc = "Answers with the host's metrics",
     .inner = &metrics_keys},
    {.name = "health",
     .shape = Shape::table,
     .doc = "Answers with the host's health",
     .inner = &health_keys},
};

constexpr Key top_table[] = {
    {.name = "state_dir",
     .shape = Shape::path,
     .doc = "What must survive a restart lies here; ../var unless given"},
    {.name = "rows_archive",
     .shape = Shape::path,
     .doc =
         "Where days of record logs go, packed, when their retention ends; nowhere unless given"},
    {.name = "listeners",
     .shape = Shape::tables,
     .required = true,
     .doc = "Where the host is reached",
     .inner = &listener_keys},
    {.name = "workers",
     .shape = Shape::whole,
     .doc = "Threads that answer; one less than there are cores unless given",
     .min = 1,
     .max = base::workers_max},
    {.name = "log", .shape = Shape::table, .doc = "What is logged", .inner = &log_keys},
    {.name = "confirm",
     .shape = Shape::table,
     .doc = "When a change counts as good, to be returned to after a crash",
     .inner = &confirm_keys},
    {.name = "shutdown",
     .shape = Shape::table,
     .doc = "What the host does when it is told to end",
     .inner = &shutdown_keys},
    {.name = "retention",
     .shape = Shape::table,
     .doc = "How long what was recorded is kept",
     .inner = &retention_keys},
    {.name = "plugins",
     .shape = Shape::tables,
     .doc = "Shared objects, by name",
     .inner = &plugin_keys},
    {.name = "models",
     .shape = Shape::tables,
     .doc = "What predicts, by role",
     .inner = &model_keys},
    {.name = "pipelines",
     .shape = Shape::tables,
     .doc = "A route each, and what answers it",
     .inner = &pipeline_keys},
    {.name = "lineages",
     .shape = Shape::tables,
     .doc = "Which models belong to a pipeline, by role; exactly one lineage is primary",
     .inner = &lineage_keys},
    {.name = "inference",
     .shape = Shape::table,
     .doc = "The Open Inference Protocol (/v2) for all models; not served unless given",
     .inner = &inference_keys},
    {.name = "alerts",
     .shape = Shape::tables,
     .doc = "Conditions over facts that operators are told of",
     .inner = &alert_keys},
    {.name = "clock",
     .shape = Shape::table,
     .doc = "Recorded data drives the time that plugins go by; the wall clock unless given",
     .inner = &clock_keys},
};
constexpr Retired top_retired[] = {
    {"ports", "give each of `listeners` its port"},
};

constexpr Retired plugins_retired[] = {
    {"mock", "every number is measured here; use a plugin that computes it"},
};

}  // namespace

const Key* Keys::find(std::string_view name) const {
  return find_in(keys, name);
}

const Retired* Keys::find_retired(std::string_view name) const {
  return find_in(retired, name);
}

constinit const Keys plugin_keys{"a map ({} for none)", plugin_table};
constinit const Keys may_keys{"a map such as {metrics: [mine_], routes: [/mine]}", may_table};
constinit const Keys model_keys{"a map such as {plugin: <name>}", model_table};
constinit const Keys breaker_keys{
    "a map such as {errors: 2%, over: 100, late: 3, half_open: 30s}, or {}", breaker_table};
constinit const Keys stage_keys{"a map such as {plugin: <name>} or {predict: <model>}", stage_table,
                                stage_retired};
constinit const Keys metrics_keys{"a map such as {prefix: ml_}, or {} for all metrics",
                                  metrics_table};
constinit const Keys health_keys{"a map such as {service: ml-engine}", health_table};
constinit const Keys inference_keys{"a map such as {listener: ml-engine}", inference_table};
constinit const Keys pipeline_keys{"a map with route and one of answer, metrics and health",
                                   pipeline_table};
constinit const Keys top_keys{"a map with listeners, plugins, models and pipelines", top_table,
                              top_retired};

const Retired* retired_plugin(std::string_view id) {
  return find_in(std::span<const Retired>(plugins_retired), id);
}

}  // namespace spark::config
