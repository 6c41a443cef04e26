// spark/json.h: writes a JSON object, for the replies of routes:
//
//   spark::Json().add("enabled", true).add("rate", 0.5).add("inner", spark::Json().add("a", 1))
//
// To read JSON, use a library.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spark {

class JsonList;

// An object that grows by one member with each add(), in their order; keys are not compared. Texts
// are UTF-8, and are escaped. Allocates, so it is for handlers, not for run().
class Json {
 public:
  // With the fewest digits that read back exactly; null if it is not finite.
  Json& add(std::string_view key, double value) {
    begin(key);
    return number(value);
  }
  // A list of such numbers.
  Json& add(std::string_view key, std::span<const double> values) {
    begin(key);
    return list(values, [this](double each) { number(each); });
  }
  // A list of objects, each as it is now. Hand over a span: a vector may be one of many things.
  Json& add(std::string_view key, std::span<const Json> values) {
    begin(key);
    return list(values, [this](const Json& each) { text_ += each.text(); });
  }
  // A list of texts, each in quotes and escaped.
  Json& add(std::string_view key, std::span<const std::string> values) {
    begin(key);
    return list(values, [this](const std::string& each) { quote(each); });
  }
  // Whole numbers exactly, beyond 2^53 too, which some readers round; bool as true and false.
  template <std::integral Integer>
  Json& add(std::string_view key, Integer value) {
    begin(key);
    if constexpr (std::same_as<Integer, bool>) {
      return raw(value ? "true" : "false");
    } else {
      return raw(std::to_string(value));
    }
  }
  // A text, in quotes.
  Json& add(std::string_view key, std::string_view value) {
    begin(key);
    quote(value);
    return *this;
  }
  Json& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
  // null
  Json& add(std::string_view key, std::nullopt_t) {
    begin(key);
    return raw("null");
  }
  // An object within this one.
  Json& add(std::string_view key, const Json& value) {
    begin(key);
    return raw(value.text());
  }
  // A list of objects.
  Json& add(std::string_view key, const JsonList& value);
  // The value, or null.
  template <class T>
  Json& add(std::string_view key, const std::optional<T>& value) {
    return value ? add(key, *value) : add(key, std::nullopt);
  }

  // The object as it is now.
  [[nodiscard]] std::string text() const { return text_ + "}"; }

 private:
  // The key of the next member, with what stands before and after it.
  void begin(std::string_view key) {
    if (text_.size() > 1) text_ += ',';
    quote(key);
    text_ += ':';
  }

  // A list of anything: write(value) appends one element, without the comma before it.
  template <class Values, class Write>
  Json& list(const Values& values, Write write) {
    text_ += '[';
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text_ += ',';
      write(values[i]);
    }
    return raw("]");
  }

  // As add() has it: the fewest digits, or null.
  Json& number(double value) {
    if (!std::isfinite(value)) return raw("null");
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw({digits, static_cast<size_t>(end - digits)});
  }

  // JSON as it is.
  Json& raw(std::string_view words) {
    text_ += words;
    return *this;
  }

  // A JSON string: quotes, backslashes and control characters are escaped.
  void quote(std::string_view words) {
    static constexpr char hex[] = "0123456789abcdef";
    text_ += '"';
    for (const char c : words) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        text_ += '\\';
        text_ += c;
      } else if (byte < 0x20) {
        text_ += "\\u00";
        text_ += hex[byte >> 4u];
        text_ += hex[byte & 15u];
      } else {
        text_ += c;
      }
    }
    text_ += '"';
  }

  // Without its last brace.
  std::string text_ = "{";
};

// A list of objects, in their order: Json().add("rows", JsonList().add(row)).
class JsonList {
 public:
  JsonList& add(const Json& value) {
    if (text_.size() > 1) text_ += ',';
    text_ += value.text();
    return *this;
  }

  // The list as it is now.
  [[nodiscard]] std::string text() const { return text_ + "]"; }

 private:
  // Without its last bracket.
  std::string text_ = "[";
};

inline Json& Json::add(std::string_view key, const JsonList& value) {
  begin(key);
  return raw(value.text());
}

}  // namespace spark
