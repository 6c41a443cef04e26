#include "model_reference.h"

#include <openssl/evp.h>
#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "spark/error.h"

namespace drift {
namespace {

namespace stats = spark::stats;
namespace dom = simdjson::dom;

constexpr const char* file_name = "reference_distributions.json";
constexpr uintmax_t bytes_max = 64u << 20u;
constexpr uint64_t rows_max = 10'000'000;
constexpr unsigned missing_four = 15;

[[noreturn]] void refuse(const std::string& at, const std::string& expected) {
  throw spark::Error(std::string(file_name) + ": " + at + ": expected " + expected,
                     SPARK_E_INVALID);
}

template <class T>
T member(dom::object of, const char* key, const std::string& at, const char* expected) {
  T value{};
  if (of[key].get(value) != simdjson::SUCCESS) refuse(at + key, expected);
  return value;
}

template <class T>
std::vector<T> numbers(dom::object of, const char* key, const std::string& at) {
  std::vector<T> out;
  for (const dom::element each : member<dom::array>(of, key, at, "a list of numbers")) {
    T value{};
    if (each.get(value) != simdjson::SUCCESS) refuse(at + key, "a list of numbers");
    out.push_back(value);
  }
  return out;
}

std::optional<double> number(dom::object of, const char* key, const std::string& at) {
  dom::element found;
  if (of[key].get(found) != simdjson::SUCCESS || found.is_null()) return {};
  return member<double>(of, key, at, "a number");
}

// Four bits a row, in base64.
std::vector<uint8_t> unpacked(std::string_view text, uint64_t rows, const std::string& at) {
  const uint64_t bytes = (rows + 1) / 2;
  std::vector<unsigned char> packed(text.size() / 4 * 3 + 3);
  const bool is_long_enough = text.size() == (bytes + 2) / 3 * 4;
  if (!is_long_enough ||
      EVP_DecodeBlock(packed.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size())) < 0)
    refuse(at + "slots", "base64 of " + std::to_string(bytes) + " bytes");
  std::vector<uint8_t> slots(rows);
  for (uint64_t i = 0; i < rows; ++i) {
    const unsigned four = i % 2 == 0 ? packed[i / 2] >> 4U : packed[i / 2] & 15U;
    slots[i] = static_cast<uint8_t>(four == missing_four ? stats::Bins::missing : four);
  }
  return slots;
}

class SeriesReader {
 public:
  SeriesReader(dom::object of, std::string at, uint64_t rows)
      : of_(of), at_(std::move(at)), rows_(rows) {}

  [[nodiscard]] SeriesReference read() const {
    SeriesReference made;
    const std::string_view kind = text("kind");
    const auto constant = number(of_, "constant", at_);
    if (constant.has_value() != (kind == "constant"))
      refuse(at_ + "constant", "the value of a constant, and of nothing else");
    const auto bins = stats::Bins::from(numbers<double>(of_, "edges", at_), constant);
    if (!bins) refuse(at_ + "edges", "edges that ascend, and none beside a constant");
    made.bins = *bins;
    read_counts(made);
    if (kind == "measured") read_minutes(made);
    return made;
  }

  [[nodiscard]] std::string_view text(const char* key) const {
    return member<std::string_view>(of_, key, at_, "a text");
  }
  [[nodiscard]] const std::string& at() const { return at_; }

 private:
  void read_counts(SeriesReference& made) const {
    const auto counts = numbers<uint64_t>(of_, "counts", at_);
    if (counts.size() != made.bins.values()) refuse(at_ + "counts", "one for each bin");
    std::copy(counts.begin(), counts.end(), made.counts.of.begin());
    made.counts.of[stats::Bins::missing] = member<uint64_t>(of_, "missing", at_, "a count");
    if (made.counts.total() != rows_)
      refuse(at_ + "counts", std::to_string(rows_) + " rows together");
  }

  void read_minutes(SeriesReference& made) const {
    made.slots = unpacked(text("slots"), rows_, at_);
    stats::BinCounts found;
    for (const uint8_t slot : made.slots) ++found.of[slot];
    if (found.of != made.counts.of) refuse(at_ + "slots", "as many rows in each bin as counts has");
    const auto low = number(of_, "low", at_), high = number(of_, "high", at_);
    if (low && high) made.limits = stats::ShockLimits{*low, *high};
    for (const uint64_t row : numbers<uint64_t>(of_, "extremes", at_)) {
      if (row >= rows_ || (!made.extremes.empty() && row <= made.extremes.back()))
        refuse(at_ + "extremes", "numbers of rows that ascend");
      made.extremes.push_back(static_cast<uint32_t>(row));
    }
  }

  dom::object of_;
  std::string at_;
  uint64_t rows_;
};

using Readers = std::vector<std::pair<std::string, SeriesReader>>;  // by name

Readers readers_of(dom::object whole, uint64_t rows) {
  Readers readers;
  for (const dom::element each : member<dom::array>(whole, "series", "", "a list of series")) {
    const std::string at = "series." + std::to_string(readers.size()) + ".";
    dom::object of;
    if (each.get(of) != simdjson::SUCCESS) refuse(at, "an object");
    const SeriesReader reader(of, at, rows);
    // A feature may be called score, too.
    const bool is_score = reader.text("of") == "score";
    readers.emplace_back(is_score ? "" : std::string(reader.text("name")), reader);
  }
  return readers;
}

// A duplicate lies in the bins of the other one, row by row.
void lay_duplicate(const SeriesReader& reader, ModelReference& made) {
  SeriesReference& series = made.series.back();
  if (reader.text("kind") != "duplicate") return;
  const std::string same(reader.text("same_as"));
  const auto found = std::find(made.names.begin(), made.names.end(), same);
  const auto at = static_cast<size_t>(found - made.names.begin());
  if (at + 1 >= made.series.size() || made.series[at].slots.empty())
    refuse(reader.at() + "same_as", "an earlier measured feature of the model");
  series.duplicate_of = at;
  series.slots = made.series[at].slots;
}

}  // namespace

std::vector<uint8_t> SeriesReference::marks() const {
  std::vector<uint8_t> all(slots.size());
  for (const uint32_t row : extremes) all[row] = 1;
  return all;
}

ModelReference read_reference(std::string_view text, const std::vector<std::string>& features) {
  dom::parser parser;
  dom::object whole;
  if (parser.parse(text.data(), text.size()).get(whole) != simdjson::SUCCESS)
    refuse("the file", "a JSON object");
  ModelReference made;
  made.rows = member<uint64_t>(whole, "rows", "", "a count");
  if (made.rows == 0 || made.rows > rows_max) refuse("rows", "1 to 10,000,000");
  made.from_ms = member<int64_t>(whole, "from_ms", "", "milliseconds since 1970");
  made.until_ms = member<int64_t>(whole, "until_ms", "", "milliseconds since 1970");
  const Readers readers = readers_of(whole, made.rows);
  std::vector<std::string> estimated;
  dom::array list;
  if (whole["estimated"].get(list) == simdjson::SUCCESS)
    for (const dom::element each : list)
      if (std::string_view name; each.get(name) == simdjson::SUCCESS) estimated.emplace_back(name);

  made.names = features;
  const auto add = [&](const std::string& name) {
    const auto found = std::find_if(readers.begin(), readers.end(),
                                    [&](const auto& each) { return each.first == name; });
    if (found == readers.end())
      refuse("series", name.empty() ? "one of the score" : "one of the model's feature " + name);
    made.series.push_back(found->second.read());
    made.series.back().is_estimated =
        std::find(estimated.begin(), estimated.end(), name) != estimated.end();
    lay_duplicate(found->second, made);
  };
  for (const std::string& name : features) add(name);
  add("");
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
