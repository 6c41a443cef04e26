// What tests of record logs share.
#pragma once

#include <bit>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/worker.h"
#include "services/facts.h"
#include "services/record_logs.h"
#include "store/chain.h"
#include "store/search.h"
#include "support/catch.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

namespace spark::test {

inline constexpr int64_t noon = 1'795'737'600'000 + 43'200'000;  // 2026-11-27
inline constexpr int64_t day_ms = 86'400'000;
inline constexpr store::RowRetention retention = {30, 1 << 30};
inline const store::RowColumns columns = {{"at", store::RowType::i64, true, false},
                                          {"score", store::RowType::f64}};
inline const store::RowColumns more_columns = {{"at", store::RowType::i64, true, false},
                                               {"score", store::RowType::f64},
                                               {"hit", store::RowType::boolean}};
inline const store::RowColumns other_columns = {{"at", store::RowType::i64, true, false},
                                                {"score", store::RowType::text}};

// Record logs over a folder, whose thread a test runs by hand. The test is worker 0.
struct RecordRig {
  explicit RecordRig(const std::filesystem::path& state_dir = {})
      : state(state_dir.empty() ? folder.path() : state_dir) {
    base::this_worker = 0;
    logs.now_utc = [this] { return utc_ms; };
    logs.append_record = [this](const store::Record& record,
                                const services::ClosedDays::Ended& ended) {
      if (has_died) return;
      if (is_stalled) return waiting.emplace_back(record, ended), void();
      if (is_refused) return ended(std::nullopt);
      const auto put = chain.append(record);
      if (put && record.action == "expire") removed += record.object + ";";
      ended(put ? std::optional(put->sequence) : std::nullopt);
    };
    logs.close_days_at_once();
    logs.open(state);
  }
  ~RecordRig() { base::this_worker = base::not_a_worker; }

  ::spark_rows* declare(const void* owner, const store::RowColumns& as = columns,
                        const store::RowRetention& kept = retention) {
    auto rows = logs.declare(owner, "p", "trades", as, kept);
    INFO((rows ? "" : rows.error().text));
    REQUIRE(rows.has_value());
    return *rows;
  }
  ::spark_rows* acting(const void* owner, const store::RowColumns& as = columns,
                       const store::RowRetention& kept = retention) {
    ::spark_rows* const rows = declare(owner, as, kept);
    logs.act(owner);
    return rows;
  }
  // As the extension does it.
  static bool append(::spark_rows* rows, int64_t at, double score) {
    const size_t count = rows->layout->columns.size();
    std::vector<uint64_t> cells(count);
    cells[0] = static_cast<uint64_t>(at);
    cells[1] = std::bit_cast<uint64_t>(score);
    rows->appended.add();
    if (rows->log->append(base::this_worker, *rows->layout, {0b11, cells.data(), nullptr},
                          static_cast<uint32_t>(count)))
      return true;
    rows->dropped.add();
    return false;
  }
  static int fill(::spark_rows* rows) {
    int taken = 0;
    while (append(rows, taken, 0)) ++taken;
    return taken;
  }
  // Long enough for all that is to be put on record, and to be removed.
  void settle() {
    for (int i = 0; i < 10; ++i) {
      utc_ms += 1'000;
      writer.step_delayed();
    }
  }
  // One row on that day, by the host's clock.
  void record(::spark_rows* rows, int64_t at_utc_ms, double score) {
    utc_ms = at_utc_ms;
    CHECK(append(rows, at_utc_ms, score));
    writer.step_delayed();
  }
  // The chain takes what waited for it.
  void go_on() {
    is_stalled = false;
    for (const auto& [record, ended] : std::exchange(waiting, {}))
      logs.append_record(record, ended);
  }
  // What the chain has of days, in its order.
  [[nodiscard]] std::vector<store::Entry> records() const {
    std::vector<store::Entry> all;
    CHECK(store::each_after(state / "chain", 0, [&](const store::Entry& entry) {
            all.push_back(entry);
          }).has_value());
    return all;
  }
  [[nodiscard]] std::vector<double> scores() const {
    std::vector<double> all;
    const auto read = store::read_rows(store::log_folder(state, "p.trades"), {columns},
                                       [&](std::span<const store::RowValue> row) {
                                         all.push_back(std::get<double>(row[1]));
                                         return true;
                                       });
    INFO((read ? "" : read.error().text));
    CHECK(read.has_value());
    return all;
  }
  [[nodiscard]] std::filesystem::path file(const char* day = "2026-11-27") const {
    return store::day_file(store::log_folder(state, "p.trades"), day);
  }
  // A folder that is a file: no day can be made in it.
  void break_disk() const {
    std::filesystem::create_directories(state / "rows");
    std::ofstream(state / "rows" / "p.trades") << "in the way";
  }

  const TemporaryFolder folder;
  const std::filesystem::path state;
  int64_t utc_ms = noon;
  std::string removed;      // by records
  bool is_refused = false;  // no record is taken
  bool has_died = false;    // … and nobody says so
  bool is_stalled = false;  // it is taken by go_on()
  std::vector<std::pair<store::Record, services::ClosedDays::Ended>> waiting;
  store::Chain chain = store::Chain::open(state).value().chain;
  ManualQueue writer;
  metrics::Registry registry{2};
  services::Facts facts;
  services::RecordLogs logs{registry, 2, &writer, &facts};
  int first = 0;
  int second = 0;
};

}  // namespace spark::test
