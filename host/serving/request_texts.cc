#include "serving/request_texts.h"

#include <algorithm>

#include "base/hex.h"
#include "http/grammar.h"
#include "pipeline/request_slots.h"

namespace spark::serving {
namespace {

constexpr size_t version_bytes = 2;
constexpr size_t trace_bytes = 32;
constexpr size_t parent_bytes = 16;
constexpr size_t flags_bytes = 2;
constexpr size_t version_00_bytes = version_bytes + trace_bytes + parent_bytes + flags_bytes + 3;

bool is_visible(char c) {
  return c > ' ' && c <= '~';
}

bool is_id(std::string_view text, size_t digits) {
  return base::is_hex(text, digits) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::string_view only_header(const http::Request& request, std::string_view name) {
  std::string_view value;
  for (const http::Header& header : request.headers) {
    if (!http::equal_ignoring_case(header.name, name)) continue;
    if (value.data() != nullptr) return {};
    value = header.value;
  }
  return value;
}

std::string_view sane_id(std::string_view header) {
  const bool is_sane = header.size() <= pipeline::request_text_bytes_max &&
                       std::all_of(header.begin(), header.end(), is_visible);
  return is_sane ? header : std::string_view();
}

std::string_view valid_traceparent(std::string_view header) {
  if (header.size() < version_00_bytes || header.size() > pipeline::request_text_bytes_max)
    return {};
  const std::string_view version = header.substr(0, version_bytes);
  const std::string_view trace = header.substr(3, trace_bytes);
  const std::string_view parent = header.substr(36, parent_bytes);
  const std::string_view flags = header.substr(53, flags_bytes);
  if (header[2] != '-' || header[35] != '-' || header[52] != '-') return {};
  if (!base::is_hex(version, version_bytes) || version == "ff") return {};
  if (!is_id(trace, trace_bytes) || !is_id(parent, parent_bytes)) return {};
  if (!base::is_hex(flags, flags_bytes)) return {};
  // A later version may add to it, behind another dash.
  const bool ends = header.size() == version_00_bytes;
  if (!ends && (version == "00" || header[version_00_bytes] != '-')) return {};
  return std::all_of(header.begin(), header.end(), is_visible) ? header : std::string_view();
}

}  // namespace spark::serving
