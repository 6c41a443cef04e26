#include "explained.h"

#include <algorithm>
#include <array>
#include <utility>

#include "spark/tool/format.h"
#include "spark/tool/table.h"
#include "time_text.h"

namespace recorder {

namespace tool = spark::tool;
namespace json = tool::json;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

constexpr std::array<std::pair<std::string_view, char>, 3> roles = {
    {{"production", 'p'}, {"candidate", 'c'}, {"fallback", 'f'}}};
constexpr std::array<std::string_view, 7> input_columns = {
    "symbol", "ts", "mid", "spread_bp", "vol_1m", "rsi_14", "spread_estimated"};
constexpr std::array<std::string_view, 5> status_words = {"ok", "skipped", "not ready", "late",
                                                          "error"};

std::optional<int64_t> whole(const json::value& row, std::string_view column) {
  const json::value* const value = tool::find(row, column);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  if (value->is_uint64()) return static_cast<int64_t>(value->get_uint64());
  return static_cast<int64_t>(value->get_double());
}

std::string column_of_feature(size_t i) {
  std::string name = i < 10 ? "f0" : "f";
  return name.append(std::to_string(i));
}

// Calls see(i, name, roles) for each feature of the row's list.
template <class See>
void each_feature(const json::value& row, See see) {
  size_t i = 0;
  for (const char* column : {"features_1", "features_2", "features_3"}) {
    const std::string list = tool::raw(row, column);
    for (std::string_view rest = list; !rest.empty();) {
      const std::string_view entry = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
      const size_t equals = entry.rfind('=');
      if (equals == std::string_view::npos) continue;
      see(i++, entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
}

SaidByModel said(const json::value& row, std::string_view role, char letter) {
  const std::string prefix(role);
  SaidByModel model;
  model.role = prefix;
  const std::string identity = tool::raw(row, prefix + "_model");
  const size_t at = identity.rfind('@');
  model.version = identity.substr(0, at);
  if (at != std::string::npos) model.digest = identity.substr(at + 1);
  model.score = tool::number(row, prefix + "_score");
  model.status = whole(row, prefix + "_status");
  model.elapsed_ms = tool::number(row, prefix + "_elapsed_ms");
  const auto bits = static_cast<uint64_t>(whole(row, "feature_bits").value_or(0));
  each_feature(row, [&](size_t i, std::string_view name, std::string_view of) {
    if (of.find(letter) == std::string_view::npos) return;
    SeenFeature seen{std::string(name), std::nullopt};
    if ((bits >> i & 1) != 0) seen.value = tool::number(row, column_of_feature(i));
    if (seen.value && i < 32 && (bits >> (32 + i) & 1) != 0) seen.value = -0.0;
    model.features.push_back(std::move(seen));
  });
  return model;
}

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

std::string number_text(const std::optional<double>& value, const char* none) {
  return value ? tool::shortest(*value) : none;
}

}  // namespace

std::string_view status_word(std::optional<int64_t> status) {
  if (!status) return "did not run";
  const auto index = static_cast<uint64_t>(*status);
  return index < status_words.size() ? status_words[index] : "unknown";
}

Result<Explained> explained(const std::string& log, const json::value& row) {
  const auto at_ms = whole(row, "at");
  const auto received_ms = whole(row, "received_ms");
  if (!at_ms || !received_ms || tool::find(row, "feature_bits") == nullptr)
    return Error{Exit::failed, log +
                                   ": expected a row of the recorder, with at, received_ms and "
                                   "feature_bits"};
  Explained request;
  request.log = log;
  request.request_id = tool::raw(row, "request_id");
  request.trace_id = tool::raw(row, "trace_id");
  request.at_ms = *at_ms;
  request.received_ms = *received_ms;
  request.sequence = whole(row, "sequence");
  for (const std::string_view column : input_columns) {
    const json::value* const value = tool::find(row, column);
    request.input[column] = value == nullptr ? json::value(nullptr) : *value;
  }
  request.code = whole(row, "code");
  request.source = tool::raw(row, "source");
  for (const auto& [role, letter] : roles) {
    SaidByModel model = said(row, role, letter);
    if (model.version.empty() && !model.status) continue;  // it is not recorded
    if (request.source.starts_with(model.role + ".")) request.score = model.score;
    request.models.push_back(std::move(model));
  }
  return request;
}

json::object as_json(const Explained& request) {
  json::array models;
  for (const SaidByModel& model : request.models) {
    json::object features;
    for (const SeenFeature& feature : model.features)
      features[feature.name] = or_null(feature.value);
    models.push_back({{"role", model.role},
                      {"version", model.version},
                      {"sha256", text_or_null(model.digest)},
                      {"status", status_word(model.status)},
                      {"score", or_null(model.score)},
                      {"elapsed_ms", or_null(model.elapsed_ms)},
                      {"features", std::move(features)}});
  }
  return {{"log", request.log},
          {"request_id", request.request_id},
          {"trace_id", text_or_null(request.trace_id)},
          {"time", time_text(request.at_ms)},
          {"time_ms", request.at_ms},
          {"received_ms", request.received_ms},
          {"sequence", or_null(request.sequence)},
          {"input", request.input},
          {"models", std::move(models)},
          {"answer", json::object{{"code", or_null(request.code)},
                                  {"source", text_or_null(request.source)},
                                  {"score", or_null(request.score)}}}};
}

std::string as_text(const Explained& request, size_t width) {
  tool::Table about({{""}, {""}});
  about.row({"request", request.request_id});
  if (!request.trace_id.empty()) about.row({"trace", request.trace_id});
  about.row({"log", request.log});
  about.row({"time", time_text(request.at_ms)});
  about.row({"received", time_text(request.received_ms)});
  for (const auto& [name, value] : request.input)
    about.row({std::string(name), value.is_null() ? "-" : tool::text(value)});
  std::string answer = "code " + (request.code ? std::to_string(*request.code) : "-");
  answer.append(", ").append(request.source.empty() ? "no source" : request.source);
  about.row({"answer", answer.append(", score ").append(number_text(request.score, "-"))});
  std::string text = about.render(width);
  tool::Table models({{"model"},
                      {"version", tool::Align::left, true},
                      {"status"},
                      {"score", tool::Align::right},
                      {"ms", tool::Align::right},
                      {"digest"}});
  for (const SaidByModel& model : request.models)
    models.row({model.role, model.version, std::string(status_word(model.status)),
                number_text(model.score, "-"), number_text(model.elapsed_ms, "-"),
                model.digest.empty() ? "-" : model.digest});
  text.append("\n").append(models.render(width));
  for (const SaidByModel& model : request.models) {
    tool::Table seen(
        {{"feature of " + model.role, tool::Align::left, true}, {"value", tool::Align::right}});
    for (const SeenFeature& feature : model.features)
      seen.row({feature.name, number_text(feature.value, "not given")});
    text.append("\n").append(seen.render(width));
  }
  return text;
}

}  // namespace recorder
