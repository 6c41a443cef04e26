// The demos at a tenth: their tables say what they should, every verdict recomputes from its
// record, and no figure is the same whatever the input is.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "end_to_end/harness.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Row {
  std::string value, verdict;
};
using Table = std::map<std::string, Row>;  // by the gate's name

std::string output_of(const std::string& script, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {source("tests/demo/" + script).string(), SPARK_BUILD_DIR,
                                      (market_data() / "btcusdt_1m").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Ended ended = run(command);
  INFO(ended.output);
  REQUIRE(ended.exit_code == 0);
  return ended.output;
}

// Columns are apart by two blanks or more.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (size_t at = 0; at < line.size();) {
    const size_t end = std::min(line.find("  ", at), line.size());
    cells.push_back(line.substr(at, end - at));
    at = std::min(line.find_first_not_of(' ', end), line.size());
  }
  return cells;
}

// What `sparkctl gates` printed, each time.
std::vector<Table> tables_in(const std::string& output) {
  std::vector<Table> tables;
  std::istringstream lines(output);
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("gate  ")) {
      tables.emplace_back();
      is_inside = true;
    } else if (is_inside) {
      const auto cells = cells_of(line);
      is_inside = cells.size() == 5;
      if (is_inside) tables.back()[cells[0]] = {cells[2], cells[4]};
    }
  }
  return tables;
}

// Whether each verdict recomputed, and how many there were.
size_t replayed(const std::string& output) {
  size_t equal = 0;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    const size_t colon = line.find(": ");
    if (colon == 0 || colon == std::string::npos || line.find_first_not_of("0123456789") != colon)
      continue;
    INFO(line);
    CHECK_THAT(line, ContainsSubstring("recomputes"));
    ++equal;
  }
  return equal;
}

}  // namespace

TEST_CASE("the gates demo refuses both candidates by figures that follow from the data") {
  if (market_data().empty()) {
    WARN("skipped: no market data (set SPARK_DATA_DIR)");
    return;
  }
  std::map<std::string, std::set<std::string>> values;  // by gate
  for (const char* days : {"1", "2"}) {
    const std::string output = output_of("gates.sh", {days});
    INFO(output);
    const auto tables = tables_in(output);
    REQUIRE(tables.size() == 2);
    for (const Table& table : tables) {
      REQUIRE(table.size() == 6);
      CHECK(table.at("PSI, 7 days").verdict == "INCONCLUSIVE");  // of a day or two
      CHECK(table.at("Performance, 24 h").verdict == "NO_GO");
      CHECK(table.at("Alert silence, 24 h").verdict == "GO");
      CHECK(table.at("Offline evaluation").verdict == "INCONCLUSIVE");
      CHECK(table.at("Shadow delta, 24 h").verdict == "NO_GO");
      CHECK(table.at("Evidence").verdict == "INCONCLUSIVE");
      for (const auto& [gate, row] : table) values[gate].insert(row.value);
    }
    CHECK(tables[0].at("Shadow delta, 24 h").value != tables[1].at("Shadow delta, 24 h").value);
    CHECK(replayed(output) >= 2);
  }
  for (const auto& [gate, seen] : values) {
    INFO(gate);
    if (gate != "Evidence") CHECK(seen.size() > 1);
  }
}

TEST_CASE("the canary demo goes through its phases, and promotes nothing on a few days") {
  if (market_data().empty()) {
    WARN("skipped: no market data (set SPARK_DATA_DIR)");
    return;
  }
  const std::string output = output_of("canary.sh", {"2", "tenth"});
  INFO(output);
  CHECK_THAT(output, ContainsSubstring("completed  plan of 5 phases"));
  CHECK_THAT(output, ContainsSubstring("completed  plan of 3 phases"));
  const auto tables = tables_in(output);
  REQUIRE(tables.size() == 1);
  const Table& table = tables[0];
  REQUIRE(table.size() == 6);
  CHECK(table.at("PSI, 7 days").verdict == "INCONCLUSIVE");
  CHECK(table.at("Performance, 24 h").verdict == "GO");
  CHECK(table.at("Alert silence, 24 h").verdict == "GO");
  CHECK(table.at("Offline evaluation").verdict == "INCONCLUSIVE");
  CHECK(table.at("Shadow delta, 24 h").verdict == "GO");
  CHECK(table.at("Evidence").verdict == "GO");
  CHECK_THAT(output, ContainsSubstring("not promoted: psi is INCONCLUSIVE"));
  CHECK_THAT(output, ContainsSubstring(" counted again, "));
  CHECK(replayed(output) >= 2);
}
