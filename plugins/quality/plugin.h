// The plugin object: the lineages whose predictions are judged, the looks at them, and what is kept
// of both.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keeping.h"
#include "remember_stage.h"
#include "spark/clock.h"
#include "spark/facts.h"
#include "spark/handover.h"
#include "spark/http.h"
#include "spark/job.h"
#include "spark/log.h"
#include "spark/plugin.h"
#include "spark/timer.h"
#include "tracks.h"

namespace quality {

class Quality : public spark::Plugin, public Tracks {
 public:
  static constexpr const char* summary =
      "Judges past predictions when it is known what came true, for each live model";
  static constexpr spark::Param params[] = {
      {.name = "symbols_max",
       .type = spark::ParamType::i64,
       .fallback = "8",
       .min = 1,
       .max = 16,
       .doc = "Symbols of a lineage whose predictions are kept, 2.2 MB each; others are counted"},
      {.name = "days",
       .type = spark::ParamType::i64,
       .fallback = "90",
       .min = 1,
       .max = 3650,
       .doc = "Days that the log of labels is kept, that under way included"},
      {.name = "bytes",
       .type = spark::ParamType::size,
       .fallback = "256MiB",
       .min = 16.0 * 1024 * 1024,
       .max = 1024.0 * 1024 * 1024 * 1024,
       .doc = "What the files of that log may take; beyond, its oldest day goes"},
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "executor",
       .doc = "The listener of GET /quality"},
  };
  using Stages = spark::Types<Remember>;
  static constexpr const char* durable_schemas[] = {Keeping::day_schema, Keeping::index_schema};

  Quality(spark::Host host, const spark::Config& config);

  void act();   // [control]
  void rest();  // [control]

  // What an exchange of plugin objects keeps. [builder]
  static constexpr const char* state_schema = "quality.minutes/1";
  void save(spark::ByteWriter& out) const;
  void load(spark::ByteReader& in);
  void merge(spark::ByteReader& before, spark::ByteReader& after);

 private:
  // A call of GET /quality that waits for its figures.
  struct Asked {
    std::string lineage;
    std::string symbol;  // "": all
    std::optional<int64_t> from_ms, until_ms;
    spark::Later reply;
  };

  void report(const spark::Request& request, spark::Later later);  // [control]
  void report_all(spark::Job job);                                 // [jobs]
  void reported(int32_t code, std::string_view text);              // [control]
  [[nodiscard]] spark::Reply report_on(const Asked& asked);        // [jobs]

  // Looks: [control] posts, [jobs] works, [control] tells.
  void look(uint32_t missed);
  void look_at_all(spark::Job job);
  void looked(int32_t code, std::string_view text);
  void put_out_labels(Track& track);
  void put_out_labels(Track& track, const Minutes::Symbol& symbol);
  void renew(Track& track, int64_t now_ms);
  void compare(Track& track, int64_t now_ms);
  void read_manifest(Track& track, const std::string& model, const JudgedModel& judged);

  void tell(Track& track);  // [control]
  void tell_gauges(Track& track);
  void tell_facts(Track& track);
  void tell_compared(const Track& track, const std::vector<JudgedModel>& models, ToldFacts& told);

  void keep(uint32_t) { keeping_.keep(all()); }  // [control]
  void take(const std::vector<Kept>& all);

  const spark::Clock clock_;
  const spark::Log log_;
  const spark::Facts facts_;
  const spark::Jobs jobs_;
  const spark::Timers timers_;
  Keeping keeping_;

  std::mutex asking_;  // of asked_; no worker takes it
  std::vector<Asked> asked_;

  // [control]
  bool is_looking_ = false;
  bool is_reporting_ = false;
  bool is_handed_over_ = false;
  // [jobs], one at a time
  std::map<std::pair<const Track*, std::string>, int64_t> looked_until_;  // minutes, by symbol
};

}  // namespace quality
