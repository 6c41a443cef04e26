// A report's page of made-up rows.
#pragma once

#include "training/report/page.h"

namespace spark::test {

[[nodiscard]] training::ReportPage sample_page();

}  // namespace spark::test
