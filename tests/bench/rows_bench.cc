// What a record log costs: nanoseconds that a worker spends on a row, and rows a second that its
// thread writes, with the bytes that they take.
#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>

#include "base/task_thread.h"
#include "base/worker.h"
#include "services/record_logs.h"
#include "support/temporary_folder.h"

using namespace spark;
using Clock = std::chrono::steady_clock;

namespace {

struct Shape {
  size_t numbers;  // columns beside time, key and text
  size_t set;      // of these: those that are not null
};
// A small log, and one as wide as a log may be whose rows are half empty.
constexpr Shape shapes[] = {{17, 17}, {60, 34}};
constexpr uint64_t rows_in_all = 1'000'000;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

store::RowColumns some_columns(size_t numbers) {
  store::RowColumns columns = {{"at", store::RowType::i64, true, false},
                               {"id", store::RowType::text, false, true},
                               {"model", store::RowType::text_id}};
  for (size_t i = 0; i < numbers; ++i)
    columns.push_back({"c" + std::to_string(i), store::RowType::f64});
  return columns;
}

// Prints the cost of rows of that shape; false if the disk does not take them.
bool measure(const Shape& shape) {
  const test::TemporaryFolder folder;
  base::TaskThread thread("spark-rows", 64, base::TaskThread::Priority::low);
  metrics::Registry registry(1);
  services::RecordLogs logs(registry, 1, &thread);
  logs.open(folder.path());
  const int owner = 0;
  spark_rows* const rows =
      logs.declare(&owner, "bench", "rows", some_columns(shape.numbers), {30, 1ULL << 40}).value();
  logs.act(&owner);
  rows->log->text_id("v1").value();
  base::this_worker = 0;
  const auto count = static_cast<uint32_t>(shape.numbers + 3);
  std::vector<uint64_t> cells(count);
  const spark_rows_text id = {"request-00000000", 16};
  const spark_rows_row row = {(uint64_t{1} << (shape.set + 3)) - 1, cells.data(), &id};

  // As fast as the thread takes them: the time in append() alone counts.
  double append_s = 0;
  uint64_t timed = 0;
  uint64_t taken = 0;
  uint64_t next = 0;
  const auto start = Clock::now();
  constexpr uint64_t at_once = 500;
  while (taken < rows_in_all) {
    const auto begun = Clock::now();
    uint64_t now_taken = 0;
    for (uint64_t i = 0; i < at_once; ++i, ++next) {
      cells[0] = next / 10;
      for (size_t column = 3; column < shape.set + 3; ++column)
        cells[column] =
            std::bit_cast<uint64_t>(static_cast<double>(next) * 0.37 + static_cast<double>(column));
      rows->appended.add();
      now_taken += rows->log->append(0, *rows->layout, row, count) ? 1 : 0;
    }
    // A batch of which some were dropped says nothing of what a taken row costs.
    if (now_taken == at_once) {
      append_s += seconds_since(begun);
      timed += at_once;
    }
    taken += now_taken;
    if (now_taken < at_once) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (!logs.flush(rows->log)) return false;
  const double all_s = seconds_since(start);
  uint64_t bytes = 0;
  const auto days = store::list_days(store::log_folder(folder.path(), "bench.rows"));
  for (const auto& day : *days) bytes += day.bytes;
  std::string line = fmt::format(
      "{} columns, {} of them null: {:.0f} ns a row for the worker, {:.0f} rows a second written, "
      "{:.0f} bytes a "
      "row\n",
      count, shape.numbers - shape.set, append_s * 1e9 / static_cast<double>(timed),
      static_cast<double>(taken) / all_s, static_cast<double>(bytes) / static_cast<double>(taken));
  std::fputs(line.c_str(), stdout);
  thread.stop();
  logs.end();
  return true;
}

}  // namespace

int main() {
  for (const Shape& shape : shapes)
    if (!measure(shape)) return 1;
  return 0;
}
