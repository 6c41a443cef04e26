// POST /admin/v1/evidence: a tool's record for the chain.
//
//   {"kind": "train.report", "subject": "m-7", "record": {…}}
//
// `record` is kept byte by byte. With "written", a time, the record was made without a host, and is
// marked as imported: sparkctl evidence append --import.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/router.h"
#include "services/evidence_log.h"

namespace spark::admin {

// What the request's body asks for; an error says what was expected. Pure.
[[nodiscard]] base::Result<services::Evidence> read_evidence(std::string_view body);

// Whether a plugin of that name serves: kinds that begin with it are its own. [any]
using IsPlugin = std::function<bool(std::string_view name)>;

// `log` outlives the routes.
[[nodiscard]] std::vector<http::Route> evidence_routes(services::EvidenceLog& log,
                                                       IsPlugin is_plugin);

}  // namespace spark::admin
