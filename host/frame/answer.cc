// Rendering of compiled answers.
#include "frame/answer.h"

#include <charconv>

#include "base/clock.h"
#include "base/json_text.h"

namespace spark::frame {

void append_json(std::string& out, const Value& value) {
  switch (value.type) {
    case Type::null:
      out += "null";
      return;
    case Type::f64:
      base::append_json_number(out, value.f64);
      return;
    case Type::boolean:
      out += value.i64 != 0 ? "true" : "false";
      return;
    case Type::string:
      base::append_json_string(out, value.text());
      return;
    case Type::i64: {
      char digits[24];
      const auto end = std::to_chars(digits, digits + sizeof digits, value.i64).ptr;
      out.append(digits, end);
      return;
    }
    case Type::f64s: {
      char separator = '[';
      for (const double number : value.numbers()) {
        out += separator;
        base::append_json_number(out, number);
        separator = ',';
      }
      out += separator == '[' ? "[]" : "]";
      return;
    }
  }
}

namespace {

void append_first_of(const std::vector<Answer::Option>& options, const Frame& frame,
                     std::string& out) {
  for (const auto& option : options) {
    if (option.slot == no_slot) {
      out += option.json;
      return;
    }
    const Value& value = frame.slots[option.slot];
    if (!value.is_null()) {
      append_json(out, value);
      return;
    }
  }
  out += "null";
}

}  // namespace

std::string_view source_of(const Answer& answer, const Frame& frame) {
  for (const auto& source : answer.sources)
    if (source.slot == no_slot || !frame.slots[source.slot].is_null()) return source.name;
  return {};
}

void render(const Answer& answer, const Frame& frame, int64_t utc_ms, std::string& out) {
  for (const auto& part : answer.parts) {
    switch (part.kind) {
      case Answer::Part::Kind::text:
        out += part.text;
        break;
      case Answer::Part::Kind::first_of:
        append_first_of(part.options, frame, out);
        break;
      case Answer::Part::Kind::now: {
        char stamp[24];
        base::iso8601_utc(utc_ms, stamp);
        out += '"';
        out.append(stamp, sizeof stamp);
        out += '"';
        break;
      }
    }
  }
}

}  // namespace spark::frame
