// The rules of the text format 0.0.4; see naming.h.
#include "metrics/naming.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/names.h"
#include "base/utf8.h"

namespace spark::metrics {
namespace {

std::string escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

std::string mistake_in_labels(const Labels& labels, Kind kind) {
  if (labels.size() > labels_max) return "has more than " + std::to_string(labels_max) + " labels";
  for (auto label = labels.begin(); label != labels.end(); ++label) {
    const auto& [key, value] = *label;
    const std::string named = "label '" + escaped(key, false) + "' ";
    if (!base::is_metric_name(key)) return named + "is not of the form [a-zA-Z_][a-zA-Z0-9_]*";
    if (key.starts_with("__")) return named + "begins with __, which Prometheus reserves";
    if (key == "le" && kind == Kind::histogram) return named + "is the histogram's own";
    if (std::any_of(labels.begin(), label, [name = std::string_view(key)](const auto& earlier) {
          return earlier.first == name;
        }))
      return named + "is given twice";
    if (value.size() > label_value_bytes_max)
      return named + "has a value longer than " + std::to_string(label_value_bytes_max) + " bytes";
    if (!base::is_utf8(value)) return named + "has a value that is not UTF-8";
  }
  return {};
}

std::string mistake_in_help(std::string_view help) {
  if (help.empty()) return "has no help text";
  if (help.size() > help_bytes_max)
    return "has a help text longer than " + std::to_string(help_bytes_max) + " bytes";
  if (base::is_digit(help.back())) return "has a help text that ends in a digit";
  if (!base::is_utf8(help)) return "has a help text that is not UTF-8";
  return {};
}

std::string mistake_in_bounds(const std::vector<double>& bounds, Kind kind) {
  if (kind != Kind::histogram) return bounds.empty() ? "" : "has bounds but is no histogram";
  if (bounds.empty() || bounds.size() > bounds_max)
    return "needs 1 to " + std::to_string(bounds_max) + " bounds, not " +
           std::to_string(bounds.size());
  for (size_t i = 0; i < bounds.size(); ++i)
    if (!std::isfinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1]))
      return "needs bounds that are finite and strictly ascending";
  return {};
}

}  // namespace

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::counter:
    case Kind::real_counter:
      return "counter";
    case Kind::gauge:
      return "gauge";
    case Kind::histogram:
      return "histogram";
  }
  return "untyped";
}

base::Result<void> check(const Desc& desc, Kind kind) {
  std::string mistake;
  if (!base::is_metric_name(desc.name)) mistake = "is not of the form [a-zA-Z_][a-zA-Z0-9_]*";
  if (mistake.empty()) mistake = mistake_in_help(desc.help);
  if (mistake.empty()) mistake = mistake_in_labels(desc.labels, kind);
  if (mistake.empty()) mistake = mistake_in_bounds(desc.bounds, kind);
  if (mistake.empty() && desc.retired_max > 0 && desc.labels.empty())
    mistake = "limits the values of its first label but has no label";
  if (mistake.empty()) return {};
  return base::Error("metric '" + escaped(desc.name, false) + "' " + mistake);
}

std::string label_text(const Labels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) {
    if (!text.empty()) text += ',';
    text += key + "=\"" + escaped(value, true) + '"';
  }
  return text;
}

std::string help_text(std::string_view help) {
  return escaped(help, false);
}

std::string quoted_help_text(std::string_view help) {
  return escaped(help, true);
}

void append_value(std::string& out, double value) {
  if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
    return;
  }
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_value(std::string& out, uint64_t value) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace spark::metrics
