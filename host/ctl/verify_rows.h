// `sparkctl rows verify`: whether closed days of record logs have the rows that the chain says.
//
// No host is asked, and none is disturbed. On another machine the records are read from a file.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ctl/add_command.h"
#include "ctl/row_check.h"
#include "spark/tool/json.h"
#include "spark/tool/table_fit.h"

namespace spark::ctl {

// Below "rows", which is declared before.
void declare_verify_rows(const AddCommand& add);

// What records that `sparkctl evidence list --json` wrote say of days.
[[nodiscard]] store::RecordedDays recorded_days_of(const tool::json::value& listed);

// The findings, for people and for programs. Pure.
[[nodiscard]] std::string view_days(const std::vector<DayCheck>& days, size_t width);
[[nodiscard]] tool::json::value json_of(const std::vector<DayCheck>& days);

}  // namespace spark::ctl
