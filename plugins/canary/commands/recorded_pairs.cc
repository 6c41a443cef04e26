#include "recorded_pairs.h"

#include <algorithm>
#include <cmath>

#include "spark/abi.h"
#include "spark/tool/json.h"

namespace canary {
namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;
using tool::json::value;

int64_t whole(const value& row, std::string_view name, int64_t otherwise) {
  return static_cast<int64_t>(tool::number(row, name).value_or(static_cast<double>(otherwise)));
}

// What became of one model in a row; a status that is null: it was not asked, as for a request that
// was answered with 400.
struct Answer {
  Answer(const value& row, const std::string& role)
      : status(whole(row, role + "_status", SPARK_STATUS_SKIPPED)),
        score(tool::number(row, role + "_score")),
        elapsed_ms(tool::number(row, role + "_elapsed_ms")) {}
  [[nodiscard]] bool was_asked() const {
    return status != SPARK_STATUS_SKIPPED && status != SPARK_STATUS_NOT_READY;
  }
  [[nodiscard]] bool erred() const { return status != SPARK_STATUS_OK || !score; }

  int64_t status;
  std::optional<double> score, elapsed_ms;
};

uint64_t one_if(bool condition) {
  return condition ? 1 : 0;
}

Sums sums_of(const Answer& production, const Answer& candidate, const Plan& plan,
             double match_below) {
  const double slo_ms = plan.slo.p95_ms, limit_ms = plan.limits[0].limit;
  Sums sums;
  sums.pairs = 1;
  sums.production_errors = one_if(production.erred());
  sums.production_only = one_if(production.erred() && !candidate.erred());
  sums.candidate_only = one_if(candidate.erred() && !production.erred());
  if (production.elapsed_ms) {
    sums.production_timed = 1;
    sums.production_over_slo = one_if(*production.elapsed_ms > slo_ms);
    sums.production_over_limit = one_if(*production.elapsed_ms > limit_ms);
  }
  if (candidate.elapsed_ms) {
    sums.candidate_timed = 1;
    sums.candidate_over_slo = one_if(*candidate.elapsed_ms > slo_ms);
    sums.candidate_over_limit = one_if(*candidate.elapsed_ms > limit_ms);
  }
  if (production.score && candidate.score) {
    sums.pairs_scored = 1;
    sums.pairs_matched = one_if(std::abs(*candidate.score - *production.score) < match_below);
  }
  return sums;
}

}  // namespace

Result<void> PairReader::add(std::string_view text) {
  rest_.append(text);
  size_t begin = 0;
  for (size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
    if (end > begin)
      if (Result<void> row = add_row(std::string_view(rest_).substr(begin, end - begin)); !row)
        return row;
    begin = end + 1;
  }
  rest_.erase(0, begin);
  return {};
}

Result<void> PairReader::add_row(std::string_view line) {
  ++found_.rows;
  const std::string place = place_ + ", row " + std::to_string(found_.rows);
  const Result<value> row = tool::parse_json(line, place);
  if (!row) return row.error();
  const auto at_ms = tool::number(*row, "at");
  const auto* const columns = row->if_object();
  if (!at_ms || !columns->contains("production_status") || !columns->contains("candidate_status"))
    return Error{Exit::failed,
                 place +
                     ": expected at, production_status and candidate_status, as the recorder "
                     "writes them"};
  found_.lost = std::max(found_.lost, whole(*row, "dropped", 0));
  const Answer production(*row, "production"), candidate(*row, "candidate");
  const int64_t code = whole(*row, "code", 200);
  if (!production.was_asked() || !candidate.was_asked() || (code >= 400 && code < 500)) {
    ++found_.no_pairs;
    return {};
  }
  RecordedPair pair;
  pair.at_ms = static_cast<int64_t>(*at_ms);
  pair.symbol = tool::raw(*row, "symbol");
  if (const auto ts = tool::number(*row, "ts")) pair.ts_ms = static_cast<int64_t>(*ts);
  pair.sequence = whole(*row, "sequence", 0);
  pair.sums = sums_of(production, candidate, plan_, match_below_);
  pair.candidate_ms = candidate.elapsed_ms;
  pair.has_failed = code >= 500;
  const Models models{tool::raw(*row, "production_model"), tool::raw(*row, "candidate_model")};
  const auto known = std::find(models_.begin(), models_.end(), models);
  models_of_.push_back(static_cast<size_t>(known - models_.begin()));
  if (known == models_.end()) models_.push_back(models);
  found_.pairs.push_back(std::move(pair));
  return {};
}

Result<RecordedPairs> PairReader::finish() {
  if (!rest_.empty()) return Error{Exit::failed, place_ + ": the last row is cut off"};
  if (found_.pairs.empty())
    return Error{Exit::failed, place_ + ": no row of " + std::to_string(found_.rows) +
                                   " has both models' answers"};
  const auto newest = std::max_element(
      found_.pairs.begin(), found_.pairs.end(),
      [](const RecordedPair& a, const RecordedPair& b) { return a.at_ms < b.at_ms; });
  const size_t meant = models_of_[static_cast<size_t>(newest - found_.pairs.begin())];
  found_.production = models_[meant].production;
  found_.candidate = models_[meant].candidate;
  RecordedPairs kept = std::move(found_);
  std::vector<RecordedPair> pairs;
  for (size_t i = 0; i < kept.pairs.size(); ++i)
    if (models_of_[i] == meant) pairs.push_back(std::move(kept.pairs[i]));
  kept.other_models = kept.pairs.size() - pairs.size();
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const RecordedPair& a, const RecordedPair& b) { return a.at_ms < b.at_ms; });
  kept.pairs = std::move(pairs);
  return kept;
}

}  // namespace canary
