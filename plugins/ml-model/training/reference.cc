#include "reference.h"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>
#include <cmath>
#include <numeric>

#include "artefact_text.h"
#include "spark/tool/format.h"

namespace training {

namespace json = boost::json;
namespace stats = spark::stats;

namespace {

using Values = std::vector<double>;

// A feature's values on the rows of the reference, and what is known of them.
struct Column {
  std::string name;
  Values values;
  stats::Bins bins;
  std::vector<uint8_t> slots;
};

Column column_of(std::string name, Values values) {
  Column out{std::move(name), std::move(values), {}, {}};
  out.bins = stats::Bins::of(out.values);
  for (const double value : out.values) {
    out.slots.push_back(static_cast<uint8_t>(out.bins.of_value(value)));
  }
  return out;
}

// Whether b is a rising function of a, on every row: then no window tells their bins apart.
bool is_rising(const Values& a, const Values& b) {
  std::vector<uint32_t> order(a.size());
  std::iota(order.begin(), order.end(), 0U);
  std::erase_if(order, [&](uint32_t i) { return !std::isfinite(a[i]) || !std::isfinite(b[i]); });
  std::sort(order.begin(), order.end(),
            [&](uint32_t i, uint32_t j) { return a[i] != a[j] ? a[i] < a[j] : b[i] < b[j]; });
  for (size_t k = 1; k < order.size(); ++k) {
    const uint32_t i = order[k - 1], j = order[k];
    if (b[i] > b[j] || (a[i] == a[j] && b[i] != b[j])) return false;
  }
  return true;
}

// Either may be the coarser one: rounding makes equal what was not.
bool is_duplicate(const Column& a, const Column& b) {
  if (a.bins.constant() || b.bins.constant() || a.slots != b.slots) return false;
  return is_rising(a.values, b.values) || is_rising(b.values, a.values);
}

std::string packed(const std::vector<uint8_t>& slots) {
  std::vector<unsigned char> bytes((slots.size() + 1) / 2);
  for (size_t i = 0; i < slots.size(); ++i) {
    const unsigned four = slots[i] == stats::Bins::missing ? 15U : slots[i];
    bytes[i / 2] = static_cast<unsigned char>(bytes[i / 2] | (i % 2 == 0 ? four << 4U : four));
  }
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  out.resize(static_cast<size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                                 bytes.data(), static_cast<int>(bytes.size()))));
  return out;
}

void add_measured(json::object& out, const Column& column) {
  const auto limits = stats::ShockLimits::of(column.values);
  json::array extremes;
  for (size_t i = 0; i < column.values.size(); ++i) {
    if (limits && limits->is_beyond(column.values[i])) extremes.emplace_back(i);
  }
  out["low"] = limits ? json::value(limits->low) : json::value();
  out["high"] = limits ? json::value(limits->high) : json::value();
  out["extremes"] = std::move(extremes);
  out["slots"] = packed(column.slots);
}

json::object series_of(const Column& column, const char* of, const std::string& same_as) {
  const auto counts = stats::BinCounts::in(column.bins, column.values);
  json::array by_bin;
  for (uint32_t i = 0; i < column.bins.values(); ++i) by_bin.emplace_back(counts.of[i]);
  const bool is_constant = column.bins.constant().has_value();
  const char* kind = is_constant ? "constant" : same_as.empty() ? "measured" : "duplicate";
  json::object out{{"name", column.name}, {"of", of}, {"kind", kind}};
  out["edges"] = numbers_of(column.bins.edges());
  out["counts"] = std::move(by_bin);
  out["missing"] = counts.missing();
  if (is_constant) {
    out["constant"] = *column.bins.constant();
  } else if (!same_as.empty()) {
    out["same_as"] = same_as;
  } else {
    add_measured(out, column);
  }
  return out;
}

std::string utc(int64_t ms) {
  return spark::tool::utc_text(
      std::chrono::system_clock::time_point(std::chrono::milliseconds(ms)));
}

}  // namespace

std::optional<json::object> reference_distributions(const Dataset& rows,
                                                    std::span<const double> scores,
                                                    const std::vector<std::string>& symbols,
                                                    const std::vector<std::string>& estimated) {
  std::vector<size_t> kept;
  for (size_t i = 0; i < rows.rows(); ++i) {
    if (std::isfinite(scores[i])) kept.push_back(i);
  }
  if (kept.empty()) return {};
  const auto values_of = [&](auto value_of) {
    Values out;
    for (const size_t i : kept) out.push_back(value_of(i));
    return out;
  };
  std::vector<Column> columns;
  json::array series;
  for (size_t j = 0; j < rows.names.size(); ++j) {
    Column column = column_of(rows.names[j], values_of([&](size_t i) { return rows.row(i)[j]; }));
    const auto twin = std::find_if(columns.begin(), columns.end(), [&](const Column& other) {
      return is_duplicate(other, column);
    });
    series.push_back(series_of(column, "feature", twin == columns.end() ? "" : twin->name));
    columns.push_back(std::move(column));
  }
  const Column score = column_of("score", values_of([&](size_t i) { return scores[i]; }));
  series.push_back(series_of(score, "score", ""));
  const int64_t from_ms = rows.ts_ms[kept.front()], until_ms = rows.ts_ms[kept.back()];
  json::object out{
      {"rows", kept.size()},    {"from_ms", from_ms},
      {"until_ms", until_ms},   {"from", utc(from_ms)},
      {"until", utc(until_ms)}, {"symbols", json::array(symbols.begin(), symbols.end())}};
  if (!estimated.empty()) out["estimated"] = json::array(estimated.begin(), estimated.end());
  out["series"] = std::move(series);
  return out;
}

}  // namespace training
