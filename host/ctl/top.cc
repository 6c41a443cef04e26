#include "ctl/top.h"

#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

#include "ctl/commands.h"
#include "spark/tool/terminal.h"

namespace spark::ctl {

namespace json = tool::json;

namespace {

tool::Result<json::value> look(Admin& admin) {
  json::object seen;
  for (const char* what : {"status", "facts", "alerts"}) {
    auto answer = admin.get(std::string("/admin/v1/") + what);
    if (!answer) return answer.error();
    seen[what] = std::move(*answer);
  }
  return json::value(std::move(seen));
}

}  // namespace

tool::Result<int> run_top(const Options& options, bool once, uint32_t every_ms) {
  tool::Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  const bool on_terminal = ::isatty(STDOUT_FILENO) != 0;
  for (;;) {
    const auto seen = look(*admin);
    if (!seen) return seen.error();
    if (on_terminal && !once && !options.json) tool::clear_screen();
    print(options, *seen, [&](size_t width) { return view_top(*seen, width); });
    if (once || !on_terminal) return static_cast<int>(tool::Exit::ok);
    std::this_thread::sleep_for(std::chrono::milliseconds(every_ms));
  }
}

}  // namespace spark::ctl
