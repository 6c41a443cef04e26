#include "warming.h"

#include <glob.h>

#include <cmath>
#include <filesystem>

#include "gathered.h"
#include "spark/error.h"
#include "spark/market/input_files.h"
#include "spark/market/reader.h"

namespace features {

namespace {

namespace market = spark::market;

// Those that the pattern fits, sorted; the input itself where it is there.
std::vector<std::string> matches(const std::string& input) {
  std::error_code code;
  if (std::filesystem::exists(input, code)) return {input};
  glob_t found{};
  std::vector<std::string> out;
  if (::glob(input.c_str(), 0, nullptr, &found) == 0)
    out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (out.empty()) {
    throw spark::Error(
        input + ": expected a file, a folder or a pattern that fits some, found none",
        SPARK_E_INVALID);
  }
  return out;
}

template <class T>
T value_of(spark::tool::Result<T> result) {
  if (!result) throw spark::Error(result.error().text, SPARK_E_INVALID);
  return std::move(*result);
}

}  // namespace

Warm read_market(const std::string& input, uint32_t symbols_max,
                 const std::function<bool(uint64_t rows)>& goes_on) {
  const market::ReadOptions options{.lenient = true};
  market::Survey survey = market::survey(value_of(market::expand(matches(input))), options);
  if (!survey.problems.empty()) throw spark::Error(survey.problems.front(), SPARK_E_INVALID);
  market::Reader reader(std::move(survey), options);
  Gathered gathered(input, symbols_max);
  Warm out;
  market::Snapshot snapshot;
  while (value_of(reader.next(snapshot))) {
    if (++out.rows % 10'000 == 0 && !goes_on(out.rows)) return out;
    if (snapshot.symbol.empty()) {
      throw spark::Error(input + ": expected a symbol in the file's name or its rows, found none",
                         SPARK_E_INVALID);
    }
    const Minute minute = {snapshot.mid, std::log1p(snapshot.vol_1m),
                           snapshot.spread_estimated ? none : snapshot.spread_bp};
    // A market file's minutes are of no host's future.
    gathered.take(snapshot.symbol, snapshot.ts_ms, minute, snapshot.ts_ms);
  }
  const market::Findings& findings = reader.findings();
  out.bad_rows = findings.bad_rows.count;
  out.first_bad_row = findings.first_bad_row;
  if (!findings.problems.empty()) throw spark::Error(findings.problems.front(), SPARK_E_INVALID);
  gathered.give(out);
  return out;
}

}  // namespace features
