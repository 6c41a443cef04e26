#include "serving/request_texts.h"

#include <algorithm>

#include "pipeline/request_slots.h"

namespace spark::serving {
namespace {

bool is_visible(char c) {
  return c > ' ' && c <= '~';
}

}  // namespace

static_assert(http::traceparent_bytes_max <= pipeline::request_text_bytes_max);

std::string_view sane_id(std::string_view header) {
  const bool is_sane = header.size() <= pipeline::request_text_bytes_max &&
                       std::all_of(header.begin(), header.end(), is_visible);
  return is_sane ? header : std::string_view();
}

}  // namespace spark::serving
