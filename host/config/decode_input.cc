// The JSON shape that a pipeline accepts: `name: type`, and objects as maps. A trailing ? marks an
// optional field, on the type of a value or on the name of an object.
#include <algorithm>
#include <array>

#include "base/names.h"
#include "config/decode.h"

namespace spark::config {
namespace {

struct TypeName {
  std::string_view name;
  InputType type;
};

constexpr std::array<TypeName, 5> types = {{
    {"int", InputType::i64},
    {"float", InputType::f64},
    {"bool", InputType::boolean},
    {"string", InputType::string},
    {"float[]", InputType::f64s},
}};

std::string_view without_mark(std::string_view text) {
  return text.ends_with('?') ? text.substr(0, text.size() - 1) : text;
}

class InputDecoder {
 public:
  std::vector<InputField> fields(const Cursor& cursor) {
    std::vector<InputField> out;
    if (cursor.node().kind != Kind::map || cursor.node().entries.empty()) {
      cursor.fail_expected("a map with at least one `name: type`");
      return out;
    }
    for (const auto& [key, value] : cursor.node().entries) {
      if (++count_ > input_fields_max) {
        if (count_ == input_fields_max + 1) {
          cursor.errors().add(
              key.place, cursor.path(),
              "expected at most " + std::to_string(input_fields_max) + " input fields");
        }
        break;
      }
      InputField field = decode(key, cursor.child(without_mark(key.text), value));
      const bool twice = std::any_of(out.begin(), out.end(), [&](const InputField& other) {
        return other.name == field.name;
      });
      if (twice) {
        cursor.errors().add(key.place, cursor.path(),
                            "the field " + in_quotes(field.name) + " is given twice");
      }
      out.push_back(std::move(field));
    }
    return out;
  }

 private:
  InputField decode(const Node& key, const Cursor& value) {
    const std::string_view name = without_mark(key.text);
    InputField field;
    field.name = name;
    field.place = key.place;
    if (!base::is_field_name(name)) {
      value.errors().add(
          key.place, value.path(),
          "expected " + std::string(base::field_name_rule) + ", found " + in_quotes(name));
    }
    const bool marked = name.size() != key.text.size();
    if (value.node().kind == Kind::map) {
      field.type = InputType::object;
      field.optional = marked;
      field.fields = fields(value);
      return field;
    }
    if (marked) {
      value.errors().add(key.place, value.path(),
                         "the ? of an optional value stands after its type, as in `" +
                             std::string(name) + ": float?`; only an object has it after its name");
    }
    decode_type(value, field);
    return field;
  }

  static void decode_type(const Cursor& value, InputField& field) {
    const std::string_view text = value.node().text;
    for (const TypeName& type : types) {
      if (type.name != without_mark(text)) continue;
      field.type = type.type;
      field.optional = text.ends_with('?');
      return;
    }
    value.fail_expected("int, float, bool, string or float[], with ? at the end if optional");
  }

  size_t count_ = 0;
};

}  // namespace

std::vector<InputField> decode_input(const Cursor& cursor) {
  return InputDecoder{}.fields(cursor);
}

std::vector<Placed<std::string>> decode_one_of(const Cursor& cursor,
                                               const std::vector<InputField>& input) {
  std::vector<Placed<std::string>> out;
  if (cursor.node().kind != Kind::list || cursor.node().items.size() < 2) {
    cursor.fail(
        "expected a list of two or more optional input fields, such as [snapshot, features]");
    return out;
  }
  std::vector<std::string> known;
  for (const InputField& field : input) known.push_back(field.name);
  for (size_t i = 0; i < cursor.node().items.size(); ++i) {
    const Cursor item = cursor.item(i);
    const auto name = item.text("the name of an optional input field");
    if (!name) continue;
    const auto field = std::find_if(input.begin(), input.end(), [&](const InputField& candidate) {
      return candidate.name == *name;
    });
    const bool twice = std::any_of(out.begin(), out.end(), [&](const Placed<std::string>& other) {
      return other.value == *name;
    });
    if (field == input.end()) {
      item.errors().add_unknown(item.place(), item.path(), "input field", *name, known);
    } else if (!field->optional) {
      item.fail("the input field " + in_quotes(*name) + " is not optional, so it is always given");
    } else if (twice) {
      item.fail("the input field " + in_quotes(*name) + " is named twice");
    } else {
      out.push_back(item.placed(*name));
    }
  }
  return out;
}

}  // namespace spark::config
