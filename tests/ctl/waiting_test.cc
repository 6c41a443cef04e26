#include "ctl/waiting.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "support/catch.h"

using namespace spark;
using ctl::Waiting;

TEST_CASE("a wait counts its seconds") {
  CHECK(ctl::waiting_line(std::chrono::seconds(3)) == "waiting for the host… 3 s");
}

TEST_CASE("a wait is drawn again and again, and cleared when it is over") {
  std::mutex mutex;
  std::condition_variable drawn;
  std::vector<std::string> lines;
  {
    const Waiting waiting(
        [&](std::string_view line) {
          const std::lock_guard lock(mutex);
          lines.emplace_back(line);
          drawn.notify_one();
        },
        std::chrono::milliseconds(1));
    std::unique_lock lock(mutex);
    drawn.wait(lock, [&] { return lines.size() >= 3; });
  }
  for (size_t i = 0; i + 1 < lines.size(); ++i)
    CHECK(lines[i].starts_with("waiting for the host… "));
  CHECK(lines.back().empty());
}

TEST_CASE("a short wait draws nothing, and so has nothing to clear") {
  std::vector<std::string> lines;
  {
    const Waiting waiting([&](std::string_view line) { lines.emplace_back(line); },
                          std::chrono::hours(1));
  }
  CHECK(lines.empty());
  { const Waiting nowhere({}, std::chrono::milliseconds(1)); }
}
