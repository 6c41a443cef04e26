// The plugin object: which features it offers, the histories that its stages share, and how these
// outlive it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keeping.h"
#include "offer.h"
#include "snapshot_stage.h"
#include "spark/clock.h"
#include "spark/facts.h"
#include "spark/job.h"
#include "spark/log.h"
#include "spark/pace.h"
#include "spark/plugin.h"
#include "spark/rows_reader.h"
#include "spark/timer.h"
#include "warming.h"

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
      {.name = "only",
       .type = spark::ParamType::string,
       .list = true,
       .fallback = "[]",
       .doc = "The symbols that have a history; empty: those that come first"},
      {.name = "warm_from",
       .type = spark::ParamType::path,
       .list = true,
       .fallback = "[]",
       .doc =
           "Market files, folders or patterns, each of one series, or recorder://LOG: their last "
           "day begins the histories"},
  };
  using Stages = spark::Types<SnapshotStage>;
  static constexpr const char* durable_schemas[] = {Keeping::schema};

  Features(spark::Host host, const spark::Config& config);

  void act();
  void rest();

  // The state that an exchange of plugin objects keeps. [builder]
  static constexpr const char* state_schema = "features.histories/1";
  void save(spark::ByteWriter& out) const { symbols().save(out); }
  void load(spark::ByteReader& in) { symbols().load(in); }
  void merge(spark::ByteReader& before, spark::ByteReader& after) {
    symbols().merge(before, after);
  }

 private:
  void keep(uint32_t missed);
  void read_files(spark::Job job);  // [jobs]
  Warm read(const std::string& input, const spark::Job& job) const;
  void files_read(int32_t code, std::string_view text);  // [control]
  void warm(const std::string& symbol, Stretch stretch);

  const std::vector<std::string> warm_from_;
  Keeping keeping_;
  const spark::Clock clock_;
  const spark::Facts facts_;
  const spark::Jobs jobs_;
  const spark::Log log_;
  const spark::RowsReader rows_;
  const spark::Timers timers_;
  spark::Pace pace_;        // of what is put on the disk
  uint64_t told_ = 0;       // Symbols::changes() when facts were published last
  std::vector<Warm> warm_;  // the job's, until files_read() is called
};

}  // namespace features
