// A part of a LightGBM file: lines "key=value", each key once, up to an empty line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ml_model::trees {

// Takes a file's lines one by one; '\r' at a line's end is not part of it.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::string_view next();

 private:
  std::string_view rest_;
};

class TextBlock {
 public:
  // `path` stands before keys in refusals: "trees[3].".
  TextBlock(const std::string& file, std::string path) : file_(&file), path_(std::move(path)) {}

  // Refuses a key that is there. A line without '=' is a key with an empty value.
  void add(std::string_view line);

  [[nodiscard]] bool has(std::string_view key) const { return values_.contains(key); }
  [[nodiscard]] std::string_view text(std::string_view key) const;
  // What is between blanks; at most `most` words.
  [[nodiscard]] std::vector<std::string_view> words(std::string_view key, size_t most) const;
  // Exactly `count` numbers: any but NaN, or whole ones that 32 bits hold.
  [[nodiscard]] std::vector<double> numbers(std::string_view key, size_t count) const;
  [[nodiscard]] std::vector<int32_t> integers(std::string_view key, size_t count) const;
  // A whole number from 0 to `most`.
  [[nodiscard]] size_t count(std::string_view key, size_t most) const;

  [[noreturn]] void refuse(std::string_view key, const std::string& why) const;
  [[noreturn]] void refuse(std::string_view key, size_t index, const std::string& why) const;

 private:
  template <class Number>
  std::vector<Number> list(std::string_view key, size_t count, const char* expected) const;

  const std::string* file_;
  std::string path_;
  std::map<std::string_view, std::string_view> values_;
};

}  // namespace ml_model::trees
