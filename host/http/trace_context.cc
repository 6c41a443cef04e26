#include "http/trace_context.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/hex.h"
#include "http/grammar.h"

namespace spark::http {
namespace {

constexpr size_t version_bytes = 2;
constexpr size_t trace_begins = version_bytes + 1;
constexpr size_t parent_bytes = 16;
constexpr size_t flags_bytes = 2;
constexpr size_t version_00_bytes = version_bytes + trace_id_bytes + parent_bytes + flags_bytes + 3;

bool is_id(std::string_view text, size_t digits) {
  return base::is_hex(text, digits) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::string_view only_header(const Request& request, std::string_view name) {
  std::string_view value;
  for (const Header& header : request.headers) {
    if (!equal_ignoring_case(header.name, name)) continue;
    if (value.data() != nullptr) return {};
    value = header.value;
  }
  return value;
}

std::string_view valid_traceparent(std::string_view header) {
  if (header.size() < version_00_bytes || header.size() > traceparent_bytes_max) return {};
  const std::string_view version = header.substr(0, version_bytes);
  const std::string_view trace = header.substr(3, trace_id_bytes);
  const std::string_view parent = header.substr(36, parent_bytes);
  const std::string_view flags = header.substr(53, flags_bytes);
  if (header[2] != '-' || header[35] != '-' || header[52] != '-') return {};
  if (!base::is_hex(version, version_bytes) || version == "ff") return {};
  if (!is_id(trace, trace_id_bytes) || !is_id(parent, parent_bytes)) return {};
  if (!base::is_hex(flags, flags_bytes)) return {};
  // A later version may add to it, behind another dash.
  const bool ends = header.size() == version_00_bytes;
  if (!ends && (version == "00" || header[version_00_bytes] != '-')) return {};
  return std::all_of(header.begin(), header.end(), base::is_visible) ? header : std::string_view();
}

std::string_view trace_id_in(std::string_view traceparent) {
  return traceparent.empty() ? traceparent : traceparent.substr(trace_begins, trace_id_bytes);
}

std::string_view trace_id_of(const Request& request) {
  return trace_id_in(valid_traceparent(only_header(request, "traceparent")));
}

}  // namespace spark::http
