// All that a verdict rests on, as values. A verdict's record holds a copy, from which an auditor
// judges again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spark/facts.h"
#include "spark/stats/pair_basis.h"

namespace promote {

inline constexpr int64_t minute_ms = 60'000;
inline constexpr int64_t hour_ms = 60 * minute_ms;
inline constexpr int64_t day_ms = 24 * hour_ms;

// A model of the lineage as it served when the question was asked.
struct ModelNow {
  std::string model;  // its key under models:
  std::string version;
  std::string sha256;                 // of its artefact; "" without one
  std::optional<int64_t> expires_ms;  // as the artefact's training_manifest.json says
  std::string expiry_fault;           // why that could not be read; "" otherwise

  friend bool operator==(const ModelNow&, const ModelNow&) = default;
};

// An alert began to fire, or ceased to.
struct AlertChange {
  int64_t at_ms = 0;
  bool is_firing = false;
  std::string sha256;  // of the lineage's candidate then; "" where it has none

  friend bool operator==(const AlertChange&, const AlertChange&) = default;
};

struct AlertSeen {
  std::string name;
  std::string severity;              // "info", "warning", "critical"; "" where not known
  std::string lineage;               // that its fact is about; "": the host's own
  std::string model;                 // the same; "": about no model
  bool is_psi = false;               // gate 1 judges those
  std::vector<AlertChange> changes;  // of the last 24 h, and the last one before

  friend bool operator==(const AlertSeen&, const AlertSeen&) = default;
};

// What was seen of alerts in the last 24 h.
struct AlertsSeen {
  uint32_t minutes = 0;            // in which the host was there to look, of 1,440
  std::vector<int64_t> starts_ms;  // of the host, within the 24 h
  std::vector<AlertSeen> alerts;   // each of which something was known
  std::string failure;             // why they could not be read; "" otherwise
  std::string source = {};         // the Prometheus that was asked; "": the host's own history

  friend bool operator==(const AlertsSeen&, const AlertsSeen&) = default;
};

// A record of the chain that a verdict cites, as far as the gates look at it.
struct Cited {
  std::string kind;           // as the gates ask for it
  std::string recorded_kind;  // as it is on record: "canary-vol.state" for "canary.state"
  uint64_t sequence = 0;
  std::string hash;
  int64_t at_ms = 0;           // when it was written
  bool is_event_time = false;  // `at_ms` is the event clock's, else the wall clock's
  std::string sha256;          // of the model that it is about
  std::optional<bool> passed;  // its own verdict, where it has one

  friend bool operator==(const Cited&, const Cited&) = default;
};

// The figures of the newest eval.report record of the candidate's artefact; each is absent where
// the record has none.
struct OfflineFigures {
  uint64_t sequence = 0;
  std::vector<std::string> data_sha256;  // of the files that were evaluated
  std::optional<double> rows, hits, days;
  std::optional<double> auc, precision, recall, selected, brier_skill, slope, gain_low, cv_std;
  std::optional<int64_t> newest_ms;           // of the rows
  std::vector<std::string> inputs_estimated;  // a note: the model gives them no weight

  friend bool operator==(const OfflineFigures&, const OfflineFigures&) = default;
};

struct ChainSeen {
  uint64_t records = 0;  // that were read through
  std::string fault;     // the first flaw; "" where the chain is whole
  std::string failure;   // why it could not be read; "" otherwise

  friend bool operator==(const ChainSeen&, const ChainSeen&) = default;
};

// What the figures of pairs were computed from, as who counted them published it.
struct PairsSeen {
  std::optional<spark::stats::PairBasis> basis;  // nothing: it was not told
  std::string fault;                             // why it could not be read; "" otherwise
  std::string left_out;               // why there is none, though it was told; "" otherwise
  std::optional<uint64_t> rows_lost;  // by all record logs in 24 h; nothing: not known

  friend bool operator==(const PairsSeen&, const PairsSeen&) = default;
};

struct Inputs {
  std::string lineage;
  ModelNow production;
  ModelNow candidate;
  int64_t now_ms = 0;   // by the host's clock: event time in a replay
  int64_t wall_ms = 0;  // of the machine, for records that bear its time
  std::vector<spark::Fact> facts;
  std::string facts_failure;  // why they could not be read; "" otherwise
  PairsSeen pairs;
  AlertsSeen alerts;
  std::vector<Cited> records;
  std::optional<OfflineFigures> offline;
  ChainSeen chain;
};

}  // namespace promote
