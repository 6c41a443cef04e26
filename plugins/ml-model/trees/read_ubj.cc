// UBJSON as values: the events of nlohmann/json, taken within our limits.
#include <nlohmann/json.hpp>

#include "document.h"

namespace ml_model::trees {
namespace {

using Json = nlohmann::json;

// Takes what the reader finds, one event at a time; an event that returns false ends the reading.
class UbjCopy final : public nlohmann::json_sax<Json> {
 public:
  explicit UbjCopy(size_t bytes) : bytes_(bytes) {}

  bool null() override { return put({}); }
  bool boolean(bool value) override { return put({value}); }
  bool number_integer(number_integer_t value) override {
    return put_number(static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return put_number(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return put_number(value); }
  bool string(string_t& value) override { return put({std::move(value)}); }
  bool binary(binary_t&) override { return fail("binary values are not known here"); }

  bool start_object(size_t count) override { return open({std::vector<Member>()}, count); }
  bool key(string_t& name) override {
    open_.back().key = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(size_t count) override { return open({std::vector<double>()}, count); }
  bool end_array() override { return close(); }

  bool parse_error(size_t position, const std::string&, const Json::exception&) override {
    return fail("truncated or not UBJSON at byte " + std::to_string(position));
  }

  Value root;
  std::string path;  // of what was refused
  std::string why;   // "" if nothing was

 private:
  struct Open {
    Value value;
    std::string key;   // of an object: the member being read
    size_t items = 0;  // of a list: how many there are
  };

  bool fail(std::string text) {
    for (const Open& open : open_) {
      if (std::holds_alternative<std::vector<Member>>(open.value.is)) {
        if (!open.key.empty()) path.append(path.empty() ? "" : ".").append(open.key, 0, 40);
      } else {
        path.append("[").append(std::to_string(open.items)).append("]");
      }
    }
    why = std::move(text);
    return false;
  }

  // The reader says how many items follow, or -1. Each has a byte, but for some that none needs.
  bool open(Value value, size_t count) {
    if (open_.size() == document_depth_max) return fail("too deep");
    if (count != size_t(-1) && count > bytes_) {
      return fail("says that it has " + std::to_string(count) + " elements");
    }
    open_.push_back({std::move(value), {}});
    return true;
  }

  bool close() {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  bool put_number(double value) {
    if (!open_.empty()) {
      if (auto* numbers = std::get_if<std::vector<double>>(&open_.back().value.is)) {
        if (!budget_.take_number()) return fail("the file has too many numbers");
        numbers->push_back(value);
        ++open_.back().items;
        return true;
      }
      if (std::holds_alternative<std::vector<Value>>(open_.back().value.is)) {
        return fail("numbers and other values in one list");
      }
    }
    return put({value});
  }

  bool put(Value value) {
    if (!budget_.take_value()) return fail("the file has too many values");
    if (open_.empty()) {
      root = std::move(value);
      return true;
    }
    Open& parent = open_.back();
    if (auto* members = std::get_if<std::vector<Member>>(&parent.value.is)) {
      members->push_back({std::move(parent.key), std::move(value)});
      parent.key.clear();
      return true;
    }
    if (auto* numbers = std::get_if<std::vector<double>>(&parent.value.is)) {
      if (!numbers->empty()) return fail("numbers and other values in one list");
      parent.value.is = std::vector<Value>();
    }
    std::get<std::vector<Value>>(parent.value.is).push_back(std::move(value));
    ++parent.items;
    return true;
  }

  const size_t bytes_;
  Budget budget_;
  std::vector<Open> open_;
};

}  // namespace

Value read_ubj(const std::string& file, std::string_view bytes) {
  UbjCopy copy(bytes.size());
  const bool done =
      Json::sax_parse(bytes.begin(), bytes.end(), &copy, Json::input_format_t::ubjson);
  if (!done || !copy.why.empty()) refuse_at(file, copy.path, copy.why);
  return std::move(copy.root);
}

}  // namespace ml_model::trees
