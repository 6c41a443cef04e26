// The reading half of reference.h.
#include <openssl/evp.h>

#include <algorithm>
#include <cmath>

#include "../artefact.h"
#include "../digits.h"
#include "../json.h"
#include "reference.h"
#include "spark/error.h"

namespace training {

namespace stats = spark::stats;

namespace {

using ml_model::JsonFile;

constexpr uint64_t reference_bytes_max = uint64_t{64} << 20;
constexpr double rows_max = 1e9;
constexpr unsigned missing_four = 15;

uint64_t whole(const JsonFile& file, const std::string& field, double value, double most) {
  if (!(value >= 0 && value <= most && value == std::trunc(value))) {
    file.refuse(field, "expected a whole number from 0 to " + ml_model::digits(most) + ", not " +
                           ml_model::digits(value));
  }
  return static_cast<uint64_t>(value);
}

uint64_t whole(const JsonFile& file, const std::string& field, double most) {
  return whole(file, field, file.number(field), most);
}

// Four bits a row, two rows a byte.
std::vector<uint8_t> unpacked(const JsonFile& file, const std::string& field, uint64_t rows) {
  const std::string text = file.text(field);
  const uint64_t bytes = (rows + 1) / 2;
  std::vector<unsigned char> packed(text.size() / 4 * 3 + 3);
  const int got =
      text.size() % 4 == 0 && text.size() == (bytes + 2) / 3 * 4
          ? EVP_DecodeBlock(packed.data(), reinterpret_cast<const unsigned char*>(text.data()),
                            static_cast<int>(text.size()))
          : -1;
  if (got < 0) file.refuse(field, "expected base64 of " + std::to_string(bytes) + " bytes");
  std::vector<uint8_t> out(rows);
  for (uint64_t i = 0; i < rows; ++i) {
    const unsigned four = i % 2 == 0 ? packed[i / 2] >> 4U : packed[i / 2] & 15U;
    out[i] = static_cast<uint8_t>(four == missing_four ? stats::Bins::missing : four);
  }
  return out;
}

// One element of "series"; `at` is its path.
class SeriesReader {
 public:
  SeriesReader(const JsonFile& file, std::string at, uint64_t rows)
      : file_(file), at_(std::move(at)), rows_(rows) {}

  [[nodiscard]] ReferenceSeries read() const {
    ReferenceSeries out;
    out.name = file_.text(path("name"));
    const std::string kind = file_.text(path("kind"));
    read_bins(out, kind == "constant");
    if (kind == "duplicate") {
      out.kind = ReferenceSeries::Kind::duplicate;
      out.same_as = file_.text(path("same_as"));
    } else if (kind == "constant") {
      out.kind = ReferenceSeries::Kind::constant;
    } else if (kind == "measured") {
      read_measured(out);
    } else {
      file_.refuse(path("kind"), "expected measured, constant or duplicate, not '" + kind + "'");
    }
    return out;
  }

 private:
  [[nodiscard]] std::string path(const char* field) const { return at_ + "." + field; }

  void read_bins(ReferenceSeries& out, bool is_constant) const {
    const auto edges = file_.numbers(path("edges"));
    std::optional<double> constant;
    if (is_constant) constant = file_.number(path("constant"));
    const auto bins = stats::Bins::from(edges, constant);
    if (!bins) {
      file_.refuse(path("edges"), "expected fewer than " + std::to_string(stats::Bins::values_max) +
                                      " that ascend, and none beside a constant");
    }
    out.bins = *bins;
    const auto counts = file_.numbers(path("counts"));
    if (counts.size() != out.bins.values()) {
      file_.refuse(path("counts"), std::to_string(counts.size()) + " for " +
                                       std::to_string(edges.size()) + " edges");
    }
    for (size_t i = 0; i < counts.size(); ++i) {
      out.counts.of[i] = whole(file_, path("counts"), counts[i], rows_max);
    }
    out.counts.of[stats::Bins::missing] = whole(file_, path("missing"), rows_max);
    if (out.counts.total() != rows_) {
      file_.refuse(path("counts"), "together " + std::to_string(out.counts.total()) + " of " +
                                       std::to_string(rows_) + " rows");
    }
  }

  void read_measured(ReferenceSeries& out) const {
    out.slots = unpacked(file_, path("slots"), rows_);
    stats::BinCounts found;
    for (const uint8_t slot : out.slots) ++found.of[slot];
    if (found.of != out.counts.of) {
      file_.refuse(path("slots"), "other rows in the bins than counts has");
    }
    const double none = std::nan("");
    const double low = file_.number(path("low"), none), high = file_.number(path("high"), none);
    if (low > high) file_.refuse(path("low"), "above high");
    if (!std::isnan(low) && !std::isnan(high)) out.limits = stats::ShockLimits{low, high};
    for (const double row : file_.numbers(path("extremes"))) {
      const auto at = static_cast<uint32_t>(
          whole(file_, path("extremes"), row, static_cast<double>(rows_) - 1));
      if (!out.extremes.empty() && at <= out.extremes.back()) {
        file_.refuse(path("extremes"), "expected rows that ascend");
      }
      out.extremes.push_back(at);
    }
  }

  const JsonFile& file_;
  std::string at_;
  uint64_t rows_;
};

// A duplicate is one of an earlier measured feature.
void check_duplicate(const JsonFile& file, const std::string& at, const Reference& before,
                     const ReferenceSeries& series) {
  if (series.kind != ReferenceSeries::Kind::duplicate) return;
  const bool is_known = std::any_of(
      before.features.begin(), before.features.end(), [&](const ReferenceSeries& earlier) {
        return earlier.name == series.same_as && earlier.kind == ReferenceSeries::Kind::measured;
      });
  if (!is_known) {
    file.refuse(at + ".same_as",
                "expected an earlier measured feature, not '" + series.same_as + "'");
  }
}

Reference read(const JsonFile& file) {
  Reference out;
  out.rows = whole(file, "rows", rows_max);
  if (out.rows == 0) file.refuse("rows", "expected at least 1");
  out.from_ms = static_cast<int64_t>(whole(file, "from_ms", 1e15));
  out.until_ms = static_cast<int64_t>(whole(file, "until_ms", 1e15));
  if (out.from_ms > out.until_ms) file.refuse("from_ms", "after until_ms");
  out.symbols = file.texts("symbols");
  const size_t count = file.size("series");
  if (count < 2) file.refuse("series", "expected those of features, and then the score's");
  for (size_t i = 0; i < count; ++i) {
    const std::string at = "series." + std::to_string(i);
    ReferenceSeries series = SeriesReader(file, at, out.rows).read();
    const std::string of = file.text(at + ".of"), due = i + 1 < count ? "feature" : "score";
    if (of != due) file.refuse(at + ".of", "expected " + due + ", not '" + of + "'");
    check_duplicate(file, at, out, series);
    if (due == "score") {
      out.score = std::move(series);
    } else {
      out.features.push_back(std::move(series));
    }
  }
  if (!file.has("estimated")) return out;
  for (const std::string& name : file.texts("estimated")) {
    const auto found =
        std::find_if(out.features.begin(), out.features.end(),
                     [&](const ReferenceSeries& series) { return series.name == name; });
    if (found == out.features.end()) file.refuse("estimated", "'" + name + "' is no feature");
    found->is_estimated = true;
  }
  return out;
}

}  // namespace

spark::tool::Result<Reference> read_reference(const std::filesystem::path& file) {
  using spark::tool::Error;
  using spark::tool::Exit;
  const std::string name = file.filename().string();
  try {
    return read(JsonFile(
        name, ml_model::read_file(file.parent_path().string(), name, reference_bytes_max)));
  } catch (const spark::Error& error) {
    return Error{Exit::usage, (file.parent_path() / "").string() + error.what()};
  }
}

}  // namespace training
