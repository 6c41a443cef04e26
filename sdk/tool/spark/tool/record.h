// A tool's finding on the chain of a host: POST /admin/v1/evidence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "spark/tool/json.h"
#include "spark/tool/result.h"

namespace spark::tool {

// On the chain, or in a file that becomes a record; nothing of both for what is put on no record.
struct RecordPlace {
  std::optional<uint64_t> sequence;
  std::string hash;
  std::string file;  // to be imported; else empty
};

// The body for the host's route; with `written` the file that `sparkctl evidence append --import`
// takes. `record` is a JSON object. [any]
[[nodiscard]] std::string record_text(const std::string& kind, const std::string& subject,
                                      const std::string& record, const std::string& written);

// Puts it on the chain of the host that sparkctl found or was given, with its credential. Errors:
// Exit::unreachable without a connection, Exit::failed with the host's words where it refused.
// [tools]
[[nodiscard]] Result<RecordPlace> put_on_record(const std::string& kind, const std::string& subject,
                                                const std::string& record);

// The JSON of GET `path` of that host, such as /admin/v1/status. The same errors. [tools]
[[nodiscard]] Result<json::value> get_from_host(const std::string& path);

}  // namespace spark::tool
