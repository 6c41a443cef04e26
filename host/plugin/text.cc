// Bounded copies of plugins' texts.
#include "plugin/text.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/names.h"
#include "base/printable.h"

namespace spark::plugin {

base::Result<std::string> read_text(const char* raw, std::string_view what, size_t bytes_max) {
  if (raw == nullptr) return base::Error(std::string(what) + " is null");
  const size_t length = strnlen(raw, bytes_max + 1);
  if (length > bytes_max)
    return base::Error(std::string(what) + " is longer than " + std::to_string(bytes_max) +
                       " bytes");
  std::string text(raw, length);
  if (!base::is_printable(text)) return base::Error(std::string(what) + " is not printable UTF-8");
  // By name: Error is made from a string, too.
  return {boost::system::in_place_value, std::move(text)};
}

base::Result<std::string> read_name(const char* raw, std::string_view what,
                                    std::string_view marks) {
  auto text = read_text(raw, what, base::identifier_bytes_max);
  if (!text) return text.error();
  if (base::is_identifier(*text, marks)) return text;
  return base::Error(std::string(what) + " '" + *text +
                     "' is not a name of the form [A-Za-z_][A-Za-z0-9_" + std::string(marks) +
                     "]*");
}

int32_t sanitise(frame::Failure& failure, int32_t returned) noexcept {
  if (returned == frame::ok) return frame::ok;
  const bool known = returned > frame::ok && returned <= frame::exception;
  failure.code = known ? returned : static_cast<int32_t>(frame::failed);
  constexpr uint32_t length_max = sizeof failure.text - 1;
  failure.text[length_max] = '\0';
  const auto text_bytes = static_cast<uint32_t>(strnlen(failure.text, length_max));
  // A length of 0 with a text: the plugin forgot the length, and the text helps.
  if (failure.length == 0 || failure.length > text_bytes) failure.length = text_bytes;
  for (uint32_t at = 0; at < failure.length;) {
    const auto bytes =
        static_cast<uint32_t>(base::printable_length({failure.text + at, failure.length - at}));
    if (bytes == 0) failure.text[at] = '?';
    at += bytes == 0 ? 1 : bytes;
  }
  failure.text[failure.length] = '\0';
  if (failure.length == 0) failure.set(failure.code, "it gave no reason");
  return failure.code;
}

}  // namespace spark::plugin
