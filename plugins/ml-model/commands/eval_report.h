// The outcome of an evaluation in the forms that are kept and read. docs/evaluating.md lists the
// keys.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "eval_result.h"

namespace eval {

// "PASS", "FAIL", or, where it is neither, "ERROR": the words that readers of eval_result.txt know.
[[nodiscard]] std::string result_word(training::Verdict verdict);

// offline_report.json. [tools]
[[nodiscard]] boost::json::object report_json(const Evaluation& evaluation,
                                              const RecordPlace& record);

// The record of the chain: the report without its place there, which is not known yet, and without
// the tables by month and week, which grow with the data. [tools]
[[nodiscard]] boost::json::object record_json(const Evaluation& evaluation);

// eval_result.json. [tools]
[[nodiscard]] boost::json::object result_json(const Evaluation& evaluation,
                                              const RecordPlace& record);

// For a terminal. [tools]
[[nodiscard]] std::string report_text(const Evaluation& evaluation);

// offline_report.html. [tools]
[[nodiscard]] training::ReportPage page_of(const Evaluation& evaluation, const RecordPlace& record);

}  // namespace eval
