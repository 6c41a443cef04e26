// The second opinion is Boost.JSON's, which says where it stopped.
#include "base/json_error.h"

#include <boost/json.hpp>
#include <cmath>
#include <optional>

namespace spark::base {
namespace {

namespace json = boost::json;

constexpr double beyond_64_bits = 18446744073709551616.0;  // 2^64

std::optional<std::string> out_of_range(const json::value& value, const std::string& path) {
  if (const auto* number = value.if_double()) {
    if (!std::isfinite(*number) || std::fabs(*number) >= beyond_64_bits) return path;
  }
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      const std::string name(key.data(), key.size());
      if (auto found = out_of_range(member, path.empty() ? name : path + "." + name)) return found;
    }
  }
  if (const auto* array = value.if_array()) {
    for (size_t i = 0; i < array->size(); ++i) {
      if (auto found = out_of_range((*array)[i], path + "[" + std::to_string(i) + "]"))
        return found;
    }
  }
  return std::nullopt;
}

std::string at_byte(size_t offset, std::string_view why) {
  return "the request body is not valid JSON at byte " + std::to_string(offset) + ": " +
         std::string(why);
}

}  // namespace

std::string explain_json_error(std::string_view body, uint32_t depth_max,
                               std::string_view otherwise) {
  json::parse_options options;
  options.max_depth = depth_max;
  json::stream_parser parser({}, options);
  boost::system::error_code failed;
  const size_t read = parser.write_some(body.data(), body.size(), failed);
  if (failed) return at_byte(read, failed.message());
  if (read < body.size()) return at_byte(read, "something follows the object");
  parser.finish(failed);
  if (failed) return at_byte(read, "it ends too early");
  if (const auto path = out_of_range(parser.release(), ""))
    return (path->empty() ? "the request body" : *path) + ": the number is out of range";
  return "the request body is not valid JSON: " + std::string(otherwise);
}

}  // namespace spark::base
