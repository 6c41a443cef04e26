// A promotion of one lineage and the watch after it, as values that outlive the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spark/bytes.h"
#include "spark/facts.h"
#include "spark/stats/e_detector.h"

namespace promote {

enum class Phase {
  none,
  pending,       // decided and recorded; whether the models were exchanged is not known yet
  watched,       // the promoted model answers, and is judged as production
  rolling_back,  // the models are to be exchanged again
  kept,          // the watch ended well
  rolled_back,
  failed,  // the exchange did not happen
  ended,   // somebody with the credential changed a model, and the watch ended
};
[[nodiscard]] const char* name_of(Phase phase);

struct Promotion {
  Phase phase = Phase::none;
  std::string lineage;
  std::string production, candidate;      // keys under models:
  std::string from_version, from_sha256;  // production's before; the digest is "" without artefact
  std::string to_version, to_sha256;      // the promoted model
  std::string approver;
  std::string reason;  // of a roll back, a failure or an end
  int64_t decided_ms = 0;
  int64_t since_ms = 0;  // when the watch began
  int64_t until_ms = 0;  // when it may end
  uint64_t verdict = 0;  // the record that it rests on

  // As bytes and back; throws spark::Error for bytes that are none.
  [[nodiscard]] std::string bytes() const;
  [[nodiscard]] static Promotion of(std::string_view bytes);

  friend bool operator==(const Promotion&, const Promotion&) = default;
};

// What a watch has seen.
struct Seen {
  spark::stats::EDetector errors;  // one observation for five minutes
  int64_t until_ms = 0;            // up to where errors were observed
  uint64_t requests = 0;
  spark::stats::EDetector
      pairs;  // which of the two erred more: a look of shadow's, one observation
  int64_t pairs_until_ms = 0;

  [[nodiscard]] std::string bytes() const;
  [[nodiscard]] static Seen of(std::string_view bytes);
};

// "At most one false alarm in 30 days", of windows of five minutes.
inline constexpr double alarm_threshold = 30.0 * 24 * 12;
inline constexpr double errors_allowed = 0.01;
// The same, of looks every five seconds.
inline constexpr double pairs_threshold = 30.0 * 24 * 720;

// Facts that a watch looks at, of the promoted model as production, and of the pair.
[[nodiscard]] std::vector<std::string> watch_fact_names();

// Looks once: what it sees goes into `seen`. Returns why the promotion must be taken back; nothing
// if it need not. Facts older than two minutes say nothing. [any]
[[nodiscard]] std::optional<std::string> look(const Promotion& promotion,
                                              const std::vector<spark::Fact>& facts, int64_t now_ms,
                                              Seen& seen);

// Whether the watch may end well: its time is over, and it has seen requests at all. [any]
[[nodiscard]] bool may_end(const Promotion& promotion, const Seen& seen, int64_t now_ms);

}  // namespace promote
