// OpenMetrics 1.0.0 by hand: a strict reader for what the host writes, which finds the first
// mistake.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace spark::metrics {

class OpenMetricsReader {
 public:
  // "": the text is well-formed; otherwise the line and what is wrong with it.
  std::string read(std::string_view text) {
    if (!text.ends_with("# EOF\n")) return "does not end in # EOF and a line feed";
    text.remove_suffix(6);
    while (!text.empty()) {
      const size_t end = text.find('\n');
      if (end == std::string_view::npos) return "the last line has no end";
      line_ = text.substr(0, end);
      text.remove_prefix(end + 1);
      const std::string mistake = line_.starts_with('#') ? read_head() : read_sample();
      if (!mistake.empty()) return mistake + ": " + std::string(line_);
    }
    return end_family();
  }

 private:
  using Labels = std::map<std::string, std::string>;

  static bool is_name(std::string_view name) {
    if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
    return name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:") ==
           std::string_view::npos;
  }

  static std::optional<double> number(std::string_view text) {
    if (text == "+Inf") return HUGE_VAL;
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() ||
        text.find_first_not_of("0123456789.e+-") != std::string_view::npos)
      return std::nullopt;
    return value;
  }

  static std::string_view take_word(std::string_view& rest) {
    const size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
  }

  std::string read_head() {
    std::string_view rest = line_;
    if (take_word(rest) != "#") return "a comment";
    const std::string_view what = take_word(rest);
    const std::string_view name = take_word(rest);
    if (!is_name(name)) return "a malformed name";
    if (what == "TYPE") {
      if (std::string mistake = end_family(); !mistake.empty()) return mistake;
      if (!families_.insert(std::string(name)).second) return "a family for the second time";
      if (rest != "counter" && rest != "gauge" && rest != "histogram" && rest != "unknown")
        return "an unexpected type";
      family_ = name;
      type_ = rest;
      return "";
    }
    if (name != family_ || has_samples_) return "not of the family that is being described";
    if (what == "UNIT")
      return family_.ends_with("_" + std::string(rest)) ? "" : "the name does not end in the unit";
    if (what != "HELP") return "an unknown description";
    for (size_t i = 0; i < rest.size(); ++i) {
      if (rest[i] == '"') return "a bare quote in HELP";
      if (rest[i] == '\\' && ++i >= rest.size()) return "half an escape in HELP";
    }
    return "";
  }

  // "{a="b"}", taken off `rest`; nothing if it is malformed.
  static std::optional<Labels> take_labels(std::string_view& rest) {
    Labels labels;
    if (!rest.starts_with('{')) return labels;
    rest.remove_prefix(1);
    while (!rest.starts_with('}')) {
      const size_t equals = rest.find("=\"");
      if (equals == std::string_view::npos || !is_name(rest.substr(0, equals))) return std::nullopt;
      std::string& value = labels[std::string(rest.substr(0, equals))];
      if (!value.empty()) return std::nullopt;
      rest.remove_prefix(equals + 2);
      for (; !rest.empty() && rest[0] != '"'; rest.remove_prefix(1)) {
        if (rest[0] == '\\') rest.remove_prefix(1);
        if (rest.empty()) return std::nullopt;
        value += rest[0];
      }
      if (rest.empty()) return std::nullopt;
      rest.remove_prefix(1);
      if (rest.starts_with(',')) {
        rest.remove_prefix(1);
      } else if (!rest.starts_with('}')) {
        return std::nullopt;
      }
    }
    rest.remove_prefix(1);
    return labels;
  }

  std::string read_sample() {
    std::string_view rest = line_;
    const std::string name(rest.substr(0, rest.find_first_of("{ ")));
    rest.remove_prefix(name.size());
    if (!is_name(name)) return "a malformed name";
    const auto labels = take_labels(rest);
    if (!labels || !rest.starts_with(' ')) return "malformed labels";
    rest.remove_prefix(1);
    const auto value = number(take_word(rest));
    if (!value) return "a malformed value";
    has_samples_ = true;
    const std::string suffix = name.starts_with(family_) ? name.substr(family_.size()) : "?";
    const bool is_bucket = type_ == "histogram" && suffix == "_bucket";
    if (!rest.empty() && !is_bucket) return "more than a value";
    if (!rest.empty()) {
      if (std::string mistake = read_exemplar(rest); !mistake.empty()) return mistake;
    }
    if (type_ == "counter") return suffix == "_total" ? "" : "a counter without _total";
    if (type_ != "histogram") return suffix.empty() ? "" : "of another family";
    return read_part(suffix, *labels, *value);
  }

  std::string read_exemplar(std::string_view rest) {
    if (take_word(rest) != "#") return "an exemplar without its mark";
    const auto labels = take_labels(rest);
    if (!labels || labels->empty() || !rest.starts_with(' ')) return "malformed labels of exemplar";
    size_t size = 0;
    for (const auto& [key, value] : *labels) size += key.size() + value.size();
    if (size > 128) return "an exemplar with more than 128 characters";
    rest.remove_prefix(1);
    if (!number(take_word(rest))) return "an exemplar without a value";
    return rest.empty() || number(rest) ? "" : "an exemplar with a malformed time";
  }

  std::string read_part(const std::string& suffix, const Labels& labels, double value) {
    if (suffix == "_sum") return "";
    if (suffix == "_count") {
      const bool is_whole = std::isinf(le_) && bucket_ == value;
      le_ = -HUGE_VAL;
      bucket_ = 0;
      return is_whole ? "" : "a count unlike the last bucket";
    }
    if (suffix != "_bucket" || !labels.contains("le")) return "no part of a histogram";
    const auto le = number(labels.at("le"));
    if (!le || *le <= le_ || value < bucket_) return "buckets that do not ascend";
    le_ = *le;
    bucket_ = value;
    return "";
  }

  std::string end_family() {
    if (!family_.empty() && !has_samples_) return "a family without samples";
    if (std::isfinite(le_)) return "a histogram without +Inf and count";
    has_samples_ = false;
    return "";
  }

  std::string_view line_;
  std::set<std::string> families_;
  std::string family_;
  std::string type_;
  bool has_samples_ = false;
  double le_ = -HUGE_VAL;
  double bucket_ = 0;
};

}  // namespace spark::metrics
