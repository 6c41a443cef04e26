// A model file in JSON or UBJSON as values in memory, and the reading of them: every refusal names
// the file and the place in it ("trees[3].left_children").
//
// simdjson reads JSON, as for model.json. nlohmann/json reads UBJSON: it is the kept library that
// Debian has, it reports every length before it reads what follows, and so ours decides how much is
// too much.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ml_model::trees {

inline constexpr size_t document_depth_max = 16;
// What a hostile file can make us keep: numbers in lists have 8 bytes each, other values some 50.
inline constexpr size_t document_numbers_max = size_t{1} << 24;
inline constexpr size_t document_values_max = size_t{1} << 20;

struct Member;

// A list of numbers is kept as such; an empty list is one, too. Numbers are doubles, which hold
// every float32 and every index that a model file may have.
struct Value {
  std::variant<std::monostate, bool, double, std::string, std::vector<double>, std::vector<Value>,
               std::vector<Member>>
      is;
};

struct Member {
  std::string name;
  Value value;
};

// Counts what a reader keeps.
class Budget {
 public:
  // False once there is more than a file may have.
  [[nodiscard]] bool take_number() { return ++numbers_ <= document_numbers_max; }
  [[nodiscard]] bool take_value() { return ++values_ <= document_values_max; }

 private:
  size_t numbers_ = 0;
  size_t values_ = 0;
};

// `file` appears in refusals. Each throws spark::Error for what is not valid, too deep or too
// large. [builder]
[[nodiscard]] Value read_json(const std::string& file, std::string_view bytes);
[[nodiscard]] Value read_ubj(const std::string& file, std::string_view bytes);

// Throws the refusal: "<file>: <path>: <why>".
[[noreturn]] void refuse_at(const std::string& file, const std::string& path,
                            const std::string& why);

// A value and its place. The document outlives it. What is not as asked for is refused.
class Field {
 public:
  Field(const std::string& file, const Value& root) : file_(&file), value_(&root) {}

  // The member of an object; it must be there once.
  [[nodiscard]] Field operator[](std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;

  // A list of anything but numbers.
  [[nodiscard]] size_t size() const;
  [[nodiscard]] Field at(size_t index) const;

  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] std::span<const double> numbers() const;
  // A whole number from 0 to `most`, written as text, as XGBoost writes parameters.
  [[nodiscard]] size_t count(size_t most) const;

  [[noreturn]] void refuse(const std::string& why) const { refuse_at(*file_, path_, why); }
  // Of an element of this list of numbers.
  [[noreturn]] void refuse(size_t index, const std::string& why) const;

 private:
  Field(const Field& parent, const Value& value, std::string path)
      : file_(parent.file_), value_(&value), path_(std::move(path)) {}

  const std::string* file_;
  const Value* value_;
  std::string path_;
};

// Up to 40 bytes of a text, in quotes, for messages.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace ml_model::trees
