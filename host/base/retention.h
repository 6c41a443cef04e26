// How long what was recorded is kept, by the profile that the configuration names.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace spark::base {

struct RetentionProfile {
  std::string_view name;
  uint32_t chain_days;    // a record stays in the chain at least so long
  uint32_t files_days;    // a file under evidence/ stays so long; 0: by its kind
  uint32_t objects_days;  // a copy of a library or an artefact, since it served last; 0: the latest
  bool archives_rows;     // no day of a record log goes without an archive
};

inline constexpr std::array<RetentionProfile, 2> retention_profiles = {{
    {"default", 365, 0, 0, false},
    // Five years, with their leap days.
    {"five-years", 1'827, 1'827, 1'827, true},
}};

}  // namespace spark::base
