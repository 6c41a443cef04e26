// Record logs that meet a disk that stalls. Not under a sanitizer, whose runtime must come first.
#ifndef SPARK_SANITIZED
#include <chrono>
#include <thread>

#include "end_to_end/bad_disk.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

// A row that says when the log is gone or its writer stands still, and one that says of losses.
const std::vector<std::string> alerts = {
    R"(alerts.rows-down={fact: host.rows.recording.requests.drops, comparison: below, )"
    R"(threshold: 0, max_age: 2s, absent: firing, summary: no rows})",
    "alerts.rows-dropped.for=1ms"};

Sparkd host_with(const std::string& ring, std::vector<std::string> sets = alerts) {
  sets.push_back("plugins.recording={library: " + museum("recording").string() +
                 ", with: {ring: " + ring + "}}");
  sets.emplace_back(
      R"(pipelines.rows={route: POST executor /rows, input: {id: string, number: int, times: int},)"
      R"( stages: {record: {plugin: recording, required: true}}, answer: {taken: record.taken}})");
  return Sparkd(sets);
}

class Recorded {
 public:
  explicit Recorded(const Sparkd& host) : host_(host), client_(host.client("executor")) {}

  void record(int64_t times) {
    const auto answer = client_.call(
        "POST", "/rows", R"({"id":"a","number":1,"times":)" + std::to_string(times) + "}");
    REQUIRE(answer.has_value());
    REQUIRE(answer->status == 200);
    asked += times;
    taken += boost::json::parse(answer->body).at("taken").as_int64();
  }
  // Until a ring is full and the host says that the disk takes nothing: more than SQLite keeps
  // before it waits for the disk, and then more than a ring has room for.
  void fill() {
    while (taken == asked) record(1'000);
    while (host_.text("executor", "/health").find("the disk has taken no rows of record logs") ==
           std::string::npos)
      record(1'000);
  }
  [[nodiscard]] int64_t count(const std::string& series) const {
    return static_cast<int64_t>(
        host_.metric("spark_rows_" + series + R"({name="recording.requests"})"));
  }
  void await_written() const {
    while (count("waiting_bytes") > 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  [[nodiscard]] int64_t rows_found() const {
    host_.json("admin", "POST", "/x/recording/find", "{}");
    boost::json::value found;
    do {
      found = host_.json("admin", "GET", "/x/recording/found");
    } while (found.at("searches").to_number<int>() == 0);
    return found.at("rows").to_number<int64_t>();
  }
  // The host looks every 5 s.
  void await_alert(const std::string& name, const std::string& state) const {
    const auto is_so = [&] {
      const auto all = host_.json("admin", "GET", "/admin/v1/alerts");
      for (const auto& each : all.at("alerts").as_array())
        if (each.at("name").as_string() == name) return text_of(each.at("state")) == state;
      return false;
    };
    while (!is_so()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }

  int64_t asked = 0;
  int64_t taken = 0;

 private:
  const Sparkd& host_;
  spark::tool::Client client_;
};

}  // namespace

TEST_CASE("a stalled disk costs rows that are counted, and neither answers nor older rows") {
  const BadDisk disk;
  for (const char* ring : {"1MiB", "64KiB", "8MiB"}) {
    INFO(ring);
    const Sparkd host = host_with(ring, {});
    Recorded rows(host);
    rows.record(10);
    disk.stall();
    rows.fill();
    disk.go_on();
    rows.await_written();
    CHECK(rows.count("appended_total") == rows.asked);
    CHECK(rows.count("dropped_total") == rows.asked - rows.taken);
    CHECK(rows.rows_found() == rows.taken);
  }
}

TEST_CASE("alerts fire while the writer of rows stands still and for what is lost meanwhile") {
  const BadDisk disk;
  const Sparkd host = host_with("64KiB");
  Recorded rows(host);
  rows.record(10);
  rows.await_alert("rows-down", "inactive");
  rows.await_alert("rows-dropped", "inactive");
  disk.stall();
  rows.fill();
  rows.await_alert("rows-down", "firing");
  rows.await_alert("rows-dropped", "firing");
  disk.go_on();
  rows.await_alert("rows-down", "inactive");
  rows.await_written();
  CHECK(rows.count("dropped_total") == rows.asked - rows.taken);
  CHECK(rows.rows_found() == rows.taken);
}
#endif
