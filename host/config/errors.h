// Every mistake of a configuration, reported at once: each with its place, the expectation, and the
// nearest known name where a name was mistyped.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spark::config {

// Further mistakes are counted, not kept: no user reads them, and hostile input could cause
// millions.
inline constexpr size_t mistakes_max = 200;

struct Place {
  std::string file;   // as given by the user; "--set" or "environment variable …" for an override
  uint32_t line = 0;  // from 1; 0: the file as a whole
  uint32_t column = 0;  // from 1, in bytes
};

struct Mistake {
  Place place;
  std::string path;  // dotted, such as pipelines.predict.stages.candidate.budget; may be ""
  std::string text;  // the expectation and the finding, with a hint if there is one
};

class Errors {
 public:
  void add(const Place& place, std::string path, std::string text);
  // "unknown <what> '<found>'; did you mean 'x'?" when a known name is near, else lists the known
  // names (up to ten).
  void add_unknown(const Place& place, std::string path, std::string_view what,
                   std::string_view found, std::span<const std::string> known);

  [[nodiscard]] bool empty() const { return mistakes_.empty(); }
  [[nodiscard]] bool full() const { return mistakes_.size() >= mistakes_max; }
  [[nodiscard]] size_t size() const { return mistakes_.size(); }
  [[nodiscard]] std::span<const Mistake> all() const { return mistakes_; }

  // One line each, in the order of the file: "executor.yaml:12:7: pipelines.x: expected …". Control
  // characters that came from the input are escaped.
  [[nodiscard]] std::string render() const;

  // The same as one sentence, for a response rather than a terminal. Only a mistake with a line in
  // a file is shown with its place.
  [[nodiscard]] std::string in_one_line() const;

 private:
  std::vector<Mistake> mistakes_;
  size_t dropped_ = 0;
};

// The text itself, or its first 60 bytes and "…": keys and values of the input may be a megabyte
// long.
[[nodiscard]] std::string shortened(std::string_view text);

// The same in single quotes, for messages.
[[nodiscard]] std::string in_quotes(std::string_view text);

// "a, b, c", cut after ten with the number of those left out.
[[nodiscard]] std::string listed(std::span<const std::string> names);

}  // namespace spark::config
