// The request of a smoke run for models with a history: a symbol's newest minute, as it was
// recorded. A history answers its newest minute and what follows; a made-up one has no place in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spark/recorded/rows.h"
#include "spark/tool/result.h"

namespace spark::smoke {

// The log to read of these full names: `wanted` if it is given, else the only one, else that of the
// route ("recorder.predict-vol" of "/predict-vol"). The error says what to do. Pure.
[[nodiscard]] tool::Result<std::string> choose_log(const std::vector<std::string>& logs,
                                                   std::string_view wanted, std::string_view route);

// The body of the newest whole minute of that symbol that production answered, any symbol's if it
// is "". An error where there is none. Pure.
[[nodiscard]] tool::Result<std::string> newest_minute(const recorded::Recording& recording,
                                                      std::string_view symbol);

// The same of the newest day of that log of the host that sparkctl finds. [tools]
[[nodiscard]] tool::Result<std::string> read_newest_minute(std::string_view wanted_log,
                                                           std::string_view route,
                                                           std::string_view symbol);

}  // namespace spark::smoke
