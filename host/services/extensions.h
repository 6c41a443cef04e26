// The extensions' tables of functions, and how their functions report errors.
#pragma once

#include <cstdint>
#include <string_view>

#include "spark/ext/draft/clock.h"
#include "spark/ext/draft/flag.h"
#include "spark/ext/draft/http.h"
#include "spark/ext/draft/log.h"
#include "spark/ext/draft/metrics.h"
#include "spark/ext/draft/models.h"
#include "spark/ext/draft/pin.h"

namespace spark::services {

extern const spark_ext_clock clock_extension;
extern const spark_ext_flag flag_extension;
extern const spark_ext_http http_extension;
extern const spark_ext_log log_extension;
extern const spark_ext_metrics metrics_extension;
extern const spark_ext_models models_extension;
extern const spark_ext_pin pin_extension;

// Fills *err, unless the plugin gave none, and returns `code`.
int32_t fail(spark_error* err, int32_t code, std::string_view text) noexcept;

}  // namespace spark::services
