// `sparkctl evidence append`: a tool's record for the chain, posted to the host, or written to a
// file while no host runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ctl/add_command.h"
#include "spark/tool/result.h"

namespace spark::ctl {

struct EvidenceWords {
  std::string kind;
  std::string subject;
  std::string file;    // with the record; "" or "-": standard input
  std::string out;     // writes this file and asks no host; "": asks one
  std::string import;  // a file that was written without a host
};

// The text that the host is sent, and that is written to a file while there is none; `record` is
// kept byte by byte. `written`: when, for a file; "" if a host is asked. Errors are of usage. Pure.
[[nodiscard]] tool::Result<std::string> evidence_text(const EvidenceWords& words,
                                                      std::string_view record,
                                                      const std::string& written);

// Why `text` is no file that evidence_text() made; a success if it is. Pure.
[[nodiscard]] tool::Result<void> check_evidence_text(std::string_view text);

// "evidence-train.report-1700000000123.json"
[[nodiscard]] std::string evidence_file_name(const std::string& kind, int64_t utc_ms);

void declare_append(const AddCommand& add);

}  // namespace spark::ctl
