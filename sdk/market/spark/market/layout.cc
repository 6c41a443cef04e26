#include "spark/market/layout.h"

#include <algorithm>
#include <cctype>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "spark/market/csv_cells.h"
#include "spark/tool/format.h"

namespace spark::market {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

struct Known {
  std::string_view name;  // lower case, spaces as underscores
  Field field;
};
constexpr Known kline_names[] = {{"open_time", Field::time},
                                 {"open", Field::open},
                                 {"high", Field::high},
                                 {"low", Field::low},
                                 {"close", Field::close},
                                 {"volume", Field::volume},
                                 {"close_time", Field::close_time},
                                 {"quote_asset_volume", Field::quote_volume},
                                 {"quote_volume", Field::quote_volume},
                                 {"number_of_trades", Field::trades},
                                 {"count", Field::trades},
                                 {"taker_buy_base_volume", Field::taker_volume},
                                 {"taker_buy_base_asset_volume", Field::taker_volume},
                                 {"taker_buy_volume", Field::taker_volume},
                                 {"taker_buy_quote_volume", Field::taker_quote_volume},
                                 {"taker_buy_quote_asset_volume", Field::taker_quote_volume}};
constexpr Known quote_names[] = {
    {"ts", Field::time},           {"date", Field::date},       {"ms_of_day", Field::ms_of_day},
    {"bid_high", Field::bid_high}, {"bid_low", Field::bid_low}, {"bid_close", Field::bid},
    {"ask_high", Field::ask_high}, {"ask_low", Field::ask_low}, {"ask_close", Field::ask},
    {"volume", Field::volume}};
constexpr Known snapshot_names[] = {{"ts", Field::time},
                                    {"mid", Field::mid},
                                    {"spreadbp", Field::spread_bp},
                                    {"vol1m", Field::vol_1m},
                                    {"rsi14", Field::rsi_14},
                                    {"symbol", Field::symbol},
                                    {"spreadestimated", Field::spread_estimated}};
// The columns of klines without a header.
constexpr std::string_view kline_header[] = {"open_time",
                                             "open",
                                             "high",
                                             "low",
                                             "close",
                                             "volume",
                                             "close_time",
                                             "quote_volume",
                                             "count",
                                             "taker_buy_volume",
                                             "taker_buy_quote_volume",
                                             "ignore"};

// The first known column name that stands twice; empty if there is none.
std::string_view twice_named(std::span<const Known> names, std::span<const std::string> header) {
  std::array<bool, static_cast<size_t>(Field::count_)> seen{};
  for (const std::string& name : header) {
    for (const Known& known : names) {
      if (known.name != name) continue;
      if (std::exchange(seen[static_cast<size_t>(known.field)], true)) return known.name;
    }
  }
  return {};
}

bool is_number(std::string_view text) {
  double value = 0;
  return read(text, value);
}

template <class Text>
Layout with_names(Kind kind, std::span<const Known> names, std::span<const Text> header) {
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
    if (count != std::size(kline_header)) {
      return Error{Exit::usage, "expected a header, or the 12 columns of klines; found " +
                                    std::to_string(count) + " columns of numbers"};
    }
    Layout layout = with_names<std::string_view>(Kind::klines, kline_names, kline_header);
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
  struct Form {
    Kind kind;
    std::span<const Known> names;
    std::vector<Field> needed;
  };
  const Form forms[] = {
      {Kind::klines,
       kline_names,
       {Field::time, Field::high, Field::low, Field::close, Field::quote_volume}},
      {Kind::quotes, quote_names, {Field::time, Field::bid, Field::ask}},
      {Kind::quotes, quote_names, {Field::date, Field::ms_of_day, Field::bid, Field::ask}},
      {Kind::snapshots,
       snapshot_names,
       {Field::time, Field::mid, Field::spread_bp, Field::vol_1m, Field::rsi_14}}};
  for (const Form& form : forms) {
    const Layout layout = with_names<std::string>(form.kind, form.names, header);
    const bool fits = std::all_of(form.needed.begin(), form.needed.end(),
                                  [&](Field field) { return layout.has(field); });
    if (!fits) continue;
    if (const std::string_view name = twice_named(form.names, header); !name.empty()) {
      return Error{Exit::usage, "the column " + std::string(name) + " is given twice"};
    }
    return layout;
  }
  return Error{
      Exit::usage,
      "expected klines (open_time,open,high,low,close,volume,close_time,quote_asset_volume,…), "
      "quotes (ts,bid_close,ask_close,…) or snapshots (ts,mid,spreadBp,vol1m,rsi14); found \"" +
          tool::shortened(first_line, 80) + "\""};
}

}  // namespace spark::market
