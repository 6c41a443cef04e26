// The extensions' tables of functions, and how their functions report errors.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/open_calls.h"
#include "spark/ext/draft/clock.h"
#include "spark/ext/draft/done.h"
#include "spark/ext/draft/durable.h"
#include "spark/ext/draft/evidence.h"
#include "spark/ext/draft/facts.h"
#include "spark/ext/draft/flag.h"
#include "spark/ext/draft/http.h"
#include "spark/ext/draft/job.h"
#include "spark/ext/draft/lineages.h"
#include "spark/ext/draft/log.h"
#include "spark/ext/draft/metrics.h"
#include "spark/ext/draft/models.h"
#include "spark/ext/draft/pin.h"
#include "spark/ext/draft/rows.h"
#include "spark/ext/draft/swap.h"
#include "spark/ext/draft/timer.h"

namespace spark::services {

extern const spark_ext_clock clock_extension;
extern const spark_ext_durable durable_extension;
extern const spark_ext_evidence evidence_extension;
extern const spark_ext_facts facts_extension;
extern const spark_ext_flag flag_extension;
extern const spark_ext_http http_extension;
extern const spark_ext_job job_extension;
extern const spark_ext_log log_extension;
extern const spark_ext_metrics metrics_extension;
extern const spark_ext_lineages lineages_extension;
extern const spark_ext_models models_extension;
extern const spark_ext_pin pin_extension;
extern const spark_ext_rows rows_extension;
extern const spark_ext_swap swap_extension;
extern const spark_ext_timer timer_extension;

// Fills *err, unless the plugin gave none, and returns `code`.
int32_t fail(spark_error* err, int32_t code, std::string_view text) noexcept;

// A plugin's `done` as an OpenCalls::Done; null stays none.
[[nodiscard]] OpenCalls::Done ending(spark_done done, void* context);

}  // namespace spark::services
