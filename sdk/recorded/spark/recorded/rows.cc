#include "spark/recorded/rows.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace spark::recorded {
namespace {

using tool::Error;
using tool::Exit;
using tool::Result;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr size_t features_max = 32;
constexpr int64_t kept_after_ms = 24 * 3'600'000;

// The columns that are needed, in this order.
enum Column : size_t {
  at,
  received_ms,
  sequence,
  dropped,
  symbol,
  ts,
  advances,
  mid,
  spread_bp,
  vol_1m,
  rsi_14,
  spread_estimated,
  first_status,
  first_list = first_status + roles,
  feature_bits = first_list + 3,
  first_feature,
  of_columns = first_feature + features_max
};
constexpr std::array<std::string_view, first_feature> column_names = {"at",
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
                                                                      "spread_estimated",
                                                                      "production_status",
                                                                      "candidate_status",
                                                                      "fallback_status",
                                                                      "features_1",
                                                                      "features_2",
                                                                      "features_3",
                                                                      "feature_bits"};
constexpr std::array<char, roles> role_letters = {'p', 'c', 'f'};

std::string column_name(size_t column) {
  if (column < first_feature) return std::string(column_names[column]);
  const size_t i = column - first_feature;
  return std::string("f")
      .append(1, static_cast<char>('0' + i / 10))
      .append(1, static_cast<char>('0' + i % 10));
}

// "rsi_14=pc" of a list's text; nothing for a text that is none.
bool read_listed(std::string_view entry, Listed& listed) {
  const size_t equals = entry.rfind('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  listed.name = entry.substr(0, equals);
  for (const char letter : entry.substr(equals + 1)) {
    const auto* role = std::find(role_letters.begin(), role_letters.end(), letter);
    if (role == role_letters.end()) return false;
    listed.is_of[static_cast<size_t>(role - role_letters.begin())] = true;
  }
  return true;
}

}  // namespace

RowReader::RowReader(Recording& recording, std::string place, int64_t from_ms, int64_t to_ms)
    : recording_(recording),
      place_(std::move(place)),
      from_ms_(from_ms),
      to_ms_(to_ms),
      log_(static_cast<uint32_t>(recording.logs.size())),
      lines_([this](std::span<const std::string> cells) { return take(cells); }) {
  recording_.logs.push_back({place_});
}

Error RowReader::wrong(const std::string& what) const {
  return {Exit::usage, place_ + ":" + std::to_string(lines_.line()) + ": " + what};
}

Result<void> RowReader::finish() {
  if (!lines_.is_at_line_end()) return wrong("the line is cut off");
  if (places_.empty()) return wrong("expected a first line with the names of columns");
  return {};
}

Result<void> RowReader::take(std::span<const std::string> cells) {
  cells_ = cells;
  return places_.empty() ? read_head() : read_row();
}

Result<void> RowReader::read_head() {
  for (size_t i = 0; i < of_columns; ++i) {
    const auto found = std::find(cells_.begin(), cells_.end(), column_name(i));
    if (found == cells_.end()) {
      places_.clear();
      return wrong("expected a recorder's log; it has no column '" + column_name(i) + "'");
    }
    places_.push_back(static_cast<size_t>(found - cells_.begin()));
  }
  return {};
}

template <class Number>
bool RowReader::number(size_t column, Number& value, bool& is_there) const {
  const std::string& text = cell(column);
  is_there = !text.empty();
  if (!is_there) return true;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end;
}

Result<uint32_t> RowReader::list_of_row() {
  std::string text;
  for (size_t i = first_list; i < feature_bits; ++i) {
    if (cell(i).empty()) continue;
    text.append(text.empty() ? "" : ",").append(cell(i));
  }
  for (const auto& [known, number] : known_lists_)
    if (known == text) return number;
  FeatureList list;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view entry = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    if (!read_listed(entry, list.emplace_back()))
      return wrong("features_1: expected name=roles, such as rsi_14=pc, found " +
                   tool::visible(tool::shortened(entry, 100)));
  }
  if (list.size() > features_max) return wrong("it lists more than 32 features");
  const auto number = static_cast<uint32_t>(recording_.lists.size());
  recording_.lists.push_back(std::move(list));
  known_lists_.emplace_back(text, number);
  return number;
}

Result<void> RowReader::read_row() {
  if (cells_.size() <= *std::max_element(places_.begin(), places_.end()))
    return wrong("expected as many cells as the first line has");
  const auto bad = [&](size_t column) {
    return wrong(column_name(column) + ": expected a number, found " +
                 tool::visible(tool::shortened(cell(column), 100)));
  };
  Recorded row;
  row.log = log_;
  bool is_there = false;
  const auto newest = [&](LogEnd& end) {
    if (std::pair(row.received_ms, row.sequence) < std::pair(end.received_ms, end.sequence)) return;
    end.received_ms = row.received_ms;
    end.sequence = row.sequence;
    end.dropped = row.dropped;
  };
  const std::pair<Column, int64_t*> whole[] = {{at, &row.at_ms},
                                               {received_ms, &row.received_ms},
                                               {sequence, &row.sequence},
                                               {dropped, &row.dropped}};
  for (const auto& [column, value] : whole)
    if (!number(column, *value, is_there) || !is_there) return bad(column);
  newest(recording_.logs[log_]);
  if (row.at_ms >= to_ms_ + kept_after_ms) return {};
  if (!number(ts, row.snapshot.ts_ms, row.has_time)) return bad(ts);
  if (row.has_time) row.sent_ts_ms = row.snapshot.ts_ms;
  const std::pair<Column, double*> inputs[] = {{mid, &row.snapshot.mid},
                                               {spread_bp, &row.snapshot.spread_bp},
                                               {vol_1m, &row.snapshot.vol_1m},
                                               {rsi_14, &row.snapshot.rsi_14}};
  for (const auto& [column, value] : inputs) {
    *value = none;
    if (!number(column, *value, is_there)) return bad(column);
    row.has_input = row.has_input || is_there;
  }
  row.snapshot.symbol = cell(symbol);
  // Without a symbol there is no history, and no use for a time in whatever unit.
  if (row.snapshot.symbol.empty()) {
    row.snapshot.ts_ms = 0;
    row.has_time = true;
  }
  row.advances = cell(advances) != "false";
  row.snapshot.spread_estimated = cell(spread_estimated) == "true";
  for (size_t role = 0; role < roles; ++role) {
    row.status[role] = -1;
    if (!number(first_status + role, row.status[role], is_there)) return bad(first_status + role);
  }
  int64_t bits = 0;
  if (!number(feature_bits, bits, is_there)) return bad(feature_bits);
  row.seen = static_cast<uint32_t>(bits);
  const Result<uint32_t> list = list_of_row();
  if (!list) return list.error();
  row.list = *list;
  if (row.at_ms >= from_ms_ && row.at_ms < to_ms_) {
    row.first_value = recording_.values.size();
    const auto negative_zeros = static_cast<uint32_t>(static_cast<uint64_t>(bits) >> 32U);
    for (size_t i = 0; i < recording_.lists[row.list].size(); ++i) {
      double value = none;
      if (!number(first_feature + i, value, is_there)) return bad(first_feature + i);
      if ((negative_zeros >> i & 1U) != 0) value = -0.0;
      recording_.values.push_back(value);
    }
  }
  recording_.rows.push_back(std::move(row));
  return {};
}

}  // namespace spark::recorded
