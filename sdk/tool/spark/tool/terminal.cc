#include "spark/tool/terminal.h"

#include "spark/tool/visible.h"

namespace spark::tool {

void put(std::FILE* to, std::string_view text) {
  const std::string shown = visible_lines(text);
  std::fwrite(shown.data(), 1, shown.size(), to);
}

void redraw(std::string_view line) {
  std::fputs(("\r\x1b[K" + visible(line)).c_str(), stderr);
}

}  // namespace spark::tool
