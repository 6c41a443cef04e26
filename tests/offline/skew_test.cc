// Recorded features against recomputed ones: which rows are replayed, in which order, and what
// counts as a difference, a loss, or a lack of history.
#include "skew.h"

#include <cmath>
#include <limits>

#include "spark/abi.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::skew;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int64_t minute_ms = 60'000;
constexpr Span an_hour{.from_ms = 100 * minute_ms, .to_ms = 160 * minute_ms, .warm_ms = 0};
const std::vector<std::string> names{"mid", "count"};

// A log of production's features mid and count; rows are added as they were answered.
struct Log {
  Log() {
    recording.logs.push_back({"recorder.a"});
    recording.lists.push_back({{"mid", {true, false, false}}, {"count", {true, false, false}}});
  }
  Recorded& row(int64_t minute, double mid, double count) {
    Recorded& row = recording.rows.emplace_back();
    row.at_ms = row.snapshot.ts_ms = minute * minute_ms;
    row.received_ms = 1'000;
    row.sequence = static_cast<int64_t>(recording.rows.size());
    row.has_time = row.has_input = true;
    row.snapshot.symbol = "BTCUSDT";
    row.snapshot.mid = mid;
    row.status = {SPARK_STATUS_OK, -1, -1};
    row.seen = 0b11;
    row.first_value = recording.values.size();
    recording.values.insert(recording.values.end(), {mid, count});
    return row;
  }
  // A history that counts its rows, and knows its first one from the second on.
  Found compare(const Span& span = an_hour) {
    int rows = 0;
    return spark::skew::compare(recording, span, names,
                                [&rows](const Recorded& row, std::span<double> out) {
                                  out[0] = row.snapshot.mid;
                                  out[1] = ++rows > 1 ? rows : none;
                                });
  }
  Recording recording;
};

const FeatureSkew& feature(const Found& found, const std::string& name) {
  for (const FeatureSkew& each : found.features)
    if (each.name == name) return each;
  throw std::runtime_error("no feature " + name);
}

}  // namespace

TEST_CASE("bits are compared: one ulp, a sign of zero and a null differ") {
  CHECK(distance(1, std::nextafter(1.0, 2)).ulps == 1);
  CHECK(distance(std::nextafter(-1.0, 0), -1).ulps == 1);
  CHECK(distance(-0.0, 0.0).ulps == 1);
  CHECK(distance(-1, 1).absolute == 2);
  CHECK(distance(none, none).ulps == 0);
  CHECK(distance(none, 1).ulps == UINT64_MAX);
  CHECK(distance(-1e308, 1e308).ulps > UINT64_MAX / 2);
}

TEST_CASE("rows before the time warm the history, and are not compared") {
  Log log;
  log.row(98, 5, 7);  // not what was recomputed, and not asked
  log.row(99, 5, 7);
  log.row(100, 5, 3);
  log.row(160, 5, 7);
  const Found found = log.compare();
  CHECK(found.rows == 1);
  CHECK(found.replayed == 4);
  CHECK(found.verdict() == Verdict::equal);
}

TEST_CASE("rows are replayed in the order in which they came") {
  Log log;
  log.row(101, 5, 3).received_ms = 2'000;
  log.row(100, 5, 2).received_ms = 1'500;  // late
  log.row(102, 5, none).received_ms = 1'200;
  CHECK(log.compare().verdict() == Verdict::equal);
}

TEST_CASE("a difference has its feature, its size and its first time") {
  Log log;
  log.row(99, 5, none);
  log.row(102, 5, 2);
  log.row(101, 5, 4);
  log.recording.values[4] = std::nextafter(5.0, 6);
  const Found found = log.compare();
  CHECK(found.verdict() == Verdict::differs);
  CHECK(found.differing() == 2);
  CHECK(feature(found, "mid").differing == 1);
  CHECK(feature(found, "mid").most.ulps == 1);
  CHECK(feature(found, "count").most.absolute == 1);
  CHECK(feature(found, "count").first_ms == 101 * minute_ms);
}

TEST_CASE("no rows are no pass") {
  Log log;
  CHECK(log.compare().verdict() == Verdict::inconclusive);
  log.row(100, 5, none).seen = 0;  // no model was given a row
  CHECK(log.compare().verdict() == Verdict::inconclusive);
}

TEST_CASE("a loss is counted where the next row says so, and makes equal rows inconclusive") {
  Log log;
  log.row(99, 5, none).dropped = 4;  // before all that is replayed
  log.row(100, 5, 2).dropped = 4;
  log.row(101, 5, 3).dropped = 9;
  log.row(102, 5, 4).dropped = 2;  // of the next plugin object
  const Found found = log.compare();
  CHECK(found.dropped == 7);
  CHECK(found.verdict() == Verdict::inconclusive);
}

TEST_CASE("what a lost row explains is no difference until no history reaches it") {
  Log log;
  Span span = an_hour;
  span.warm_ms = 2 * minute_ms;
  log.row(99, 5, none);
  log.row(100, 5, 2);
  log.row(101, 5, 7).dropped = 4;
  log.row(102, 5, 8).dropped = 4;
  CHECK(log.compare(span).verdict() == Verdict::inconclusive);
  CHECK(log.compare(span).after_loss == 2);
  log.row(103, 5, 9).dropped = 4;
  CHECK(log.compare(span).verdict() == Verdict::differs);
}

TEST_CASE("a loss after the newest row is known from the log's record alone") {
  const LogEnd end{"recorder.a", 5'000, 1, 9};
  const auto lost = [&](int64_t since_ms, int64_t to_ms, int64_t dropped) {
    return lost_at_the_end(end, {"recorder.a", since_ms, to_ms, dropped});
  };
  CHECK(lost(1'000, 6'000, 12) == 3);
  CHECK(lost(1'000, 6'000, 9) == 0);
  CHECK(lost(1'000, 6'000, 4) == 0);
  CHECK(lost(5'500, 6'000, 4) == 4);   // of a plugin object that has no row
  CHECK(lost(1'000, 4'000, 12) == 0);  // of an earlier one, before the newest row
}

TEST_CASE("what serving knew from before its log is a lack of history, and no difference") {
  Log log;
  log.row(100, 5, 17);
  Span span = an_hour;
  CHECK(log.compare(span).verdict() == Verdict::differs);
  span.warm_ms = minute_ms;
  const Found found = log.compare(span);
  CHECK(found.without_history == 1);
  CHECK(found.differing() == 0);
  CHECK(found.verdict() == Verdict::inconclusive);
}

TEST_CASE("a model that was not ready must not be ready when it is recomputed") {
  Log log;
  Recorded& first = log.row(100, none, none);
  first.seen = 0;
  first.status[0] = SPARK_STATUS_NOT_READY;
  first.snapshot.mid = 5;
  CHECK(log.compare().verdict() == Verdict::equal);
  CHECK(log.compare().unready == 1);

  Recorded& second = log.row(101, none, none);
  second.seen = 0;
  second.status[0] = SPARK_STATUS_NOT_READY;
  second.snapshot.mid = 5;
  CHECK(log.compare().unlike_ready == 1);
  CHECK(log.compare().verdict() == Verdict::differs);
}

TEST_CASE("a request without a time, or without a snapshot, is not replayed") {
  Log log;
  log.row(100, 5, 2).has_time = false;
  log.row(100, 5, 2).has_input = false;
  const Found found = log.compare();
  CHECK(found.replayed == 0);
  CHECK(found.without_time == 1);
}

TEST_CASE("a feature that the library does not compute is named, and not compared") {
  Log log;
  log.recording.lists[0][1].name = "other";
  log.row(100, 5, 7);
  const Found found = log.compare();
  CHECK(found.unknown == std::vector<std::string>{"other"});
  CHECK(found.verdict() == Verdict::equal);
}

namespace {

const std::string head =
    "at,request_id,sequence,received_ms,dropped,symbol,ts,advances,mid,spread_bp,vol_1m,rsi_14,"
    "spread_estimated,code,source,production_score,production_status,production_elapsed_ms,"
    "production_model,candidate_score,candidate_status,candidate_elapsed_ms,candidate_model,"
    "fallback_score,fallback_status,fallback_elapsed_ms,fallback_model,features_1,features_2,"
    "features_3,feature_bits";

std::string text_of(const std::string& rows) {
  std::string text = head;
  for (int i = 0; i < 32; ++i)
    text.append(",f")
        .append(1, static_cast<char>('0' + i / 10))
        .append(1, static_cast<char>('0' + i % 10));
  return text + "\n" + rows;
}

std::string row_of(const std::string& id, const std::string& list, const std::string& bits,
                   const std::string& values) {
  return "6000000," + id +
         ",3,1000,0,BTCUSDT,6000000,false,5,,1e6,41,true,200,x,0.5,0,0.1,m,,,,,,,,," + list +
         ",,," + bits + "," + values + std::string(30, ',') + "\n";
}

spark::tool::Result<void> read(const std::string& text, Recording& recording, size_t piece) {
  recorded::RowReader reader(recording, "rows.csv", an_hour.from_ms, an_hour.to_ms);
  for (size_t at = 0; at < text.size(); at += piece)
    if (auto added = reader.add(std::string_view(text).substr(at, piece)); !added) return added;
  return reader.finish();
}

}  // namespace

TEST_CASE("exported rows are read back to the bit, however the text is cut") {
  const auto text = text_of(row_of("\"a,\"\"b\"\"\nc\"", "\"x=pc,y=c\"", "4294967299", "0,0.1"));
  for (const size_t piece : {size_t{1}, size_t{7}, text.size()}) {
    Recording recording;
    REQUIRE(read(text, recording, piece).has_value());
    REQUIRE(recording.rows.size() == 1);
    const Recorded& row = recording.rows[0];
    CHECK(row.at_ms == 6'000'000);
    CHECK(row.snapshot.rsi_14 == 41);
    CHECK_FALSE(row.advances);
    CHECK(std::isnan(row.snapshot.spread_bp));
    CHECK(row.snapshot.spread_estimated);
    CHECK(row.status[0] == 0);
    CHECK(row.status[1] == -1);
    CHECK(row.seen == 0b11);
    CHECK(recording.lists[0][1].name == "y");
    CHECK_FALSE(recording.lists[0][1].is_of[0]);
    CHECK(std::signbit(recording.values[0]));  // bit 32
    CHECK(recording.values[1] == 0.1);
  }
}

TEST_CASE("a row without a symbol has no history, and needs no time") {
  Recording recording;
  std::string row = row_of("a", "x=p", "1", "0,");
  row.replace(row.find("BTCUSDT,6000000"), 15, ",1714521600");  // in seconds
  REQUIRE(read(text_of(row), recording, 4'096).has_value());
  CHECK(recording.rows.at(0).has_time);
  CHECK(recording.rows.at(0).snapshot.ts_ms == 0);
}

TEST_CASE("what is no recorder's log is refused by line and column") {
  struct Case {
    std::string text, why;
  };
  const auto row = [](const std::string& list, const std::string& bits) {
    return text_of(row_of("a", list, bits, "1,2"));
  };
  const Case cases[] = {
      {"", "rows.csv:1: expected a first line"},
      {"at,score\n", "rows.csv:1: expected a recorder's log; it has no column 'received_ms'"},
      {row("x=q", "3"),
       "rows.csv:2: features_1: expected name=roles, such as rsi_14=pc, found x=q"},
      {row("x=p", "x"), "rows.csv:2: feature_bits: expected a number, found x"},
      {row("\"x=p,y=p\"", "3").substr(0, text_of("").size() + 20),
       "rows.csv:2: the line is cut off"},
      {text_of("1,2\n"), "rows.csv:2: expected as many cells as the first line has"},
      {text_of("x" + row_of("a", "x=p", "1", "1,2")), "rows.csv:2: at: expected a number, found x"},
  };
  for (const Case& each : cases) {
    Recording recording;
    const auto done = read(each.text, recording, each.text.size() + 1);
    INFO(each.why);
    REQUIRE_FALSE(done.has_value());
    CHECK_THAT(done.error().text, ContainsSubstring(each.why));
  }
}
