#include "spark/tool/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "spark/tool/visible.h"

namespace spark::tool {

size_t output_width() {
  winsize window{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0) window.ws_col = 0;
  return output_width_of(::isatty(STDOUT_FILENO) == 1, std::getenv("COLUMNS"), window.ws_col);
}

size_t output_width_of(bool is_terminal, const char* columns, size_t window) {
  if (!is_terminal) return any_width;
  const std::string_view text = columns == nullptr ? "" : columns;
  size_t width = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (failed == std::errc() && end == text.data() + text.size() && width > 0) return width;
  return window > 0 ? window : any_width;
}

void put(std::FILE* to, std::string_view text) {
  const std::string shown = visible_lines(text);
  std::fwrite(shown.data(), 1, shown.size(), to);
}

void clear_screen() {
  std::fputs("\x1b[H\x1b[2J", stdout);
  std::fflush(stdout);
}

void redraw(std::string_view line) {
  std::fputs(("\r\x1b[K" + visible(line)).c_str(), stderr);
}

}  // namespace spark::tool
