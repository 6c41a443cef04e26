// Which blueprint a host starts with after a stop or a crash. Pure; recovery/survival.h is the
// durable side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "blueprint/blueprint.h"
#include "blueprint/previous.h"

namespace spark::blueprint {

inline constexpr uint32_t unconfirmed_starts_max = 2;

struct Quarantined {
  std::string sha256;
  std::string what;  // the definition that was made of it
  std::string reason;
  int64_t since_utc_ms = 0;
};

// All facts about generations in the state folder.
struct Survived {
  std::optional<Blueprint> published;
  bool was_publishing = false;  // another blueprint, whose change no operator was told of
  std::optional<Blueprint> confirmed;
  std::string started;              // the fingerprint that was started or published last …
  uint32_t unconfirmed_starts = 0;  // … and its starts without a confirmation or a clean stop
  bool has_outlived = false;        // the last start ran for as long as a confirmation takes
  std::string rejected;             // the fingerprint that kept crashing; no start uses it again
  PreviousDefinitions previous;
  std::vector<Quarantined> quarantined;
};

// Which of the objects of `blueprint` are in quarantine, by the definition's key.
[[nodiscard]] std::vector<Quarantined> in_quarantine(const Blueprint& blueprint,
                                                     const std::vector<Quarantined>& quarantined);

// choose_start() says whether to start with the confirmed blueprint instead of `wanted`, whose
// objects are known. After crashes, suspects() returns the objects that only `wanted` has.
enum class StartWith { wanted, confirmed_after_crashes, confirmed_for_quarantine };
[[nodiscard]] StartWith choose_start(const Survived& survived, const Blueprint& wanted);
// Whether a start with the blueprint `chosen` is to leave the plugins' durable values aside, once:
// it has ended too often before it was confirmed, and no other blueprint is left to fall back to.
[[nodiscard]] bool sets_values_aside(const Survived& survived, const Blueprint& chosen);
[[nodiscard]] std::vector<Quarantined> suspects(const Survived& survived, const Blueprint& wanted,
                                                int64_t now_utc_ms);

}  // namespace spark::blueprint
