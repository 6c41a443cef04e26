// pipelines: a route, and one of three ways to answer it; the parts have files of their own.
#include <algorithm>
#include <map>

#include "base/names.h"
#include "config/decode.h"
#include "config/flow.h"
#include "config/keys.h"

namespace spark::config {
namespace {

// Labels of metrics, as name=value. None is a choice, too.
std::vector<std::pair<std::string, std::string>> decode_labels(const Cursor& cursor) {
  std::vector<std::pair<std::string, std::string>> labels;
  const size_t count = cursor.node().items.size();
  if (cursor.node().kind != Kind::list || count > metric_labels_max) {
    cursor.fail_expected("a list of at most " + std::to_string(metric_labels_max) +
                         " labels, such as [status=success]");
    return labels;
  }
  for (size_t i = 0; i < count; ++i) {
    const Cursor item = cursor.item(i);
    const std::string& text = item.node().text;
    const size_t equals = text.find('=');
    if (item.node().kind == Kind::scalar && equals != std::string::npos &&
        base::is_metric_name(text.substr(0, equals))) {
      labels.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    } else {
      item.fail_expected("a label such as status=success");
    }
  }
  return labels;
}

MetricsRoute decode_metrics(const Cursor& cursor) {
  MetricsRoute metrics;
  MapReader map(cursor, metrics_keys);
  if (const auto prefix = map.find("prefix")) {
    if (prefix->node().kind == Kind::scalar && base::is_metric_prefix(prefix->node().text)) {
      metrics.prefix = prefix->node().text;
    } else {
      prefix->fail_expected(base::metric_prefix_rule);
    }
  }
  if (const auto zeros = map.find("zeros_without_accept"))
    metrics.zeros_without_accept = decode_labels(*zeros);
  map.refuse_others();
  return metrics;
}

HealthRoute decode_health(const Cursor& cursor) {
  HealthRoute health;
  MapReader map(cursor, health_keys);
  if (const auto service = map.require("service")) {
    health.service = service->text("the name of the service").value_or("");
  }
  map.refuse_others();
  return health;
}

std::map<std::string, std::string> decode_model_types(const Cursor& cursor) {
  std::map<std::string, std::string> types;
  const auto& entries = cursor.node().entries;
  if (cursor.node().kind != Kind::map || entries.size() > model_types_max) {
    cursor.fail_expected("a map of at most " + std::to_string(model_types_max) +
                         " types, such as {logistic: logistic_regression}");
    return types;
  }
  for (const auto& [key, value] : entries) {
    const auto text = cursor.child(key.text, value).text("what the answer calls the type");
    if (text) types[key.text] = *text;
  }
  return types;
}

void check_kinds(const Entry& entry, const std::vector<std::optional<Cursor>>& kinds) {
  const Cursor* first = nullptr;
  for (const auto& kind : kinds) {
    if (!kind) continue;
    if (first != nullptr) kind->fail("expected exactly one of answer, metrics and health");
    first = &*kind;
  }
  if (first == nullptr && entry.value.node().kind == Kind::map) {
    entry.value.fail("expected exactly one of answer, metrics and health, found none");
  }
}

void refuse_without_answer(const Pipeline& pipeline, const std::optional<Cursor>& cursor,
                           const char* what) {
  const bool fixed = pipeline.metrics || pipeline.health;
  if (!cursor || pipeline.answer || !fixed) return;
  cursor->fail(std::string("`") + what + "` is only for a pipeline with an answer");
}

Pipeline decode_pipeline(const Entry& entry) {
  Pipeline pipeline;
  pipeline.name = entry.name;
  pipeline.place = entry.place;
  pipeline.line = flow(entry.value.node());
  MapReader map(entry.value, pipeline_keys);
  if (const auto route = map.require("route")) pipeline.route = decode_route(*route);
  const auto input = map.find("input");
  const auto one_of = map.find("one_of");
  const auto stages = map.find("stages");
  const auto answer = map.find("answer");
  const auto model_types = map.find("model_types");
  const auto metrics = map.find("metrics");
  const auto health = map.find("health");
  if (input) pipeline.input = decode_input(*input);
  if (one_of) pipeline.one_of = decode_one_of(*one_of, pipeline.input);
  if (stages) pipeline.stages = decode_stages(*stages);
  if (answer) pipeline.answer = decode_answer(*answer);
  if (model_types) pipeline.model_types = decode_model_types(*model_types);
  if (metrics) pipeline.metrics = decode_metrics(*metrics);
  if (health) pipeline.health = decode_health(*health);
  check_kinds(entry, {answer, metrics, health});
  refuse_without_answer(pipeline, input, "input");
  refuse_without_answer(pipeline, one_of, "one_of");
  refuse_without_answer(pipeline, stages, "stages");
  refuse_without_answer(pipeline, model_types, "model_types");
  if (input && pipeline.route.method == "GET")
    input->fail("a GET has no body to take input from; use POST");
  map.refuse_others();
  return pipeline;
}

}  // namespace

std::vector<Pipeline> decode_pipelines(const Cursor& cursor) {
  std::vector<Pipeline> pipelines;
  read_named(cursor, "pipeline", pipelines_max,
             [&](const Entry& entry) { pipelines.push_back(decode_pipeline(entry)); });
  return pipelines;
}

}  // namespace spark::config
