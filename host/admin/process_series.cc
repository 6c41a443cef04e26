#include "admin/process_series.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace spark::admin {
namespace {

// Files of /proc say that their size is 0.
std::string read_all(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<uint64_t> parse_number(std::string_view text) {
  uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr == text.data()) return std::nullopt;
  return number;
}

// Field number `index`, counted from 0, of the fields between blanks; "" if there are fewer.
std::string_view field(std::string_view text, size_t index) {
  for (; index > 0; --index) {
    const size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return {};
    text.remove_prefix(blank + 1);
  }
  return text.substr(0, text.find(' '));
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

// The number of open descriptors, without the one that reads the folder.
std::optional<double> open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator at("/proc/self/fd", error);
  double count = -1;
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) ++count;
  if (error) return std::nullopt;
  return count;
}

}  // namespace

// The program's name, in parentheses, may hold blanks and parentheses itself.
std::optional<ProcessStat> parse_process_stat(std::string_view text) {
  const size_t end = text.rfind(") ");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view behind = text.substr(end + 2);  // from the third field on
  const auto started = parse_number(field(behind, 19));
  const auto virtual_bytes = parse_number(field(behind, 20));
  const auto resident_pages = parse_number(field(behind, 21));
  if (!started || !virtual_bytes || !resident_pages) return std::nullopt;
  return ProcessStat{*started, *virtual_bytes, *resident_pages};
}

std::optional<uint64_t> parse_boot_time(std::string_view text) {
  constexpr std::string_view name = "\nbtime ";
  const size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  return parse_number(text.substr(at + name.size()));
}

base::Result<ProcessSeries> ProcessSeries::create(metrics::Registry& registry) {
  ProcessSeries made;
  base::Result<void> failed;
  const auto gauge = [&](const char* name, const char* help) {
    auto found = registry.gauge({name, help, {}, {}, 0});
    if (!found) failed = found.error();
    return found ? *found : metrics::Gauge();
  };
  made.start_time_ =
      gauge("process_start_time_seconds", "When the process started, in seconds of the Unix epoch");
  made.resident_ = gauge("process_resident_memory_bytes", "Memory that is in the machine's");
  made.virtual_ = gauge("process_virtual_memory_bytes", "Addresses that are in use");
  made.open_fds_ = gauge("process_open_fds", "Open file descriptors");
  made.max_fds_ = gauge("process_max_fds", "File descriptors that may be open");
  auto cpu = registry.real_counter(
      {"process_cpu_seconds_total", "CPU time of the process and the kernel for it", {}, {}, 0});
  if (!cpu) return cpu.error();
  made.cpu_ = *cpu;
  if (!failed) return failed.error();
  made.boot_time_seconds_ =
      static_cast<double>(parse_boot_time(read_all("/proc/stat")).value_or(0));
  return made;
}

// A series whose file cannot be read keeps its value.
void ProcessSeries::collect() {
  if (const auto stat = parse_process_stat(read_all("/proc/self/stat"))) {
    static const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    static const auto page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
    start_time_.set(boot_time_seconds_ +
                    static_cast<double>(stat->started_ticks) / ticks_per_second);
    resident_.set(static_cast<double>(stat->resident_pages) * page_bytes);
    virtual_.set(static_cast<double>(stat->virtual_bytes));
  }
  if (const auto open = open_descriptors()) open_fds_.set(*open);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) max_fds_.set(static_cast<double>(limit.rlim_cur));
  const double cpu = std::max(cpu_seconds(), cpu_seen_seconds_);
  cpu_.add(cpu - cpu_seen_seconds_);
  cpu_seen_seconds_ = cpu;
}

}  // namespace spark::admin
