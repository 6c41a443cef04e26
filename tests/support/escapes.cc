#include "support/escapes.h"

#include <stdexcept>

namespace spark::test {

std::string unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text[0] != '\\') {
      out += text[0];
      text.remove_prefix(1);
      continue;
    }
    const char kind = text.at(1);
    size_t used = 2;
    if (kind == 'x') {
      out += static_cast<char>(std::stoi(std::string(text.substr(2, 2)), nullptr, 16));
      used = 4;
    } else if (kind == '{') {
      const size_t colon = text.find(':');
      const size_t end = text.find('}', colon);
      const std::string once = unescape(text.substr(colon + 1, end - colon - 1));
      for (int n = std::stoi(std::string(text.substr(2, colon - 2))); n > 0; --n) out += once;
      used = end + 1;
    } else {
      const size_t which = std::string_view("rnt0\\").find(kind);
      if (which == std::string_view::npos) throw std::runtime_error("unknown escape");
      out += std::string_view("\r\n\t\0\\", 5)[which];
    }
    text.remove_prefix(used);
  }
  return out;
}

}  // namespace spark::test
