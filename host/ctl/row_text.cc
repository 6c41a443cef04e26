#include "ctl/row_text.h"

#include <charconv>
#include <chrono>
#include <cmath>

#include "base/json_text.h"
#include "spark/tool/format.h"

namespace spark::ctl {
namespace {

// Reads `digits` digits and what comes behind them; nothing else may stand there.
std::optional<int> take(std::string_view& text, size_t digits, std::string_view behind) {
  int number = 0;
  if (text.size() < digits + behind.size()) return std::nullopt;
  const char* const end = text.data() + digits;
  if (std::from_chars(text.data(), end, number).ptr != end || number < 0) return std::nullopt;
  text.remove_prefix(digits);
  if (!text.starts_with(behind)) return std::nullopt;
  text.remove_prefix(behind.size());
  return number;
}

void append_csv_text(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char letter : text) {
    if (letter == '"') out += '"';
    out += letter;
  }
  out += '"';
}

}  // namespace

std::optional<int64_t> utc_ms_from(std::string_view text) {
  int64_t ms = 0;
  if (const auto read = std::from_chars(text.data(), text.data() + text.size(), ms);
      !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size())
    return ms;
  const auto year = take(text, 4, "-");
  const auto month = year ? take(text, 2, "-") : std::nullopt;
  const auto day = month ? take(text, 2, "") : std::nullopt;
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  std::chrono::sys_time<std::chrono::milliseconds> time = std::chrono::sys_days(date);
  if (!text.empty()) {
    if (text.front() != 'T' || text.back() != 'Z') return std::nullopt;
    text.remove_prefix(1);
    const auto hour = take(text, 2, ":");
    const auto minute = hour ? take(text, 2, "") : std::nullopt;
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    time += std::chrono::hours(*hour) + std::chrono::minutes(*minute);
    if (text != "Z") {
      if (!text.starts_with(':')) return std::nullopt;
      text.remove_prefix(1);
      const auto second = take(text, 2, "Z");
      if (!second || *second > 59 || !text.empty()) return std::nullopt;
      time += std::chrono::seconds(*second);
    }
  }
  return time.time_since_epoch().count();
}

void append_csv_head(std::string& out, const store::RowColumns& columns) {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    append_csv_text(out, columns[i].name);
  }
  out += '\n';
}

void append_csv(std::string& out, std::span<const store::RowValue> row) {
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    if (const auto* f64 = std::get_if<double>(&row[i])) {
      out += tool::shortest(*f64);
    } else if (const auto* i64 = std::get_if<int64_t>(&row[i])) {
      out += std::to_string(*i64);
    } else if (const auto* boolean = std::get_if<bool>(&row[i])) {
      out += *boolean ? "true" : "false";
    } else if (const auto* text = std::get_if<std::string_view>(&row[i])) {
      append_csv_text(out, *text);
    }
  }
  out += '\n';
}

std::string json_line(const store::RowColumns& columns, std::span<const store::RowValue> row) {
  std::string out = "{";
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    base::append_json_string(out, columns[i].name);
    out += ':';
    if (const auto* f64 = std::get_if<double>(&row[i]); f64 != nullptr && std::isfinite(*f64)) {
      base::append_json_number(out, *f64);
    } else if (const auto* i64 = std::get_if<int64_t>(&row[i])) {
      out += std::to_string(*i64);
    } else if (const auto* boolean = std::get_if<bool>(&row[i])) {
      out += *boolean ? "true" : "false";
    } else if (const auto* text = std::get_if<std::string_view>(&row[i])) {
      base::append_json_string(out, *text);
    } else {
      out += "null";
    }
  }
  out += '}';
  return out;
}

}  // namespace spark::ctl
