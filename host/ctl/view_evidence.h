// The findings in a chain, for people and for programs. Pure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "spark/tool/json.h"
#include "spark/tool/table_fit.h"
#include "store/evidence_files.h"
#include "store/record.h"
#include "store/verify.h"

namespace spark::ctl {

// The last record that a signed checkpoint which matches covers; 0: none.
[[nodiscard]] uint64_t proved_until(const store::VerifyReport& report);

// What the records of a whole chain say of the rest of the state folder.
struct BesideTheChain {
  store::EvidenceFiles files;
  size_t closed_days = 0;  // of record logs, that are on record and not removed
};

[[nodiscard]] std::string view_report(const std::filesystem::path& chain,
                                      const store::VerifyReport& report,
                                      const BesideTheChain& beside, size_t width = tool::any_width);
[[nodiscard]] tool::json::value json_of(const std::filesystem::path& chain,
                                        const store::VerifyReport& report,
                                        const BesideTheChain& beside);

[[nodiscard]] std::string view_entries(const std::vector<store::Entry>& entries,
                                       size_t width = tool::any_width);
[[nodiscard]] tool::json::value json_of(const std::vector<store::Entry>& entries);

}  // namespace spark::ctl
