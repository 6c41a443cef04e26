// Decodes a pipeline's answer. Quoted text is always text. A plain word is a reference (a dotted
// path, or now), a number or a constant if it cannot mean anything else; else it is text.
#include <algorithm>
#include <array>

#include "base/names.h"
#include "config/decode.h"
#include "config/numbers.h"

namespace spark::config {
namespace {

using AnswerValue = std::variant<Reference, Literal, FirstOf, AnswerObject>;

AnswerObject decode_object(const Cursor& cursor);

// Literal takes its value's type exactly: no const char* may become a bool on the way.
template <class T>
AnswerValue literal(T value) {
  return Literal{std::variant<std::nullptr_t, bool, double, int64_t, std::string>(
      std::in_place_type<T>, std::move(value))};
}

template <class T>
AnswerValue number(const Cursor& cursor, const base::Result<T>& parsed) {
  if (parsed.has_value()) return literal<T>(*parsed);
  cursor.fail(parsed.error().text);
  return literal<std::nullptr_t>(nullptr);
}

AnswerValue decode_plain(const Cursor& cursor) {
  constexpr std::array<std::string_view, 4> shouted = {"True", "TRUE", "False", "FALSE"};
  const std::string& text = cursor.node().text;
  if (text == "true" || text == "false") return literal<bool>(text == "true");
  if (text == "now") return Reference{text};
  switch (number_form(text)) {
    case NumberForm::whole:
      return number(cursor, parse_whole(text));
    case NumberForm::decimal:
      return number(cursor, parse_number(text));
    case NumberForm::refused:
      cursor.fail("expected a number, found " + in_quotes(text) + "; " + why_refused(text));
      return literal<std::nullptr_t>(nullptr);
    case NumberForm::none:
      break;
  }
  if (base::is_dotted_name(text, 2)) return Reference{text};
  if (std::find(shouted.begin(), shouted.end(), text) != shouted.end()) {
    cursor.fail("write true or false, or quote " + in_quotes(text) + " if it is text");
  }
  return literal<std::string>(text);
}

AnswerValue decode_scalar(const Cursor& cursor) {
  if (cursor.node().kind == Kind::null) return literal<std::nullptr_t>(nullptr);
  if (cursor.node().quoted) return literal<std::string>(cursor.node().text);
  return decode_plain(cursor);
}

FirstOf decode_first_of(const Cursor& cursor) {
  FirstOf first;
  if (cursor.node().items.empty()) cursor.fail("expected at least one value to choose from");
  for (size_t i = 0; i < cursor.node().items.size(); ++i) {
    const Cursor item = cursor.item(i);
    if (item.node().kind == Kind::list || item.node().kind == Kind::map) {
      item.fail_expected(
          "a slot or a constant, since the list means \"the first that is not null\"");
      continue;
    }
    first.options.push_back({item.place(), decode_scalar(item)});
  }
  return first;
}

AnswerNode decode_node(const Cursor& cursor) {
  switch (cursor.node().kind) {
    case Kind::map:
      return {cursor.place(), decode_object(cursor)};
    case Kind::list:
      return {cursor.place(), decode_first_of(cursor)};
    case Kind::null:
    case Kind::scalar:
      break;
  }
  return {cursor.place(), decode_scalar(cursor)};
}

AnswerObject decode_object(const Cursor& cursor) {
  AnswerObject object;
  std::vector<std::string> names;
  for (const auto& [key, value] : cursor.node().entries) {
    const bool nullable = key.text.ends_with('?');
    std::string name = key.text.substr(0, key.text.size() - (nullable ? 1 : 0));
    if (name.empty())
      cursor.errors().add(key.place, cursor.path(), "expected a name, found an empty one");
    const Cursor child = cursor.child(name, value);
    names.push_back(name);
    object.fields.push_back({std::move(name), nullable, decode_node(child)});
  }
  std::sort(names.begin(), names.end());
  for (auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end();
       twice = std::adjacent_find(twice + 1, names.end())) {
    cursor.fail("the field " + in_quotes(*twice) + " is given twice, with and without ?");
  }
  return object;
}

}  // namespace

AnswerObject decode_answer(const Cursor& cursor) {
  if (cursor.node().kind == Kind::map) return decode_object(cursor);
  cursor.fail_expected("a map of answer fields");
  return {};
}

}  // namespace spark::config
