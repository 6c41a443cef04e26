// Bounded copies of plugins' texts.
#include "plugin/text.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/printable.h"

namespace spark::plugin {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > 31 || text[0] < 'a' || text[0] > 'z') return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || is_digit(c) || c == '-')) return false;
  return true;
}

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
                                    std::string_view extra) {
  auto text = read_text(raw, what, name_bytes_max);
  if (!text) return text.error();
  bool good = !text->empty() && (is_letter(text->front()) || text->front() == '_');
  for (const char c : *text)
    good = good &&
           (is_letter(c) || is_digit(c) || c == '_' || extra.find(c) != std::string_view::npos);
  if (good) return text;
  return base::Error(std::string(what) + " '" + *text +
                     "' is not a name of the form [A-Za-z_][A-Za-z0-9_" + std::string(extra) +
                     "]*");
}

int32_t sanitise(frame::Failure& failure, int32_t returned) noexcept {
  if (returned == frame::ok) return frame::ok;
  const bool known = returned > frame::ok && returned <= frame::exception;
  failure.code = known ? returned : static_cast<int32_t>(frame::failed);
  constexpr uint32_t length_max = sizeof failure.text - 1;
  failure.text[length_max] = '\0';
  const auto text_bytes = static_cast<uint32_t>(strnlen(failure.text, length_max));
  // A length of 0 with a text is a plugin that forgot one of the two; the text is what helps.
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
