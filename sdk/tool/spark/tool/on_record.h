// Puts what a tool found on the chain of the host that sparkctl found or was given.
#pragma once

#include <cstdint>
#include <string>

#include "spark/tool/result.h"

namespace spark::tool {

// Where a record stands.
struct OnRecord {
  uint64_t sequence = 0;
  std::string hash;  // 64 hex digits
};

// `record` is one JSON object of at most 64 KiB; `kind` is names joined by dots. Errors:
// Exit::unreachable without a connection, Exit::failed with the host's words where it refused.
Result<OnRecord> put_on_record(const std::string& kind, const std::string& subject,
                               const std::string& record);

}  // namespace spark::tool
