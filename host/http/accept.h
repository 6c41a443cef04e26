// What a client's Accept header says of a media type (RFC 9110, section 12.5.1). Pure.
#pragma once

#include <string_view>

namespace spark::http {

struct MediaType {
  std::string_view name;     // "text/plain", in lower case
  std::string_view version;  // of its parameter "version"
};

struct Wanted {
  double quality = 0;     // 0: the client does not want it
  bool is_named = false;  // not only covered by a range such as */*
};

// By the most specific range that covers the type: its name, then "text/*", then "*/*". A range
// with another version does not cover it, other parameters do not matter, and a range with a
// malformed weight counts as if it were not there.
[[nodiscard]] Wanted wanted(std::string_view accept, const MediaType& type);

}  // namespace spark::http
