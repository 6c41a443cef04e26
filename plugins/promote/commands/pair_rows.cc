#include "pair_rows.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace promote {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

// In the order of PairRowReader::places_; four of each model at the end.
enum Column : size_t {
  received_ms,
  sequence,
  dropped,
  code,
  production,
  candidate = production + 4
};
constexpr const char* names[] = {"received_ms",
                                 "sequence",
                                 "dropped",
                                 "code",
                                 "production_score",
                                 "production_status",
                                 "production_elapsed_ms",
                                 "production_model",
                                 "candidate_score",
                                 "candidate_status",
                                 "candidate_elapsed_ms",
                                 "candidate_model"};

// False for a text that is no number; nothing for an empty one.
template <class Number>
bool read(const std::string& text, std::optional<Number>& number) {
  number.reset();
  if (text.empty()) return true;
  const char* const end = text.data() + text.size();
  const auto done = std::from_chars(text.data(), end, number.emplace());
  return done.ec == std::errc() && done.ptr == end;
}

// A stage that did not run has no status.
bool read(const std::string& text, int64_t& number, int64_t fallback) {
  std::optional<int64_t> found;
  const bool is_good = read(text, found);
  number = found.value_or(fallback);
  return is_good;
}

}  // namespace

PairRowReader::PairRowReader(std::string place, uint32_t log, Take take)
    : place_(std::move(place)),
      take_(std::move(take)),
      lines_([this](Cells cells) { return has_head_ ? read_row(cells) : read_head(cells); }) {
  row_.log = log;
}

Error PairRowReader::wrong(const std::string& what) const {
  return {Exit::failed, place_ + ", line " + std::to_string(lines_.line()) + ": " + what};
}

Result<void> PairRowReader::finish() {
  if (!lines_.is_at_line_end()) return wrong("the line is cut off");
  if (!has_head_) return wrong("expected a first line with the names of columns");
  return {};
}

Result<void> PairRowReader::read_head(Cells cells) {
  for (size_t i = 0; i < columns; ++i) {
    const auto found = std::find(cells.begin(), cells.end(), names[i]);
    if (found == cells.end())
      return wrong(std::string("expected a recorder's log; it has no column '") + names[i] + "'");
    places_[i] = static_cast<size_t>(found - cells.begin());
  }
  has_head_ = true;
  return {};
}

Result<void> PairRowReader::read_row(Cells cells) {
  if (cells.size() <= *std::max_element(places_.begin(), places_.end()))
    return wrong("expected as many cells as the first line has");
  const auto cell = [&](size_t column) -> const std::string& { return cells[places_[column]]; };
  const auto answer = [&](size_t first, spark::stats::PairedAnswer& of, std::string& model) {
    model = cell(first + 3);
    return read(cell(first), of.score) && read(cell(first + 1), of.status, SPARK_STATUS_SKIPPED) &&
           read(cell(first + 2), of.elapsed_ms);
  };
  const bool is_good = !cell(received_ms).empty() && read(cell(received_ms), row_.received_ms, 0) &&
                       read(cell(sequence), row_.sequence, 0) &&
                       read(cell(dropped), row_.dropped, 0) && read(cell(code), row_.code, 0) &&
                       answer(production, row_.production, row_.production_model) &&
                       answer(candidate, row_.candidate, row_.candidate_model);
  if (!is_good) {
    std::string found;
    for (size_t i = 0; i < columns; ++i) found.append(i == 0 ? "" : ",").append(cell(i));
    return wrong("expected numbers, found " +
                 spark::tool::visible(spark::tool::shortened(found, 200)));
  }
  take_(row_);
  return {};
}

}  // namespace promote
