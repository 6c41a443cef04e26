// Record logs, for people and for programs. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spark/tool/json.h"
#include "spark/tool/table_fit.h"
#include "store/row_reader.h"
#include "store/row_records.h"

namespace spark::ctl {

struct NamedLog {
  std::string name;
  store::RowLogInfo info;
  size_t recorded = 0;  // live days that are on record
};

// The record of each live day; 0: it is not on record.
[[nodiscard]] std::vector<uint64_t> records_of(const NamedLog& log,
                                               const store::RecordedDays& recorded);

[[nodiscard]] std::string view_logs(const std::vector<NamedLog>& logs, size_t width);
// `records`: as records_of() gives them.
[[nodiscard]] tool::json::value json_of_log(const NamedLog& log,
                                            const std::vector<uint64_t>& records);

}  // namespace spark::ctl
