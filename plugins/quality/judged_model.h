// A model whose predictions are judged: what tells it from others, and what training froze for its
// judgement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spark/abi.h"
#include "spark/bytes.h"
#include "spark/market/label_rule.h"

namespace quality {

// Of the artefact's training_manifest.json: never chosen from the period that is judged.
struct Frozen {
  double threshold = 0;  // a score above it is selected
  double base_rate = 0;  // share of hits in the training rows, within (0, 1)
};

struct JudgedModel {
  uint64_t key = 0;  // of its artefact's digest, else of its other texts; never 0
  std::string version;
  std::string sha256;  // "" without an artefact
  std::string event, horizon, reference;
  bool is_probability = false;
  std::optional<Frozen> frozen;
  bool is_manifest_read = false;

  // How its labels are decided, or why they are not. [any but workers]
  [[nodiscard]] spark::tool::Result<spark::market::LabelRule> rule() const {
    return spark::market::label_rule(event, horizon, reference);
  }
  // "rv5-above-median/5min/24h". [any]
  [[nodiscard]] std::string target() const { return event + "/" + horizon + "/" + reference; }
};

// [builder]
[[nodiscard]] JudgedModel judged_model(const spark_model_info& info);

void write(spark::ByteWriter& out, const JudgedModel& model);
// Throws spark::Error for bytes that are none.
[[nodiscard]] JudgedModel read_judged_model(spark::ByteReader& in);

// Of a manifest's text; none if it has nothing frozen. Throws spark::Error, which names the member.
// [jobs]
[[nodiscard]] std::optional<Frozen> read_frozen(std::string_view manifest);

}  // namespace quality
