// The outcome of an evaluation, before it is written anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eval_rows.h"
#include "spark/market/findings.h"
#include "spark/tool/record.h"
#include "training/load_dataset.h"
#include "training/offline_verdict.h"
#include "training/report/page.h"

namespace eval {

struct DataFacts {
  std::vector<training::DataFile> files;
  spark::market::Findings findings;
  uint64_t estimated_spreads = 0;
  PassedOver passed_over;
};

struct Identity {
  std::string run_id;
  int64_t written_ms = 0;
};

using RecordPlace = spark::tool::RecordPlace;

struct Evaluation {
  Identity identity;
  std::string version;
  std::string type;
  std::string sha256;
  training::Target target;
  Manifest manifest;
  DataFacts data;

  std::optional<training::Measures> measures;  // none if no row could be judged
  training::OfflineVerdict verdict;
  std::vector<std::string> not_computed;  // and why, a sentence each
  std::vector<std::string> notes;

  std::vector<training::RocPoint> roc;
  std::vector<training::RocPoint> roc_of_persistence;
  std::vector<training::ScoreGroup> quantiles;
  std::vector<training::ScoreGroup> quantiles_of_persistence;
  std::vector<training::TopShare> top;
  std::vector<training::TopShare> top_of_persistence;
  std::vector<training::ScoreGroup> reliability;
  std::vector<training::ScoreGroup> reliability_of_persistence;
  std::vector<training::MonthOfRows> months;
  training::PsiTable psi;
  std::vector<training::FeatureSummary> features;

  std::optional<training::PairedComparison> against;
  std::string sha256_against;
};

// One sentence: what is not met, or that all is; without a verdict, what is missing. [tools]
[[nodiscard]] std::string message_of(const Evaluation& evaluation);

}  // namespace eval
