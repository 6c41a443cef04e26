// What the gates look at in records of others: pure readings of their JSON.
#pragma once

#include <optional>
#include <string>

#include "inputs.h"
#include "spark/evidence.h"

namespace promote {

// A record's model, time and own verdict, as far as it says them. Records of plugins that bear the
// host's time (`at_ms`) are of event time; others are taken at the time of the chain. [any]
[[nodiscard]] Cited cited_of(const spark::EvidenceFound& record);

// The figures of an eval.report. Nothing if it is no JSON object. [any]
[[nodiscard]] std::optional<OfflineFigures> offline_of(const spark::EvidenceFound& record);

// Milliseconds since 1970 of "2026-05-01T00:00:00Z", with or without fraction, or of "2026-05-01":
// the end of that day. Nothing if it is neither. [any]
[[nodiscard]] std::optional<int64_t> time_of(const std::string& text);

// `expires` of a training_manifest.json, a time or a day; sets `fault` where it cannot be read.
// [any]
void read_term(const std::string& manifest, ModelNow& model);

}  // namespace promote
