// The one list of the extensions that the host offers. A new extension is its header in
// sdk/include/spark/ext, a file in this folder that has its table of functions, and a line here.
#pragma once

#include <string_view>

#include "services/extensions.h"

namespace spark::services {

struct OfferedExtension {
  std::string_view id;
  const void* functions;  // the table that the extension's header describes
};

inline constexpr OfferedExtension offered_extensions[] = {
    {SPARK_EXT_CLOCK, &clock_extension},       {SPARK_EXT_DURABLE, &durable_extension},
    {SPARK_EXT_EVIDENCE, &evidence_extension}, {SPARK_EXT_FACTS, &facts_extension},
    {SPARK_EXT_FLAG, &flag_extension},         {SPARK_EXT_HTTP, &http_extension},
    {SPARK_EXT_JOB, &job_extension},           {SPARK_EXT_LINEAGES, &lineages_extension},
    {SPARK_EXT_LOG, &log_extension},           {SPARK_EXT_METRICS, &metrics_extension},
    {SPARK_EXT_MODELS, &models_extension},     {SPARK_EXT_PIN, &pin_extension},
    {SPARK_EXT_ROWS, &rows_extension},         {SPARK_EXT_SWAP, &swap_extension},
    {SPARK_EXT_TIMER, &timer_extension},
};

// Ids that plugins may still ask for, and what has taken their places.
struct RetiredExtension {
  std::string_view id;
  std::string_view successor;
};

inline constexpr RetiredExtension retired_extensions[] = {
    {"spark.clock/1", SPARK_EXT_CLOCK},     {"spark.facts/1", SPARK_EXT_FACTS},
    {"spark.flag/1", SPARK_EXT_FLAG},       {"spark.http/1", SPARK_EXT_HTTP},
    {"spark.metrics/1", SPARK_EXT_METRICS}, {"spark.models/1", SPARK_EXT_MODELS},
    {"spark.pin/1", SPARK_EXT_PIN},         {"spark.rows/1", SPARK_EXT_ROWS},
    {"spark.rows/2", SPARK_EXT_ROWS},
};

}  // namespace spark::services
