// What the kernel says of the process, as series.
#include "admin/process_series.h"

#include <fcntl.h>
#include <unistd.h>

#include <ctime>
#include <string>

#include "support/catch.h"

using namespace spark;
using namespace spark::admin;

namespace {

double value_of(const metrics::Registry& registry, const std::string& name) {
  std::string text;
  registry.render(text, name);
  const size_t at = text.rfind("\n" + name + " ");
  REQUIRE(at != std::string::npos);
  return std::stod(text.substr(at + name.size() + 2));
}

}  // namespace

TEST_CASE("a process' state is read behind its name, whatever that holds") {
  for (const char* name : {"sparkd", "a b", "x) S 1 2 (y", ")"}) {
    INFO(name);
    const auto stat = parse_process_stat("7 (" + std::string(name) +
                                         ") S 1 7 7 0 -1 4194560 5 0 0 0 31 32 0 0 20 0 9 0 4711 "
                                         "104857600 1234 18446744073709551615");
    REQUIRE(stat);
    CHECK(stat->started_ticks == 4711);
    CHECK(stat->virtual_bytes == 104'857'600);
    CHECK(stat->resident_pages == 1234);
  }
  for (const char* text : {"", "7 (sparkd", "7 (sparkd) S 1 2 3", "7 (sparkd) "})
    CHECK_FALSE(parse_process_stat(text));
}

TEST_CASE("the machine's start is a line of its own") {
  CHECK(parse_boot_time("cpu 1 2\nbtime 1700000000\nprocesses 5\n") == 1'700'000'000);
  CHECK_FALSE(parse_boot_time("cpu 1 2\nprocesses 5\n"));
  CHECK_FALSE(parse_boot_time("x\nbtime \n"));
}

TEST_CASE("the process' series follow the process") {
  metrics::Registry registry(1);
  auto series = ProcessSeries::create(registry);
  REQUIRE(series.has_value());
  series->collect();
  const double started = value_of(registry, "process_start_time_seconds");
  const auto now = static_cast<double>(std::time(nullptr));
  CHECK(started <= now + 2);
  CHECK(started > now - 86'400);
  CHECK(value_of(registry, "process_resident_memory_bytes") > 1e6);
  CHECK(value_of(registry, "process_virtual_memory_bytes") >
        value_of(registry, "process_resident_memory_bytes"));
  CHECK(value_of(registry, "process_max_fds") >= value_of(registry, "process_open_fds"));

  const double open_before = value_of(registry, "process_open_fds");
  const double cpu_before = value_of(registry, "process_cpu_seconds_total");
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const std::clock_t busy_until = std::clock() + CLOCKS_PER_SEC / 50;
  while (std::clock() < busy_until) {
  }
  series->collect();
  CHECK(value_of(registry, "process_open_fds") == open_before + 1);
  CHECK(value_of(registry, "process_cpu_seconds_total") >= cpu_before + 0.015);
  ::close(descriptor);
}
