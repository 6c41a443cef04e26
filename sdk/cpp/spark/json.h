// spark/json.h: writes one flat or nested JSON object, for the replies of routes. Numbers are
// written with the fewest digits that read back exactly; a number that is not finite becomes null.
// Reading JSON is a library's business.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace spark {

class Json {
 public:
  Json& add(std::string_view key, double value) {
    begin(key);
    if (!std::isfinite(value)) return raw("null");
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw({digits, static_cast<size_t>(end - digits)});
  }
  template <std::integral Integer>
  Json& add(std::string_view key, Integer value) {
    begin(key);
    if constexpr (std::same_as<Integer, bool>) {
      return raw(value ? "true" : "false");
    } else {
      return raw(std::to_string(value));
    }
  }
  Json& add(std::string_view key, std::string_view value) {
    begin(key);
    quote(value);
    return *this;
  }
  Json& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
  Json& add(std::string_view key, std::nullopt_t) {
    begin(key);
    return raw("null");
  }
  Json& add(std::string_view key, const Json& value) {
    begin(key);
    return raw(value.text());
  }
  template <class T>
  Json& add(std::string_view key, const std::optional<T>& value) {
    return value ? add(key, *value) : add(key, std::nullopt);
  }

  [[nodiscard]] std::string text() const { return text_ + "}"; }

 private:
  void begin(std::string_view key) {
    if (text_.size() > 1) text_ += ',';
    quote(key);
    text_ += ':';
  }

  Json& raw(std::string_view words) {
    text_ += words;
    return *this;
  }

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

  std::string text_ = "{";
};

}  // namespace spark
