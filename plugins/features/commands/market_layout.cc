// What kind of file this is, by its first line.
#include <algorithm>
#include <cctype>
#include <span>
#include <string>
#include <vector>

#include "csv_cells.h"
#include "market_csv.h"
#include "spark/tool/format.h"

namespace spark::replay {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

constexpr uint32_t kline_columns = 12;

struct Known {
  std::string_view name;  // lower case, spaces as underscores
  Field field;
};
constexpr Known kline_names[] = {{"open_time", Field::time},
                                 {"high", Field::high},
                                 {"low", Field::low},
                                 {"close", Field::close},
                                 {"quote_asset_volume", Field::quote_volume},
                                 {"quote_volume", Field::quote_volume}};
constexpr Known quote_names[] = {
    {"ts", Field::time},       {"date", Field::date},     {"ms_of_day", Field::ms_of_day},
    {"bid_close", Field::bid}, {"ask_close", Field::ask}, {"volume", Field::volume}};
constexpr Known snapshot_names[] = {
    {"ts", Field::time},      {"mid", Field::mid},      {"spreadbp", Field::spread_bp},
    {"vol1m", Field::vol_1m}, {"rsi14", Field::rsi_14}, {"symbol", Field::symbol}};

bool is_number(std::string_view text) {
  double value = 0;
  return read(text, value);
}

Layout with_names(Kind kind, std::span<const Known> names, std::span<const std::string> header) {
  Layout layout;
  layout.kind = kind;
  layout.header = true;
  layout.columns = static_cast<uint32_t>(header.size());
  for (uint32_t i = 0; i < header.size(); ++i) {
    const auto known = std::find_if(names.begin(), names.end(),
                                    [&](const Known& k) { return k.name == header[i]; });
    if (known != names.end()) layout.at[static_cast<size_t>(known->field)] = i;
  }
  return layout;
}

bool has_all(const Layout& layout, std::initializer_list<Field> fields) {
  return std::all_of(fields.begin(), fields.end(), [&](Field f) { return layout.has(f); });
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::klines:
      return "klines";
    case Kind::quotes:
      return "quotes";
    case Kind::snapshots:
      return "snapshots";
  }
  return "";
}

Result<Layout> detect(std::string_view first_line) {
  Cells cells;
  const uint32_t count = split(first_line, cells);
  if (count > Layout::columns_max) {
    return Error{Exit::usage,
                 "expected at most " + std::to_string(Layout::columns_max) + " columns"};
  }
  if (is_number(cells[0])) {
    if (count != kline_columns) {
      return Error{Exit::usage, "expected a header, or the 12 columns of klines; found " +
                                    std::to_string(count) + " columns of numbers"};
    }
    const std::array<std::string, kline_columns> names = {
        "open_time", "", "high", "low", "close", "", "", "quote_asset_volume"};
    Layout layout = with_names(Kind::klines, kline_names, names);
    layout.header = false;
    return layout;
  }

  std::vector<std::string> header;
  for (uint32_t i = 0; i < count; ++i) {
    std::string name(cells[i]);
    for (char& c : name)
      c = c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    header.push_back(std::move(name));
  }
  Layout layout = with_names(Kind::klines, kline_names, header);
  if (has_all(layout, {Field::time, Field::high, Field::low, Field::close, Field::quote_volume})) {
    return layout;
  }
  layout = with_names(Kind::quotes, quote_names, header);
  if (has_all(layout, {Field::bid, Field::ask}) &&
      (layout.has(Field::time) || has_all(layout, {Field::date, Field::ms_of_day}))) {
    return layout;
  }
  layout = with_names(Kind::snapshots, snapshot_names, header);
  if (has_all(layout, {Field::time, Field::mid, Field::spread_bp, Field::vol_1m, Field::rsi_14})) {
    return layout;
  }
  return Error{
      Exit::usage,
      "expected klines (open_time,open,high,low,close,volume,close_time,quote_asset_volume,…), "
      "quotes (ts,bid_close,ask_close,…) or snapshots (ts,mid,spreadBp,vol1m,rsi14); found \"" +
          tool::shortened(first_line, 80) + "\""};
}

}  // namespace spark::replay
