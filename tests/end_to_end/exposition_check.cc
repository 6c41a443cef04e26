#include "end_to_end/exposition_check.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace spark::test {
namespace {

struct Sample {
  std::string name;    // with _bucket, _sum or _count
  std::string labels;  // without le
  std::set<std::string> keys;
  bool has_key_twice = false;
  std::string le;
  double value = 0;
};

// Of a line such as name{key="value",…} 1; values may have escaped quotes.
Sample sample_of(const std::string& line) {
  Sample sample;
  const size_t open = line.find('{');
  const size_t blank = line.rfind(' ');
  sample.name = line.substr(0, std::min(open, line.find(' ')));
  sample.value = std::strtod(line.c_str() + blank + 1, nullptr);
  for (size_t at = open; at != std::string::npos && at < blank && line[at] != '}';) {
    const size_t equals = line.find("=\"", ++at);
    size_t end = equals + 2;
    while (end < blank && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
    const std::string key = line.substr(at, equals - at);
    if (!sample.keys.insert(key).second) sample.has_key_twice = true;
    if (key == "le") {
      sample.le = line.substr(equals + 2, end - equals - 2);
    } else {
      sample.labels += line.substr(at, end + 1 - at) + ",";
    }
    at = end + 1;
  }
  return sample;
}

// Names that clients have always read, with a unit that is none of Prometheus' own.
bool is_kept_in_ms(std::string_view name) {
  return name.starts_with("ml_") && name.ends_with("_latency_ms");
}

struct Buckets {
  double last_bound = -std::numeric_limits<double>::infinity();
  double last = 0;
  bool has_last = false;  // +Inf
};

class Reading {
 public:
  void take(const std::string& line) {
    if (line.starts_with("# HELP ")) return help(line.substr(7));
    if (line.starts_with("# TYPE ")) return type(line.substr(7));
    if (line.empty() || line[0] == '#') return flaw(line, "neither HELP, nor TYPE, nor a series");
    if (!seen_.insert(line.substr(0, line.rfind(' '))).second) flaw(line, "stands twice");
    sample(line, sample_of(line));
  }

  std::vector<std::string> end() {
    for (const auto& [series, buckets] : buckets_)
      if (!buckets.has_last) flaw(series, "has no bucket of +Inf");
    return std::move(flaws_);
  }

 private:
  void flaw(const std::string& where, const std::string& what) {
    flaws_.push_back(where + ": " + what);
  }

  void help(const std::string& rest) {
    const std::string name = rest.substr(0, rest.find(' '));
    if (name <= family_) flaw(name, "comes after " + family_ + ": families are ordered by name");
    if (rest.size() <= name.size() + 10) flaw(name, "its help says nothing");
    family_ = name;
    type_.clear();
  }

  void type(const std::string& rest) {
    const std::string name = rest.substr(0, rest.find(' '));
    type_ = rest.substr(std::min(rest.size(), name.size() + 1));
    if (name != family_) flaw(name, "its HELP does not stand before its TYPE");
    if (type_ != "counter" && type_ != "gauge" && type_ != "histogram")
      flaw(name, "is of no type: " + type_);
    if ((type_ == "counter") != name.ends_with("_total"))
      flaw(name, "counters end in _total, and nothing else does");
    for (const char* unit : {"_s", "_sec", "_ns", "_us", "_min", "_kb", "_mb", "_percent"})
      if (name.ends_with(unit)) flaw(name, "seconds, bytes and ratios are the units");
    if (name.ends_with("_ms") && !is_kept_in_ms(name)) flaw(name, "is no kept name in ms");
  }

  void sample(const std::string& line, const Sample& one) {
    if (one.has_key_twice) flaw(line, "has a label twice");
    const bool is_histogram = type_ == "histogram";
    const std::string suffix =
        one.name.starts_with(family_) ? one.name.substr(family_.size()) : "?";
    const bool is_its_own = is_histogram
                                ? suffix == "_bucket" || suffix == "_sum" || suffix == "_count"
                                : suffix.empty();
    if (type_.empty() || !is_its_own) return flaw(line, "stands outside its family");
    if (std::isnan(one.value)) flaw(line, "has no value, and should not be there");
    if (type_ == "counter" && (!std::isfinite(one.value) || one.value < 0))
      flaw(line, "is no count");
    if (!is_histogram) return;
    Buckets& buckets = buckets_[family_ + "{" + one.labels + "}"];
    if (suffix == "_bucket") bucket(line, one, buckets);
    if (suffix == "_count" && one.value != buckets.last)
      flaw(line, "differs from the bucket of +Inf");
  }

  void bucket(const std::string& line, const Sample& one, Buckets& buckets) {
    const double bound = std::strtod(one.le.c_str(), nullptr);
    if (!(bound > buckets.last_bound)) flaw(line, "its bound does not rise");
    if (one.value < buckets.last) flaw(line, "counts less than the bucket before it");
    buckets = {bound, one.value, one.le == "+Inf"};
  }

  std::string family_, type_;
  std::set<std::string> seen_;
  std::map<std::string, Buckets> buckets_;
  std::vector<std::string> flaws_;
};

}  // namespace

std::vector<std::string> exposition_flaws(std::string_view page) {
  Reading reading;
  std::istringstream lines{std::string(page)};
  for (std::string line; std::getline(lines, line);) reading.take(line);
  std::vector<std::string> flaws = reading.end();
  if (!page.ends_with('\n')) flaws.emplace_back("the last line has no end");
  return flaws;
}

std::vector<std::string> series_of(std::string_view page) {
  std::vector<std::string> all;
  std::istringstream lines{std::string(page)};
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with('#')) all.push_back(line.substr(0, line.rfind(' ')));
  return all;
}

}  // namespace spark::test
