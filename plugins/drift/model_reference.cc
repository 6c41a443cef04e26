#include "model_reference.h"

#include <simdjson.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "spark/error.h"

namespace drift {
namespace {

namespace stats = spark::stats;
namespace dom = simdjson::dom;

constexpr const char* file_name = "reference_distributions.json";
constexpr uintmax_t bytes_max = 64u << 20u;

[[noreturn]] void refuse(const std::string& at, const std::string& expected) {
  throw spark::Error(std::string(file_name) + ": " + at + ": expected " + expected,
                     SPARK_E_INVALID);
}

template <class T>
std::vector<T> numbers(dom::object of, const char* key, const std::string& at) {
  dom::array array;
  const std::string place = at + "." + key;
  if (of[key].get(array) != simdjson::SUCCESS) refuse(place, "a list of numbers");
  std::vector<T> out;
  for (const dom::element each : array) {
    T value{};
    if (each.get(value) != simdjson::SUCCESS) refuse(place, "a list of numbers");
    out.push_back(value);
  }
  return out;
}

std::optional<double> optional_number(dom::object of, const char* key, const std::string& at) {
  dom::element found;
  if (of[key].get(found) != simdjson::SUCCESS) return {};
  double value = 0;
  if (found.get(value) != simdjson::SUCCESS) refuse(at + "." + key, "a number");
  return value;
}

void read_counts(dom::object of, const std::string& at, stats::Reference& made) {
  const auto counts = numbers<uint64_t>(of, "counts", at);
  uint64_t missing = 0;
  if (of["missing"].get(missing) != simdjson::SUCCESS) refuse(at + ".missing", "a count");
  std::string_view minutes;
  if (of["minutes"].get(minutes) != simdjson::SUCCESS)
    refuse(at + ".minutes", "a text with a letter for each minute");
  for (const char letter : minutes) {
    const auto slot = stats::slot_of_letter(letter);
    if (!slot || (*slot != stats::Bins::missing && *slot >= made.bins.values()))
      refuse(at + ".minutes", std::string("letters of bins, found '") + letter + "'");
    made.slots.push_back(*slot);
    ++made.counts.of[*slot];
  }
  bool agrees = counts.size() == made.bins.values() && missing == made.counts.missing();
  for (size_t i = 0; agrees && i < counts.size(); ++i) agrees = counts[i] == made.counts.of[i];
  if (!agrees) refuse(at + ".counts", "one count for each bin, as many as minutes has letters");
}

stats::Reference read_series(dom::object of, const std::string& at) {
  stats::Reference made;
  const auto edges = numbers<double>(of, "edges", at);
  const auto bins = stats::Bins::from(edges, optional_number(of, "constant", at));
  if (!bins) refuse(at + ".edges", "ascending edges, and none beside a constant");
  made.bins = *bins;
  read_counts(of, at, made);
  const auto low = optional_number(of, "low", at), high = optional_number(of, "high", at);
  if (low && high) made.limits = stats::ShockLimits{*low, *high};
  for (const uint64_t minute : numbers<uint64_t>(of, "beyond", at)) {
    if (minute >= made.slots.size() || (!made.beyond.empty() && minute <= made.beyond.back()))
      refuse(at + ".beyond", "ascending numbers of minutes");
    made.beyond.push_back(static_cast<uint32_t>(minute));
  }
  return made;
}

}  // namespace

std::vector<std::optional<size_t>> duplicates(const std::vector<stats::Reference>& series) {
  std::vector<std::optional<size_t>> found(series.size());
  for (size_t i = 0; i < series.size(); ++i)
    for (size_t j = 0; j < i && !found[i]; ++j)
      if (series[i].bins.values() > 1 && series[i].slots == series[j].slots) found[i] = j;
  return found;
}

ModelReference read_reference(std::string_view text, const std::vector<std::string>& features) {
  dom::parser parser;
  dom::object whole;
  if (parser.parse(text.data(), text.size()).get(whole) != simdjson::SUCCESS)
    refuse("the file", "a JSON object");
  std::string_view format;
  if (whole["format"].get(format) != simdjson::SUCCESS || format != "spark.reference/1")
    refuse("format", "\"spark.reference/1\"");
  ModelReference made;
  if (whole["from_ms"].get(made.span.from_ms) != simdjson::SUCCESS ||
      whole["to_ms"].get(made.span.to_ms) != simdjson::SUCCESS)
    refuse("from_ms, to_ms", "milliseconds since 1970");
  dom::object of_features;
  if (whole["features"].get(of_features) != simdjson::SUCCESS) refuse("features", "an object");
  made.names = features;
  const auto add = [&](const std::string& at, simdjson::simdjson_result<dom::element> found) {
    dom::object object;
    if (found.get(object) != simdjson::SUCCESS) refuse(at, "an object: the model has this series");
    made.series.push_back(read_series(object, at));
    if (made.series.back().slots.size() != made.series.front().slots.size())
      refuse(at + ".minutes", "as many letters as the other series have");
  };
  for (const std::string& name : features) add("features." + name, of_features[name]);
  add("score", whole["score"]);
  made.duplicate_of = duplicates(made.series);
  made.duplicate_of.back() = {};  // a score stands apart
  return made;
}

std::optional<ModelReference> load_reference(const std::filesystem::path& folder,
                                             const std::vector<std::string>& features) {
  const std::filesystem::path path = folder / file_name;
  std::error_code code;
  const uintmax_t size = std::filesystem::file_size(path, code);
  if (code) return {};
  if (size > bytes_max) refuse("the file", "at most 64 MiB");
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return read_reference(text, features);
}

}  // namespace drift
