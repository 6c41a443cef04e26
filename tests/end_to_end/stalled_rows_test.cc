// Record logs that meet a disk that stalls. Not under a sanitizer, whose runtime must come first.
#ifndef SPARK_SANITIZED
#include <chrono>
#include <thread>

#include "end_to_end/changes.h"
#include "end_to_end/bad_disk.h"
#include "support/catch.h"

using namespace spark::test;

TEST_CASE("a stalled disk costs rows that are counted, and neither answers nor older rows") {
  const BadDisk disk;
  const Sparkd host({"plugins.recording.library=" + museum("recording").string(),
                     R"(pipelines.rows={route: POST executor /rows, input: {id: string, number: )"
                     R"(int, times: int}, stages: {record: {plugin: recording, required: true}}, )"
                     R"(answer: {taken: record.taken}})"});
  int64_t taken = 0;
  int64_t asked = 0;
  auto client = host.client("executor");
  const auto record = [&](int64_t times) {
    const auto answer = client.call(
        "POST", "/rows", R"({"id":"a","number":1,"times":)" + std::to_string(times) + "}");
    REQUIRE(answer.has_value());
    REQUIRE(answer->status == 200);
    asked += times;
    taken += boost::json::parse(answer->body).at("taken").as_int64();
  };
  record(10);
  disk.stall();
  // More than SQLite keeps before it waits for the disk, and then more than a ring has room for.
  while (taken == asked) record(1'000);
  while (host.text("executor", "/health").find("the disk has taken no rows of record logs") ==
         std::string::npos)
    record(1'000);
  disk.go_on();
  const auto count = [&](const std::string& series) {
    return static_cast<int64_t>(
        host.metric("spark_rows_" + series + R"({name="recording.requests"})"));
  };
  while (count("waiting_bytes") > 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  CHECK(count("appended_total") == asked);
  CHECK(count("dropped_total") == asked - taken);
  host.json("admin", "POST", "/x/recording/find", "{}");
  boost::json::value found;
  do {
    found = host.json("admin", "GET", "/x/recording/found");
  } while (found.at("searches").to_number<int>() == 0);
  CHECK(found.at("rows").to_number<int64_t>() == taken);
}
#endif
