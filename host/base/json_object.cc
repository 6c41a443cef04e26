#include "base/json_object.h"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace spark::base {

namespace json = boost::json;

struct JsonObject::State {
  explicit State(std::string_view text)
      : value(json::parse(json::string_view(text.data(), text.size()), failed, &memory)) {}

  json::monotonic_resource memory;  // freed at once rather than piece by piece
  boost::system::error_code failed;
  json::value value;
};

JsonObject::JsonObject(std::string_view text) : state_(std::make_unique<State>(text)) {}
JsonObject::~JsonObject() = default;
JsonObject::JsonObject(JsonObject&&) noexcept = default;
JsonObject& JsonObject::operator=(JsonObject&&) noexcept = default;

const json::object* JsonObject::object() const {
  return state_->failed ? nullptr : state_->value.if_object();
}

std::string JsonObject::why_not() const {
  if (state_->failed) return "not JSON: " + state_->failed.message();
  return state_->value.is_object() ? "" : "expected an object";
}

std::optional<std::string> JsonObject::text(std::string_view name) const {
  const json::value* member = find(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return std::string(member->get_string());
}

std::optional<int64_t> JsonObject::whole(std::string_view name) const {
  const json::value* member = find(name);
  if (member == nullptr || !member->is_int64()) return std::nullopt;
  return member->get_int64();
}

bool JsonObject::is_true(std::string_view name) const {
  const json::value* member = find(name);
  return member != nullptr && member->is_bool() && member->get_bool();
}

const json::value* JsonObject::find(std::string_view name) const {
  const json::object* all = object();
  return all == nullptr ? nullptr : all->if_contains(json::string_view(name.data(), name.size()));
}

}  // namespace spark::base
