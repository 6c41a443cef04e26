#include "oip/body.h"

#include <charconv>
#include <cstddef>
#include <string>
#include <system_error>

#include "oip/json.h"

namespace spark::oip {
namespace {}  // namespace

base::Result<Body> split_body(std::string_view bytes, std::optional<std::string_view> json_size) {
  if (!json_size) return Body{bytes, {}};
  const std::string header(json_size_header);
  size_t size = 0;
  const char* const end = json_size->data() + json_size->size();
  const auto read = std::from_chars(json_size->data(), end, size);
  if (read.ec == std::errc::invalid_argument || read.ptr != end)
    return base::Error(header + ": expected a number of bytes, got " + as_sent(*json_size));
  if (read.ec != std::errc() || size > bytes.size())
    return base::Error(header + ": " + as_sent(*json_size) +
                       " bytes of JSON are announced, but the "
                       "body has " +
                       std::to_string(bytes.size()));
  return Body{bytes.substr(0, size), bytes.substr(size)};
}

}  // namespace spark::oip
