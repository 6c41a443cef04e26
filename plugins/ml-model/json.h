// Reading an artefact's JSON files: strict, bounded, and every refusal names the file and the
// field.
//
// simdjson rather than Boost.JSON: the latter (1.81) reads about one in five 17-digit numbers a bit
// off, and probe scores are compared bit for bit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ml_model {

inline constexpr size_t depth_max = 16;

// One JSON file whose root is an object. Fields are named by dotted path: "target.event", and
// "series.0.name" for the first element of a list.
class JsonFile {
 public:
  // `name` appears in refusals. Throws spark::Error if the text is not valid JSON, too deep, or not
  // an object.
  JsonFile(std::string name, std::string_view text);
  ~JsonFile();

  // Whether the root itself has it.
  [[nodiscard]] bool has(std::string_view field) const;

  // How many elements a list has.
  [[nodiscard]] size_t size(std::string_view field) const;

  // Each throws spark::Error if the field is missing (but for a flag), given twice, or of another
  // type.
  [[nodiscard]] std::string text(std::string_view field) const;
  // It may be null if `null_is` says what that stands for.
  [[nodiscard]] double number(std::string_view field, std::optional<double> null_is = {}) const;
  // Of the root itself; false if it is missing.
  [[nodiscard]] bool flag(std::string_view field) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view field) const;
  // Elements may be null if `null_is` says what that stands for.
  [[nodiscard]] std::vector<double> numbers(std::string_view field,
                                            std::optional<double> null_is = {}) const;
  // Where elements may be missing, null stands for NaN.
  [[nodiscard]] std::vector<std::vector<double>> rows(std::string_view field, bool may_miss) const;

  [[noreturn]] void refuse(std::string_view field, const std::string& why) const;

 private:
  struct State;
  std::string name_;
  std::unique_ptr<State> state_;
};

}  // namespace ml_model
