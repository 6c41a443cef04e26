// JSON as values: what simdjson read, copied within our limits.
#include <simdjson.h>

#include "document.h"

namespace ml_model::trees {
namespace {

namespace sd = simdjson::dom;

bool is_number(const sd::element& element) {
  return element.is_number();
}

// Copies what simdjson read. As deep as simdjson let it be.
class JsonCopy {
 public:
  explicit JsonCopy(const std::string& file) : file_(file) {}

  Value copy(const sd::element& element, const std::string& path) {
    if (!budget_.take_value()) refuse_at(file_, path, "the file has too many values");
    switch (element.type()) {
      case sd::element_type::OBJECT:
        return {object(element.get_object().value_unsafe(), path)};
      case sd::element_type::ARRAY:
        return list(element.get_array().value_unsafe(), path);
      case sd::element_type::STRING:
        return {std::string(element.get_string().value_unsafe())};
      case sd::element_type::BOOL:
        return {element.get_bool().value_unsafe()};
      case sd::element_type::NULL_VALUE:
        return {};
      default:
        return {element.get_double().value_unsafe()};
    }
  }

 private:
  std::vector<Member> object(const sd::object& object, const std::string& path) {
    std::vector<Member> members;
    for (const auto& [name, value] : object) {
      std::string there = path;
      there.append(path.empty() ? "" : ".").append(short_key(name));
      members.push_back({std::string(name), copy(value, there)});
    }
    return members;
  }

  Value list(const sd::array& array, const std::string& path) {
    std::vector<double> numbers;
    std::vector<Value> values;
    size_t index = 0;
    for (const sd::element item : array) {
      const auto here = [&] { return path + "[" + std::to_string(index) + "]"; };
      if (is_number(item)) {
        if (!budget_.take_number()) refuse_at(file_, here(), "the file has too many numbers");
        numbers.push_back(item.get_double().value_unsafe());
      } else {
        values.push_back(copy(item, here()));
      }
      if (!numbers.empty() && !values.empty()) {
        refuse_at(file_, here(), "numbers and other values in one list");
      }
      ++index;
    }
    if (!values.empty()) return {std::move(values)};
    return {std::move(numbers)};
  }

  static std::string_view short_key(std::string_view name) { return name.substr(0, 40); }

  const std::string& file_;
  Budget budget_;
};

}  // namespace

Value read_json(const std::string& file, std::string_view bytes) {
  sd::parser parser;
  sd::element root;
  simdjson::error_code error = parser.allocate(bytes.size() + 1, document_depth_max);
  if (error == simdjson::SUCCESS) {
    error = parser.parse(bytes.data(), bytes.size(), true).get(root);
  }
  if (error != simdjson::SUCCESS) refuse_at(file, "", simdjson::error_message(error));
  return JsonCopy(file).copy(root, "");
}

}  // namespace ml_model::trees
