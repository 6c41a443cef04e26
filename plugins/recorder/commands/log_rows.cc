#include "log_rows.h"

#include <algorithm>
#include <charconv>

#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace recorder {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

constexpr size_t features_max = 32;

// The columns that are needed, in this order; features come behind.
enum Needed : size_t {
  at,
  received_ms,
  sequence,
  dropped,
  symbol,
  ts,
  advances,
  first_input,
  code = first_input + inputs,
  source,
  first_model,
  first_list = first_model + 3,
  feature_bits = first_list + 3,
  first_feature,
  of_columns = first_feature + features_max
};
constexpr std::array<std::string_view, first_feature> names = {"at",
                                                               "received_ms",
                                                               "sequence",
                                                               "dropped",
                                                               "symbol",
                                                               "ts",
                                                               "advances",
                                                               "mid",
                                                               "spread_bp",
                                                               "vol_1m",
                                                               "rsi_14",
                                                               "code",
                                                               "source",
                                                               "production_model",
                                                               "candidate_model",
                                                               "fallback_model",
                                                               "features_1",
                                                               "features_2",
                                                               "features_3",
                                                               "feature_bits"};

std::string name_of(size_t column) {
  if (column < first_feature) return std::string(names[column]);
  const size_t i = column - first_feature;
  return (i < 10 ? "f0" : "f") + std::to_string(i);
}

// False for a text that is no number; an empty one leaves the value as it is.
template <class Number>
bool read(const std::string& text, Number& number) {
  if (text.empty()) return true;
  const char* const end = text.data() + text.size();
  const auto done = std::from_chars(text.data(), end, number);
  return done.ec == std::errc() && done.ptr == end;
}

bool read(const std::string& text, std::optional<int64_t>& number) {
  number.reset();
  return text.empty() || read(text, number.emplace());
}

}  // namespace

LogRowReader::LogRowReader(std::string place, Take take)
    : place_(std::move(place)),
      take_(std::move(take)),
      lines_([this](Cells cells) { return places_.empty() ? read_head(cells) : read_row(cells); }) {
}

Error LogRowReader::wrong(const std::string& what) const {
  return {Exit::failed, place_ + ", line " + std::to_string(lines_.line()) + ": " + what};
}

Result<void> LogRowReader::finish() {
  if (!lines_.is_at_line_end()) return wrong("the line is cut off");
  if (places_.empty()) return wrong("expected a first line with the names of columns");
  return {};
}

Result<void> LogRowReader::read_head(Cells cells) {
  for (size_t i = 0; i < of_columns; ++i) {
    const auto found = std::find(cells.begin(), cells.end(), name_of(i));
    if (found == cells.end()) {
      places_.clear();
      return wrong("expected a recorder's log; it has no column '" + name_of(i) + "'");
    }
    places_.push_back(static_cast<size_t>(found - cells.begin()));
  }
  return {};
}

bool LogRowReader::read_features(Cells cells, uint64_t bits) {
  std::string lists;
  for (size_t i = first_list; i < feature_bits; ++i) {
    const std::string& list = cells[places_[i]];
    if (!list.empty()) lists.append(lists.empty() ? "" : ",").append(list);
  }
  if (lists != lists_) {
    names_.clear();
    for (std::string_view rest = lists; !rest.empty();) {
      const std::string_view entry = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
      names_.emplace_back(entry.substr(0, entry.rfind('=')));
    }
    lists_ = std::move(lists);
  }
  if (names_.size() > features_max) return false;
  row_.features.resize(names_.size());
  for (size_t i = 0; i < names_.size(); ++i) {
    LoggedFeature& feature = row_.features[i];
    feature = {names_[i], no_number, (bits >> i & 1U) != 0};
    if (!read(cells[places_[first_feature + i]], feature.value)) return false;
    if ((bits >> (32 + i) & 1U) != 0) feature.value = -0.0;
  }
  return true;
}

Result<void> LogRowReader::read_row(Cells cells) {
  if (cells.size() <= *std::max_element(places_.begin(), places_.end()))
    return wrong("expected as many cells as the first line has");
  const auto cell = [&](size_t column) -> const std::string& { return cells[places_[column]]; };
  const auto bad = [&](size_t column) {
    return wrong(name_of(column) + ": expected a number, found " +
                 spark::tool::visible(spark::tool::shortened(cell(column), 100)));
  };
  const std::pair<Needed, int64_t*> whole[] = {{at, &row_.at_ms},
                                               {received_ms, &row_.received_ms},
                                               {sequence, &row_.sequence},
                                               {dropped, &row_.dropped}};
  for (const auto& [column, number] : whole)
    if (cell(column).empty() || !read(cell(column), *number)) return bad(column);
  if (!read(cell(ts), row_.ts_ms)) return bad(ts);
  if (!read(cell(code), row_.code)) return bad(code);
  for (size_t i = 0; i < inputs; ++i) {
    row_.input[i] = no_number;
    if (!read(cell(first_input + i), row_.input[i])) return bad(first_input + i);
  }
  row_.symbol = cell(symbol);
  row_.advances = cell(advances) != "false";
  row_.source = cell(source);
  row_.models.clear();
  for (size_t i = first_model; i < first_list; ++i)
    if (!cell(i).empty()) row_.models.push_back(cell(i));
  int64_t bits = 0;
  if (!read(cell(feature_bits), bits)) return bad(feature_bits);
  if (!read_features(cells, static_cast<uint64_t>(bits)))
    return wrong("expected at most 32 features, and numbers of them");
  take_(row_);
  return {};
}

}  // namespace recorder
