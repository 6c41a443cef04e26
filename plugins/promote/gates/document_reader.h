// JSON documents of records, read by dotted paths.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace promote {

// A value of a document; borrowed from it. Exact for numbers, unlike other readers.
class Value {
 public:
  Value() = default;
  explicit Value(simdjson::dom::element element) : element_(element), is_there_(true) {}

  // The member at that path; an empty Value where there is none, or it is null.
  [[nodiscard]] Value at(std::string_view path) const;
  [[nodiscard]] bool is_there() const { return is_there_; }

  // Nothing if it is not of that type.
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<int64_t> whole() const;  // a double without fraction, too
  [[nodiscard]] std::optional<bool> flag() const;
  [[nodiscard]] std::optional<std::string> text() const;
  // Its elements; none if it is no list.
  [[nodiscard]] std::vector<Value> list() const;
  [[nodiscard]] std::vector<std::string> texts() const;

 private:
  simdjson::dom::element element_;
  bool is_there_ = false;
};

class Document {
 public:
  // Throws spark::Error for a text that is no JSON object. `name` is for its words.
  Document(const std::string& name, std::string_view text);

  [[nodiscard]] Value root() const { return root_; }
  [[nodiscard]] Value at(std::string_view path) const { return root_.at(path); }

 private:
  simdjson::dom::parser parser_;
  Value root_;
};

}  // namespace promote
