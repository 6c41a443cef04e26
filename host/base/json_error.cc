// Reads the body again with Boost.JSON, which says where it stopped. The handler builds no
// document: it keeps only the path to the parser's position.
#include "base/json_error.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"

namespace spark::base {
namespace {

namespace json = boost::json;
using ErrorCode = boost::system::error_code;

constexpr size_t path_bytes_max = 160;

// An array's element or an object's member, as part of a path.
struct PathPart {
  bool is_member = false;
  size_t index = 0;  // elements that came before
  std::string name;  // cut to a little more than is shown
};

// Handles the parser's events. Ends the parse at the first number that a double cannot hold.
class Handler {
 public:
  static constexpr size_t max_object_size = SIZE_MAX;
  static constexpr size_t max_array_size = SIZE_MAX;
  static constexpr size_t max_key_size = SIZE_MAX;
  static constexpr size_t max_string_size = SIZE_MAX;

  explicit Handler(uint32_t depth_max) { steps_.reserve(size_t{depth_max} + 1); }

  [[nodiscard]] bool out_of_range() const { return out_of_range_; }

  // "a.b[2]"; "" for the body itself.
  [[nodiscard]] std::string path() const {
    std::string path;
    for (size_t i = 0; i < depth_ && path.size() <= path_bytes_max; ++i) {
      const PathPart& step = steps_[i];
      if (step.is_member) {
        path += (path.empty() ? "" : ".") + cut(step.name, quoted_bytes_max);
      } else {
        path += '[' + std::to_string(step.index) + ']';
      }
    }
    return cut(path, path_bytes_max);
  }

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_object_begin(ErrorCode&) { return enter(true); }
  bool on_object_end(size_t, ErrorCode&) { return leave(); }
  bool on_array_begin(ErrorCode&) { return enter(false); }
  bool on_array_end(size_t, ErrorCode&) { return leave(); }
  bool on_key_part(json::string_view part, size_t total_bytes, ErrorCode&) {
    return add_to_name(part, total_bytes);
  }
  bool on_key(json::string_view part, size_t total_bytes, ErrorCode&) {
    return add_to_name(part, total_bytes);
  }
  bool on_string_part(json::string_view, size_t, ErrorCode&) { return true; }
  bool on_string(json::string_view, size_t, ErrorCode&) { return pass_value(); }
  bool on_number_part(json::string_view, ErrorCode&) { return true; }
  bool on_int64(int64_t, json::string_view, ErrorCode&) { return pass_value(); }
  bool on_uint64(uint64_t, json::string_view, ErrorCode&) { return pass_value(); }
  bool on_double(double number, json::string_view, ErrorCode& failed) {
    if (std::isfinite(number)) return pass_value();
    out_of_range_ = true;
    failed = make_error_code(boost::system::errc::result_out_of_range);
    return false;
  }
  bool on_bool(bool, ErrorCode&) { return pass_value(); }
  bool on_null(ErrorCode&) { return pass_value(); }
  bool on_comment_part(json::string_view, ErrorCode&) { return true; }
  bool on_comment(json::string_view, ErrorCode&) { return true; }

 private:
  // Entries beyond depth_ stay, so that their names' memory is reused.
  bool enter(bool is_member) {
    if (depth_ == steps_.size()) steps_.emplace_back();
    PathPart& step = steps_[depth_++];
    step.is_member = is_member;
    step.index = 0;
    return true;
  }

  bool leave() {
    --depth_;
    return pass_value();
  }

  bool pass_value() {
    if (depth_ > 0) ++steps_[depth_ - 1].index;
    return true;
  }

  // `total_bytes` counts the parts of the name up to the end of this one.
  bool add_to_name(json::string_view part, size_t total_bytes) {
    std::string& name = steps_[depth_ - 1].name;
    if (part.size() == total_bytes) name.clear();
    // Keeps up to four bytes more than are shown, so that path() sees that it must cut.
    if (name.size() <= quoted_bytes_max)
      name.append(part.data(), std::min(part.size(), quoted_bytes_max + 4 - name.size()));
    return true;
  }

  std::vector<PathPart> steps_;
  size_t depth_ = 0;
  bool out_of_range_ = false;
};

std::string at_byte(size_t offset, std::string_view why) {
  return "the request body is not valid JSON at byte " + std::to_string(offset) + ": " +
         std::string(why);
}

}  // namespace

std::string explain_json_error(std::string_view body, uint32_t depth_max,
                               std::string_view otherwise) {
  json::parse_options options;
  options.max_depth = depth_max;
  json::basic_parser<Handler> parser(options, depth_max);
  ErrorCode failed;
  const size_t read = parser.write_some(true, body.data(), body.size(), failed);
  // Boost.JSON before 1.82 stops at an exponent beyond 32 bits; later versions read infinity.
  if (parser.handler().out_of_range() || failed == json::error::exponent_overflow) {
    const std::string path = parser.handler().path();
    return (path.empty() ? "the request body" : path) + ": the number is out of range";
  }
  if (failed) return at_byte(read, failed.message());
  if (read < body.size()) return at_byte(read, "something follows the object");
  (void)parser.write_some(false, nullptr, 0, failed);
  if (parser.handler().out_of_range()) return "the request body: the number is out of range";
  if (failed) return at_byte(read, "it ends too early");
  return cut("the request body is not valid JSON: " + std::string(otherwise), error_bytes_max);
}

}  // namespace spark::base
