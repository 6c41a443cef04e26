#include "against.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <utility>

#include "model_reference.h"
#include "spark/error.h"
#include "verdict.h"
#include "windows.h"

namespace spark::psi {
namespace {

using tool::Exit;
namespace json = tool::json;

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const size_t comma = line.find(',');
    cells.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

// NaN for an empty cell, and for what is no number.
double number_of(std::string_view cell) {
  double value = NAN;
  const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return read.ptr == cell.data() + cell.size() && read.ec == std::errc() ? value : NAN;
}

struct Listed {
  std::vector<std::string> names;  // of the features
  drift::ClosedMinutes minutes;
};

Listed read_minutes(std::string_view csv) {
  Listed read;
  bool is_head = true;
  while (!csv.empty()) {
    const size_t end = csv.find('\n');
    const auto cells = cells_of(csv.substr(0, end));
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    if (cells.size() < 3) continue;
    if (std::exchange(is_head, false)) {
      for (size_t i = 2; i + 1 < cells.size(); ++i) read.names.emplace_back(cells[i]);
      read.minutes.width = cells.size() - 2;
      continue;
    }
    const double ts_ms = number_of(cells[0]);
    if (cells.size() != read.minutes.width + 2 || !(ts_ms >= 0 && ts_ms < 1e15)) continue;
    read.minutes.minute.push_back(drift::minute_of(static_cast<int64_t>(ts_ms)));
    for (size_t i = 2; i < cells.size(); ++i) read.minutes.values.push_back(number_of(cells[i]));
  }
  return read;
}

json::value four(const std::optional<double>& value) {
  if (!value) return nullptr;
  return std::round(*value * 1e4) / 1e4;
}

json::object series_json(const drift::WindowFigures& figures, size_t series) {
  const auto& psi = figures.series[series].psi;
  const bool is_off = figures.series[series].off_constant > 0;
  json::object out;
  out["psi"] = four(psi.value);
  out["status"] = drift::name_of(is_off ? stats::PsiStatus::critical : stats::status_of(psi));
  if (!psi.value) out["reason"] = psi.samples == 0 ? "no_samples" : "constant";
  out["expected"] = four(psi.value ? std::optional(psi.expected) : std::nullopt);
  out["samples"] = psi.samples;
  return out;
}

}  // namespace

// All that was listed is one window: the longest has the most.
tool::Result<json::value> against(std::string_view csv, const std::filesystem::path& file) {
  const Listed read = read_minutes(csv);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return tool::Error{Exit::usage, file.string() + ": cannot be read"};
  const std::string text((std::istreambuf_iterator<char>(stream)),
                         std::istreambuf_iterator<char>());
  drift::ModelReference reference;
  try {
    reference = drift::read_reference(text, read.names);
  } catch (const spark::Error& error) {
    return tool::Error{Exit::usage, file.string() + ": " + error.what()};
  }
  int64_t until = 0;
  for (const int64_t minute : read.minutes.minute) until = std::max(until, minute + 1);
  const drift::ClosedMinutes symbols[] = {read.minutes};
  const auto figures =
      drift::figures_of(reference, symbols, until, drift::window_lengths[drift::week].minutes);
  json::object features;
  for (size_t i = 0; i < reference.score(); ++i)
    features[drift::public_name(reference, i)] = series_json(figures, i);
  stats::Psi overall;
  overall.value = figures.overall;
  const bool is_below = figures.overall && *figures.overall < drift::overall_max;
  json::object out;
  out["overall_psi"] = four(figures.overall);
  out["overall_status"] = drift::name_of(stats::status_of(overall));
  out["baseline"] = file.string();
  out["features"] = features;
  out["score"] = series_json(figures, reference.score());
  out["slo_check"] = {{"psi_under_0_2", is_below},
                      {"pass", drift::passes(reference, figures, drift::week)}};
  return json::value(out);
}

}  // namespace spark::psi
