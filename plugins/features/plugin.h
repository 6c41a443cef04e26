// The plugin object: which features it offers, and the histories that its stages share.
#pragma once

#include "offer.h"
#include "snapshot_stage.h"
#include "spark/plugin.h"

namespace features {

class Features : public spark::Plugin, public Offer {
 public:
  static constexpr const char* summary = "Features of a market snapshot, in named sets";
  static constexpr spark::Param params[] = {
      {.name = "sets",
       .type = spark::ParamType::string,
       .list = true,
       .fallback = "[v1.8, v1.8.2]",
       .doc = "Feature sets to compute"},
      {.name = "symbols",
       .type = spark::ParamType::i64,
       .fallback = "64",
       .min = 1,
       .max = Symbols::most,
       .doc = "How many symbols have a history, of 84 KiB each; those that come later have none"},
  };
  using Stages = spark::Types<SnapshotStage>;

  Features(spark::Host host, const spark::Config& config);

  // The state that an exchange of plugin objects keeps. [builder]
  static constexpr const char* state_schema = "features.minutes/1";
  void save(spark::ByteWriter& out) const { symbols().save(out); }
  void load(spark::ByteReader& in) { symbols().load(in); }
  void merge(spark::ByteReader& before, spark::ByteReader& after) {
    symbols().merge(before, after);
  }
};

}  // namespace features
