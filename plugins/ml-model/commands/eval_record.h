// Where an evaluation is kept: files that a reader never sees half of, and a record of the chain.
#pragma once

#include <filesystem>
#include <string>

#include "eval_result.h"
#include "spark/tool/address.h"
#include "spark/tool/result.h"

namespace eval {

// Through a second file beside it. The folder is made where there is none. [tools]
[[nodiscard]] spark::tool::Result<void> write_whole(const std::filesystem::path& file,
                                                    const std::string& text);

// The kind of an evaluation's record.
inline constexpr const char* kind = "eval.report";

// evidence-eval.report-<ms>.json in `folder`, marked as one to be imported. [tools]
[[nodiscard]] spark::tool::Result<RecordPlace> keep_record(const std::filesystem::path& folder,
                                                           const std::string& subject,
                                                           const std::string& record,
                                                           int64_t written_ms);

}  // namespace eval
