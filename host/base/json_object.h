// A JSON object, parsed once from a text: a request's body, a line of a file.
//
// Code that reads many members of many types uses object() and Boost.JSON's functions.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spark::base {

class JsonObject {
 public:
  explicit JsonObject(std::string_view text);
  ~JsonObject();
  JsonObject(JsonObject&&) noexcept;
  JsonObject& operator=(JsonObject&&) noexcept;

  // Null if the text is no object; why_not() says "not JSON: syntax error", "expected an object".
  [[nodiscard]] const boost::json::object* object() const;
  [[nodiscard]] std::string why_not() const;

  // Nothing (or false) for a member that is missing or of another type, and if there is no object.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<int64_t> whole(std::string_view name) const;
  [[nodiscard]] bool is_true(std::string_view name) const;

 private:
  struct State;
  [[nodiscard]] const boost::json::value* find(std::string_view name) const;

  std::unique_ptr<State> state_;
};

}  // namespace spark::base
