// sparkctl features skew: what a host recorded of real minutes is recomputed to the bit, and where
// it is not, or cannot be, that is said.
#include <sys/resource.h>

#include <charconv>
#include <cmath>
#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

#include "end_to_end/changes.h"
#include "end_to_end/recording_host.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr const char* dropped = R"(spark_rows_dropped_total{name="recorder.predict"})";

// All that was appended is on the disk when an orderly end has come.
void end(Sparkd& host) {
  host.signal(SIGTERM);
  REQUIRE(host.wait().exit_code == 0);
}

struct Skew {
  int exit_code;
  json::value found;
};

Skew skew(const fs::path& state, const std::vector<std::string>& words) {
  std::vector<std::string> all{
      binary("sparkctl").string(), "--state-dir", state.string(), "features", "skew", "--json"};
  all.insert(all.end(), words.begin(), words.end());
  const Ended ended = run(all);
  INFO(ended.output);
  REQUIRE(ended.output.starts_with("{"));
  return {ended.exit_code, json::parse(ended.output.substr(0, ended.output.rfind('}') + 1))};
}

std::string verdict(const Skew& skewed) {
  return text_of(skewed.found.at("verdict"));
}
uint64_t count(const Skew& skewed, const char* what) {
  return skewed.found.at(what).to_number<uint64_t>();
}
const json::object& feature(const Skew& skewed, std::string_view name) {
  for (const json::value& each : skewed.found.at("features").as_array())
    if (each.at("name").as_string() == name) return each.as_object();
  throw std::runtime_error("no feature " + std::string(name));
}

void export_rows(const fs::path& state, const fs::path& file) {
  REQUIRE(run({binary("sparkctl").string(), "--state-dir", state.string(), "rows", "export",
               "recorder.predict", "--out", file.string(), "--quiet"})
              .exit_code == 0);
}

// The row's cell in that column is replaced by what `change` makes of it.
void edit(const fs::path& file, size_t row, const std::string& column,
          const std::function<std::string(const std::string&)>& change) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  const auto cells = [](const std::string& line) {
    std::vector<std::string> all(1);
    bool is_quoted = false;
    for (const char letter : line) {
      if (letter == '"') is_quoted = !is_quoted;
      if (letter == ',' && !is_quoted)
        all.emplace_back();
      else
        all.back() += letter;
    }
    return all;
  };
  const auto head = cells(lines.at(0));
  auto edited = cells(lines.at(row + 1));
  for (size_t i = 0; i < head.size(); ++i)
    if (head[i] == column) edited.at(i) = change(edited.at(i));
  lines[row + 1].clear();
  for (const std::string& cell : edited)
    lines[row + 1].append(lines[row + 1].empty() ? "" : ",").append(cell);
  std::ofstream out(file);
  for (const std::string& line : lines) out << line << '\n';
}

std::string one_bit_more(const std::string& digits) {
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, std::nextafter(value, 1e300)).ptr};
}

}  // namespace

TEST_CASE("replayed days of real minutes are recomputed to the bit, a month by make soak") {
  if (!has_data()) return;
  const Recording recording;
  const int days = is_full_soak() ? 31 : 3;
  Sparkd host({}, recording.file(), recording.state());
  const auto answered = replay(host, days * minutes_a_day);
  end(host);
  const Skew found =
      skew(recording.state(), {"--date", "2024-05-01", "--days", std::to_string(days)});
  CHECK(found.exit_code == 0);
  CHECK(verdict(found) == "equal");
  CHECK(count(found, "rows") == answered);
  CHECK(count(found, "not_ready_differing") == 0);
  // Histories are ready after 99.5 % of a day.
  const uint64_t ready = count(found, "rows") - count(found, "not_ready");
  CHECK(ready > answered / 2);
  for (const std::string& name : {std::string("mid_price"), std::string("log_volume")})
    CHECK(feature(found, name).at("values").to_number<uint64_t>() == count(found, "rows"));
  for (const std::string& name : of_v1_8_2) {
    CAPTURE(name);
    CHECK(feature(found, name).at("differing").to_number<uint64_t>() == 0);
    CHECK(feature(found, name).at("values").to_number<uint64_t>() >= ready);
  }
  const std::string last = days == 3 ? "2024-05-03" : "2024-05-31";
  const Skew alone = skew(recording.state(), {"--date", last});  // warmed by the day before
  CHECK(alone.exit_code == 0);
  CHECK(count(alone, "rows") > minutes_a_day / 2);
  const auto listed = run({binary("sparkctl").string(), "--state-dir", recording.state().string(),
                           "rows", "list", "--json"});
  const auto bytes = json::parse(listed.output).at("logs").at(0).at("bytes").to_number<double>();
  report_figures("a recorded request",
                 "takes " +
                     std::to_string(static_cast<int>(bytes / static_cast<double>(answered))) +
                     " bytes on the disk");
}

TEST_CASE("a restart amid recording, and minutes that come again, are no skew") {
  if (!has_data()) return;
  const Recording recording;
  constexpr int before = 1'900;
  uint64_t answered = 0;
  {
    Sparkd host({}, recording.file(), recording.state());
    answered += replay(host, before);
    end(host);
  }
  {
    Sparkd host({}, recording.file(), recording.state());
    answered += replay(host, 2 * minutes_a_day);  // those of before are late now
    end(host);
  }
  const Skew found = skew(recording.state(), {"--date", "2024-05-01", "--days", "2"});
  CHECK(found.exit_code == 0);
  CHECK(count(found, "rows") == answered);
  CHECK(count(found, "not_ready_differing") == 0);
  CHECK(feature(found, "rv_60m_rel").at("values").to_number<uint64_t>() > minutes_a_day);
}

TEST_CASE("histories that began with market files are recomputed with the same files") {
  if (!has_data()) return;
  const Recording recording;
  const auto before = (market_data() / "btcusdt_1m/BTCUSDT-1m-2024-04.csv.gz").string();
  {
    Sparkd host({"plugins.features.with.warm_from=[" + before + "]"}, recording.file(),
                recording.state());
    REQUIRE(host.prints("warm_from: BTCUSDT: minutes until"));
    replay(host, 100);
    end(host);
  }
  const std::vector<std::string> words{"--date", "2024-05-01"};
  const Skew without = skew(recording.state(), words);
  CHECK(without.exit_code == 2);
  CHECK(count(without, "without_history") > 0);
  const Skew found = skew(recording.state(), {"--date", "2024-05-01", "--warm-from", before});
  CHECK(found.exit_code == 0);
  CHECK(count(found, "not_ready") == 0);
  CHECK(feature(found, "rv_60m_rel").at("values").to_number<uint64_t>() == count(found, "rows"));
}

TEST_CASE("one wrong bit in a day's rows is found, with its feature and its time") {
  if (!has_data()) return;
  const Recording recording;
  {
    Sparkd host({}, recording.file(), recording.state());
    replay(host, minutes_a_day);
    end(host);
  }
  const fs::path file = recording.path("rows.csv");
  export_rows(recording.state(), file);
  const std::vector<std::string> words{"--date", "2024-05-01", "--rows", file.string()};
  CHECK(skew(recording.state(), words).exit_code == 0);

  edit(file, 700, "f05", one_bit_more);  // log_volume
  const Skew broken = skew(recording.state(), words);
  CHECK(broken.exit_code == 1);
  CHECK(verdict(broken) == "differs");
  const json::object& log_volume = feature(broken, "log_volume");
  CHECK(log_volume.at("differing").to_number<uint64_t>() == 1);
  CHECK(log_volume.at("ulps_max").to_number<uint64_t>() == 1);
  CHECK(text_of(log_volume.at("first")) == "2024-05-01T11:40:59Z");
  CHECK(feature(broken, "mid_price").at("differing").to_number<uint64_t>() == 0);

  edit(file, 700, "f05", [](const std::string&) { return std::string(); });
  CHECK(feature(skew(recording.state(), words), "log_volume").at("ulps_max").is_null());

  edit(file, 700, "feature_bits", [](const std::string&) { return std::string("many"); });
  const Ended wrong = run({binary("sparkctl").string(), "features", "skew", "--date", "2024-05-01",
                           "--rows", file.string()});
  CHECK(wrong.exit_code == 2);
  CHECK_THAT(wrong.output,
             ContainsSubstring("rows.csv:702: feature_bits: expected a number, found many"));
}

TEST_CASE("a day without rows is no pass, and neither are dropped rows") {
  if (!has_data()) return;
  const Recording recording;
  Sparkd host({}, recording.file(), recording.state());
  const auto client = [&](const std::string& date) {
    return skew(recording.state(), {"--date", date});
  };
  CHECK(client("2024-05-01").exit_code == 2);
  CHECK(verdict(client("2024-05-01")) == "inconclusive");

  replay(host, 10);
  constexpr rlimit full{4'096, RLIM_INFINITY};
  constexpr rlimit none{RLIM_INFINITY, RLIM_INFINITY};
  REQUIRE(::prlimit(host.pid(), RLIMIT_FSIZE, &full, nullptr) == 0);
  while (host.metric(dropped) <= 0) replay(host, 2 * minutes_a_day, "max");
  REQUIRE(::prlimit(host.pid(), RLIMIT_FSIZE, &none, nullptr) == 0);
  while (host.text("executor", "/health").find("rows are not written") != std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const double lost = host.metric(dropped);
  const auto is_seen = [&] {
    const Skew found = client("2024-05-01");
    CHECK(found.exit_code == (verdict(found) == "inconclusive" ? 2 : 0));
    return static_cast<double>(count(found, "dropped")) == lost;
  };
  while (!is_seen()) std::this_thread::sleep_for(std::chrono::milliseconds(100));  // no row follows
  replay(host, 10);
  end(host);
  CHECK(is_seen());  // and now the rows say so
}

TEST_CASE("a swap amid recording is no skew, and the outcome is on record, a metric, and kept") {
  if (!has_data()) return;
  const Recording recording;
  const auto names = [](const Sparkd& host, const std::string& name) {
    return host.metric("ml_feature_skew_values{feature=\"" + name + "\"}");
  };
  uint64_t before = 0, after = 0;
  {
    Sparkd host({}, recording.file(), recording.state());
    before = replay(host, 200);
    post_admin(host, "/admin/v1/swap", 200,
               R"({"confirm":true,"models":{"candidate":{"like":"production"}}})");
    after = replay(host, 300);
    end(host);
  }
  {
    const Sparkd host({}, recording.file(), recording.state());
    CHECK(names(host, "rsi_14") == -1);
    const Skew found = skew(recording.state(), {"--date", "2024-05-01", "--record"});
    CHECK(found.exit_code == 0);
    CHECK(count(found, "rows") == before + after);
    // production's three features before and after, v1.8-b0's six before
    CHECK(feature(found, "mid_price").at("values").to_number<uint64_t>() == before);
    CHECK(feature(found, "rsi_14").at("values").to_number<uint64_t>() == before + after);
    CHECK(names(host, "rsi_14") == 0);
    CHECK(host.metric("ml_feature_skew_rows") == static_cast<double>(before + after));
    const auto listed = run({binary("sparkctl").string(), "--state-dir", recording.state().string(),
                             "evidence", "list", "--json"});
    CHECK_THAT(listed.output, ContainsSubstring("recorder.skew"));
  }
  const Sparkd host({}, recording.file(), recording.state());
  CHECK(names(host, "rsi_14") == 0);
  CHECK_THAT(host.text("executor", "/recorder/skew"), ContainsSubstring("\"verdict\":\"equal\""));
}
