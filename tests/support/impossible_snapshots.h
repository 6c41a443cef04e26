// Snapshots that cannot be, and one that barely can: refused alike in a file and in a request.
#pragma once

#include <array>
#include <string>

namespace spark::test {

struct SnapshotCase {
  const char* mid;
  const char* spread_bp;
  const char* vol_1m;
  const char* rsi_14;
  const char* field;     // the one that is named; "" where nothing is wrong
  const char* expected;  // what it should have been
  const char* found;

  [[nodiscard]] std::string row(const std::string& ts) const {
    return ts + "," + mid + "," + spread_bp + "," + vol_1m + "," + rsi_14 + "\n";
  }
  [[nodiscard]] std::string body() const {
    return std::string(R"({"snapshot":{"ts":1701388800000,"mid":)") + mid + R"(,"spreadBp":)" +
           spread_bp + R"(,"vol1m":)" + vol_1m + R"(,"rsi14":)" + rsi_14 + "}}";
  }
};

inline constexpr std::array<SnapshotCase, 12> snapshot_cases = {{
    {"0.00000001", "0", "0", "0", "", "", ""},
    {"45000", "12.5", "1e9", "100", "", "", ""},
    {"0", "1", "1", "50", "mid", "a number above 0", "0"},
    {"-45000", "1", "1", "50", "mid", "a number above 0", "-45000"},
    {"-1e-300", "1", "1", "50", "mid", "a number above 0", "-1e-300"},
    {"1", "-0.5", "1", "50", "spreadBp", "a number of at least 0", "-0.5"},
    {"1", "-1000000000000", "1", "50", "spreadBp", "a number of at least 0", "-1e+12"},
    {"1", "1", "-1", "50", "vol1m", "a number of at least 0", "-1"},
    {"1", "1", "-0.25", "50", "vol1m", "a number of at least 0", "-0.25"},
    {"1", "1", "1", "-0.001", "rsi14", "a number from 0 to 100", "-0.001"},
    {"1", "1", "1", "100.001", "rsi14", "a number from 0 to 100", "100.001"},
    {"-1", "-1", "-1", "101", "mid", "a number above 0", "-1"},
}};

}  // namespace spark::test
