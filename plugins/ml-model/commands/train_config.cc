#include "train_config.h"

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <fstream>

#include "training/labels.h"
#include "yaml_map.h"

namespace train {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;
using training::Fitted;
using training::GridPoint;

const std::vector<std::string> known_sets = {"v1.8", "v1.8.1", "v1.8.2"};

bool read_day(YamlMap& map, const char* key, int64_t& out) {
  std::string text;
  if (!map.text(key, text)) {
    if (!map.has(key)) map.wrong(key, "a day such as 2023-12-01");
    return false;
  }
  const std::optional<int64_t> day = day_ms(text);
  if (!day) map.wrong(key, "a day such as 2023-12-01");
  out = day.value_or(0);
  return day.has_value();
}

// `seen` is what a model has seen, its embargo included: the span may not touch it.
void read_span(YamlMap map, Span& span, const Span& seen = {}) {
  const bool from = read_day(map, "from", span.from_ms);
  const bool until = read_day(map, "until", span.until_ms);
  if (from && until && span.until_ms <= span.from_ms)
    map.wrong("until", "a day after 'from' (it does not belong to the span itself)");
  if (from && until && span.from_ms < seen.until_ms && span.until_ms > seen.from_ms)
    map.wrong("from", "a day after the training span and its embargo");
  map.finish();
}

void read_features(YamlMap& map, Config& config) {
  std::vector<std::string> names;
  if (!map.texts("features", names)) {
    if (!map.has("features"))
      map.wrong("features", "a set (v1.8, v1.8.1 or v1.8.2) or a list of features");
    return;
  }
  const bool is_set = names.size() == 1 && names.front().starts_with("v1.");
  if (!is_set) {
    config.features = std::move(names);
    config.sets = known_sets;
    return;
  }
  for (const std::string& set : known_sets)
    if (set == names.front()) config.sets = {set};
  if (config.sets.empty()) map.wrong("features", "a set: v1.8, v1.8.1 or v1.8.2");
}

void read_transform(YamlMap map, Config& config) {
  std::string choice;
  map.one_of("returns", {"log"}, choice);  // what the features are; the key is kept for readers
  map.one_of("scaler", {"standard"}, choice);
  double bp = config.recipe.logistic.winsorize_bp;
  map.number("winsorize_bp", {0, 1'000, true}, bp);
  config.recipe.logistic.winsorize_bp = static_cast<uint32_t>(bp);
  map.finish();
}

void read_cv(YamlMap map, Config& config) {
  std::string scheme;
  map.one_of("scheme", {"purged_time_series"}, scheme);
  double folds = config.recipe.folds.folds;
  double embargo_min = 60;
  map.number("folds", {2, 50, true}, folds);
  map.number("embargo_min", {0, 10'080, true}, embargo_min);
  double test_size = 1 / folds;
  if (map.number("test_size", {0, 1}, test_size) && std::abs(test_size * folds - 1) > 1e-9)
    map.wrong("test_size", "1 / folds, since each row is tested once");
  config.recipe.folds.folds = static_cast<uint32_t>(folds);
  config.recipe.folds.embargo_ms = static_cast<int64_t>(embargo_min) * 60'000;
  map.finish();
}

void read_target(YamlMap map, Config& config) {
  double horizon_s = 0;
  const bool has_horizon = map.number("horizon_s", {60, 604'800, true}, horizon_s);
  if (!has_horizon && !map.has("horizon_s")) map.wrong("horizon_s", "seconds, such as 300");
  const bool has_label = map.text("label", config.target.event);
  if (!has_label && !map.has("label"))
    map.wrong("label", "rv5-above-median, up-move, up-move-10bp or move-10bp");
  const bool is_volatility = config.target.event == "rv5-above-median";
  config.target.reference = is_volatility ? "24h" : "mid";
  const auto seconds = static_cast<int64_t>(horizon_s);
  config.target.horizon =
      seconds % 60 == 0 ? std::to_string(seconds / 60) + "min" : std::to_string(seconds) + "s";
  if (has_horizon && seconds % 60 != 0) map.wrong("horizon_s", "a multiple of 60");
  if (has_horizon && has_label && seconds % 60 == 0)
    if (const auto rule = training::label_rule(config.target); !rule)
      map.wrong("label", "a label as docs/training.md lists them (" + rule.error().text + ")");
  map.finish();
}

void read_model(YamlMap map, Config& config) {
  std::string type = "logistic";
  if (!map.one_of("type", {"logistic", "xgboost"}, type) && !map.has("type"))
    map.wrong("type", "logistic or xgboost");
  config.recipe.type = type == "xgboost" ? Fitted::Type::xgboost : Fitted::Type::logistic;
  training::TreeOptions& trees = config.recipe.trees;
  if (config.recipe.type == Fitted::Type::logistic) {
    std::string penalty;
    map.one_of("regularization", {"l2"}, penalty);
    map.number("C", {1e-6, 1e6}, config.recipe.logistic.c);
  } else {
    double rounds = trees.rounds;
    double depth = trees.depth;
    map.number("rounds", {1, 10'000, true}, rounds);
    map.number("depth", {1, 12, true}, depth);
    map.number("eta", {1e-4, 1}, trees.eta);
    map.number("min_child_weight", {0, 1e6}, trees.min_child_weight);
    map.number("subsample", {0.01, 1}, trees.subsample);
    map.number("lambda", {0, 1e6}, trees.lambda);
    trees.rounds = static_cast<uint32_t>(rounds);
    trees.depth = static_cast<uint32_t>(depth);
  }
  map.number("calibration_share", {0.05, 0.5}, config.recipe.calibration_share);
  map.finish();
}

// Every combination of the lists; what has no list is the model's own value.
void read_grid(YamlMap map, Config& config) {
  const training::Recipe& recipe = config.recipe;
  std::vector<double> c = {recipe.logistic.c};
  std::vector<double> rounds = {static_cast<double>(recipe.trees.rounds)};
  std::vector<double> depth = {static_cast<double>(recipe.trees.depth)};
  std::vector<double> eta = {recipe.trees.eta};
  if (recipe.type == Fitted::Type::logistic) {
    map.numbers("C", {1e-6, 1e6}, c);
  } else {
    map.numbers("rounds", {1, 10'000, true}, rounds);
    map.numbers("depth", {1, 12, true}, depth);
    map.numbers("eta", {1e-4, 1}, eta);
  }
  for (const double one_c : c)
    for (const double one_rounds : rounds)
      for (const double one_depth : depth)
        for (const double one_eta : eta)
          config.grid.push_back({one_c, static_cast<uint32_t>(one_rounds),
                                 static_cast<uint32_t>(one_depth), one_eta});
  if (config.grid.size() > 100) map.wrong("C", "at most 100 combinations");
  map.finish();
}

bool is_version(const std::string& text) {
  if (text.empty() || text.size() > 64 || text.front() == '.') return false;
  for (const char c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') return false;
  }
  return true;
}

Config read(YamlMap map) {
  Config config;
  if (map.text("model_version", config.model_version)) {
    if (!is_version(config.model_version))
      map.wrong("model_version", "at most 64 letters, digits, '.', '-' and '_'");
  } else if (!map.has("model_version")) {
    map.wrong("model_version", "a version such as v1.8.2");
  }
  read_features(map, config);
  read_transform(map.map("transform"), config);
  read_cv(map.map("cv"), config);
  read_target(map.map("target"), config);
  read_model(map.map("model"), config);
  read_grid(map.map("grid"), config);
  read_span(map.map("train"), config.train);
  const bool has_test = map.has("test");
  YamlMap test = map.map("test");
  const int64_t clear_ms = config.recipe.folds.embargo_ms;
  const Span seen{config.train.from_ms - clear_ms, config.train.until_ms + clear_ms};
  if (has_test) read_span(std::move(test), config.test.emplace(), seen);
  map.finish();
  return config;
}

}  // namespace

std::optional<int64_t> day_ms(const std::string& text) {
  const auto digits = [&](size_t at, size_t count) {
    int value = 0;
    for (size_t i = at; i < at + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = 10 * value + (text[i] - '0');
    }
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const int year = digits(0, 4);
  const int month = digits(5, 2);
  const int day = digits(8, 2);
  if (year < 1970 || month < 0 || day < 0) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  const std::chrono::sys_days days = date;
  return std::chrono::duration_cast<std::chrono::milliseconds>(days.time_since_epoch()).count();
}

Result<Config> parse_config(const std::string& text, const std::string& file) {
  YamlErrors errors(file);
  Config config;
  try {
    config = read(YamlMap(YAML::Load(text), "", errors));
  } catch (const YAML::Exception& error) {
    errors.add(error.mark, "not YAML: " + error.msg);
  }
  if (!errors.empty()) return Error{Exit::usage, errors.text()};
  return config;
}

Result<Config> read_config(const std::string& file) {
  constexpr size_t bytes_max = 128 * 1024;
  std::ifstream in(file);
  std::string text(bytes_max + 1, '\0');  // no more, since a device may have no end
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) return Error{Exit::usage, file + ": cannot be read"};
  text.resize(static_cast<size_t>(in.gcount()));
  if (text.size() > bytes_max)
    return Error{Exit::usage, file + ": expected at most 128 KiB, found more"};
  return parse_config(text, file);
}

}  // namespace train
