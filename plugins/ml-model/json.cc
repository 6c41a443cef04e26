#include "json.h"

#include <simdjson.h>

#include <charconv>
#include <limits>

#include "spark/error.h"

namespace ml_model {

namespace dom = simdjson::dom;

struct JsonFile::State {
  dom::parser parser;
  dom::element root;

  // The element at a dotted path; `fail(why)` does not return.
  template <class Fail>
  [[nodiscard]] dom::element at(std::string_view field, Fail fail) const {
    dom::element here = root;
    while (!field.empty()) {
      const size_t dot = field.find('.');
      const std::string_view key = field.substr(0, dot);
      field = dot == std::string_view::npos ? std::string_view() : field.substr(dot + 1);
      if (dom::array list; here.get(list) == simdjson::SUCCESS) {
        size_t index = 0;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
        if (error != std::errc() || end != key.data() + key.size()) fail("missing");
        if (list.at(index).get(here) != simdjson::SUCCESS) fail("missing");
        continue;
      }
      dom::object object;
      if (here.get(object) != simdjson::SUCCESS) fail("missing");
      size_t found = 0;
      for (const auto& [name, value] : object) {
        if (name != key) continue;
        here = value;
        ++found;
      }
      if (found != 1) fail(found == 0 ? "missing" : "given twice");
    }
    return here;
  }
};

JsonFile::JsonFile(std::string name, std::string_view text)
    : name_(std::move(name)), state_(std::make_unique<State>()) {
  simdjson::error_code error = state_->parser.allocate(text.size() + 1, depth_max);
  if (error == simdjson::SUCCESS) {
    error = state_->parser.parse(text.data(), text.size(), true).get(state_->root);
  }
  if (error != simdjson::SUCCESS) {
    throw spark::Error(name_ + ": " + simdjson::error_message(error), SPARK_E_INVALID);
  }
  if (!state_->root.is_object()) {
    throw spark::Error(name_ + ": expected an object", SPARK_E_INVALID);
  }
}

JsonFile::~JsonFile() = default;

void JsonFile::refuse(std::string_view field, const std::string& why) const {
  throw spark::Error(name_ + ": " + std::string(field) + ": " + why, SPARK_E_INVALID);
}

namespace {

template <class Fail>
std::string as_text(const dom::element& element, Fail fail) {
  std::string_view out;
  if (element.get(out) != simdjson::SUCCESS) fail("expected a text");
  return std::string(out);
}

// Every number of a valid document is finite: simdjson refuses one that a double cannot hold.
template <class Fail>
double as_number(const dom::element& element, Fail fail) {
  double out = 0;
  if (element.get(out) != simdjson::SUCCESS) fail("expected a number");
  return out;
}

// A list: `each(element, fail)` makes an item; refusals of an item carry its index.
template <class Each, class Fail>
auto as_list(const dom::element& element, Each each, Fail fail) {
  dom::array array;
  if (element.get(array) != simdjson::SUCCESS) fail("expected a list");
  size_t index = 0;
  const auto fail_item = [&](const std::string& why) {
    fail("element " + std::to_string(index) + ": " + why);
  };
  std::vector<decltype(each(element, fail_item))> out;
  for (const dom::element item : array) {
    out.push_back(each(item, fail_item));
    ++index;
  }
  return out;
}

constexpr auto text_item = [](const dom::element& item, auto fail) { return as_text(item, fail); };
constexpr auto number_item = [](const dom::element& item, auto fail) {
  return as_number(item, fail);
};
constexpr auto missing_or_number_item = [](const dom::element& item, auto fail) {
  return item.is_null() ? std::numeric_limits<double>::quiet_NaN() : as_number(item, fail);
};

}  // namespace

std::string JsonFile::text(std::string_view field) const {
  const auto fail = [&](const std::string& why) { refuse(field, why); };
  return as_text(state_->at(field, fail), fail);
}

double JsonFile::number(std::string_view field, std::optional<double> null_is) const {
  const auto fail = [&](const std::string& why) { refuse(field, why); };
  const dom::element element = state_->at(field, fail);
  return element.is_null() && null_is ? *null_is : as_number(element, fail);
}

size_t JsonFile::size(std::string_view field) const {
  const auto fail = [&](const std::string& why) { refuse(field, why); };
  dom::array list;
  if (state_->at(field, fail).get(list) != simdjson::SUCCESS) fail("expected a list");
  return list.size();
}

bool JsonFile::has(std::string_view field) const {
  return state_->root[field].error() != simdjson::NO_SUCH_FIELD;
}

bool JsonFile::flag(std::string_view field) const {
  const auto fail = [&](const std::string& why) { refuse(field, why); };
  if (!has(field)) return false;
  bool out = false;
  if (state_->at(field, fail).get(out) != simdjson::SUCCESS) fail("expected true or false");
  return out;
}

std::vector<std::string> JsonFile::texts(std::string_view field) const {
  const auto fail = [&](const std::string& why) { refuse(field, why); };
  return as_list(state_->at(field, fail), text_item, fail);
}

std::vector<double> JsonFile::numbers(std::string_view field, std::optional<double> null_is) const {
  const auto number_or_null_item = [&](const dom::element& item, auto fail_item) {
    return item.is_null() && null_is ? *null_is : as_number(item, fail_item);
  };
  const auto fail = [&](const std::string& why) { refuse(field, why); };
  return as_list(state_->at(field, fail), number_or_null_item, fail);
}

std::vector<std::vector<double>> JsonFile::rows(std::string_view field, bool may_miss) const {
  const auto row_item = [&](const dom::element& item, auto fail_item) {
    return may_miss ? as_list(item, missing_or_number_item, fail_item)
                    : as_list(item, number_item, fail_item);
  };
  const auto fail = [&](const std::string& why) { refuse(field, why); };
  return as_list(state_->at(field, fail), row_item, fail);
}

}  // namespace ml_model
