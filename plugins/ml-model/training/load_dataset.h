// From market files to a dataset: the one reader of market files, and the features plugin that
// serves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset.h"
#include "spark/market/findings.h"
#include "spark/market/survey.h"
#include "spark/tool/progress.h"
#include "spark/tool/result.h"

namespace training {

struct DataRequest {
  std::vector<std::string> files;  // as market::expand() gives them
  spark::market::ReadOptions read{};
  std::filesystem::path plugin_file;  // the features plugin's library
  std::vector<std::string> sets;      // of features, such as "v1.8.2"
  std::vector<std::string> columns;   // the features wanted, in the dataset's order; empty: all
  spark::tool::ProgressStyle progress = spark::tool::ProgressStyle::quiet;
};

struct DataFile {
  std::string name;  // without its folder: an artefact must not know a machine
  std::string sha256;
  uint64_t bytes = 0;
};

struct Loaded {
  Dataset data;
  uint64_t estimated_spreads = 0;  // rows whose spread was estimated from the minute's range
};

// What the files hold and what is wrong with it; no features yet. [tools]
[[nodiscard]] spark::market::Findings inspect(const DataRequest& request);

// The digests of the files, as they are (packed or not). [tools]
[[nodiscard]] spark::tool::Result<std::vector<DataFile>> digests(
    const std::vector<std::string>& files);

// Computes the features of each minute. `rows` is what inspect() counted, for the bar. A later
// snapshot of the same minute takes the place of an earlier one; a row that goes back in time is
// passed over (data_quality.h refuses such files). The error names the file or the minute.
// [tools]
[[nodiscard]] spark::tool::Result<Loaded> load_dataset(const DataRequest& request, uint64_t rows);

}  // namespace training
