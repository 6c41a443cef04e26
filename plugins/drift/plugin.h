// The plugin object: the lineages under watch, the looks at them, and what is kept of both.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "spark/clock.h"
#include "spark/durable.h"
#include "spark/evidence.h"
#include "spark/facts.h"
#include "spark/handover.h"
#include "spark/http.h"
#include "spark/job.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/pace.h"
#include "spark/plugin.h"
#include "spark/timer.h"
#include "tracks.h"
#include "watch_stage.h"

namespace drift {

inline constexpr const char* block_schema = "drift.minutes/1";
inline constexpr const char* state_value_schema = "drift.state/1";
inline constexpr const char* calibration_schema = "drift.calibrations/3";
inline constexpr const char* index_schema = "drift.index/1";

class Drift : public spark::Plugin {
 public:
  static constexpr const char* summary =
      "Compares a model's inputs and scores with those that it was trained on";
  static constexpr spark::Param params[] = {
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "executor",
       .doc = "The listener of the /drift routes"},
      {.name = "symbols_max",
       .type = spark::ParamType::i64,
       .fallback = "8",
       .min = 1,
       .max = 16,
       .doc = "Symbols of a lineage that are watched; others are counted"},
      {.name = "look_every",
       .type = spark::ParamType::duration,
       .fallback = "5s",
       .min = 1'000,
       .max = 3'600'000,
       .doc = "How often windows are looked at, if minutes were closed"},
      {.name = "keep_every",
       .type = spark::ParamType::duration,
       .fallback = "5s",
       .min = 100,
       .max = 86'400'000,
       .doc = "How often closed minutes are put on the disk; in event time at most once a second"},
      {.name = "write_every",
       .type = spark::ParamType::duration,
       .fallback = "30min",
       .min = 60'000,
       .max = 86'400'000,
       .doc = "How often psi_snapshot.json is written, with its record"},
      {.name = "replicates",
       .type = spark::ParamType::i64,
       .fallback = "100",
       .min = 2,
       .max = 1'000,
       .doc = "How often a reference is resampled for noise (five times that), alarms and shocks"},
  };
  using Stages = spark::Types<Watch>;
  static constexpr const char* durable_schemas[] = {block_schema, state_value_schema,
                                                    calibration_schema, index_schema};

  Drift(spark::Host host, const spark::Config& config);

  void act();   // [control]
  void rest();  // [control]

  // What an exchange of plugin objects keeps. [builder]
  static constexpr const char* state_schema = "drift.tracks/1";
  void save(spark::ByteWriter& out) const;
  void load(spark::ByteReader& in);
  void merge(spark::ByteReader& before, spark::ByteReader& after);

  // Routes. [control]
  spark::Reply snapshot(const spark::Request& request);
  void minutes(const spark::Request& request, spark::Later later);

  // For the stages.
  operator Tracks&() { return tracks_; }

 private:
  void add_routes(spark::Http http, const std::string& listener);

  // Of the routes; none: `refusal` says why. [control]
  struct Asked {
    const Track* track = nullptr;
    size_t window = week;
    std::optional<spark::Reply> refusal;
  };
  [[nodiscard]] Asked asked(const spark::Request& request) const;
  void list_minutes(spark::Job job);  // [jobs]
  void minutes_listed(int32_t code, std::string_view text);

  // Looks: [control] posts, [jobs] works, [control] tells.
  void look(uint32_t missed);
  void close_minutes();
  void look_at_all(spark::Job job);
  void looked(int32_t code, std::string_view text);
  bool look_at(Track& track, int64_t now);
  void begin_judge(Track& track, const Minutes::Layout& layout);

  // Of one track; Tracks::judging is held.
  void tell(Track& track);           // [control]
  void set_gauges(Track& track);     // [control]
  void publish_facts(Track& track);  // [control]
  void record(const Track& track);   // [control]
  [[nodiscard]] std::string document(const Track& track, size_t window) const;
  template <class Publish>
  void publish_series(const Track& track, const Publish& publish);

  // Calibrations: [control] posts, [jobs] works.
  void calibrate_all(spark::Job job);
  void calibrated(int32_t code, std::string_view text);
  [[nodiscard]] std::shared_ptr<const Calibration> known_calibration(const std::string& name);
  void keep_calibration(const std::string& name, const Calibration& made);

  // psi_snapshot.json: [jobs] writes it, [control] wants it.
  void day_ends(int64_t due_utc_ms, uint32_t missed);
  void write_all(spark::Job job);
  void written(int32_t code, std::string_view text);

  // The disk. [control]
  void keep(uint32_t missed);
  void keep_all();
  void keep_track(Track& track, size_t number);
  void keep_index();
  void put(const std::string& key, const char* schema, const std::string& bytes);
  void kept(int32_t code, std::string_view text);
  void restore();

  const spark::Clock clock_;
  const spark::Log log_;
  const spark::Metrics metrics_;
  const spark::Facts facts_;
  const spark::Evidence evidence_;
  const spark::Durable durable_;
  const spark::Jobs jobs_;
  const spark::Timers timers_;
  const uint32_t look_every_ms_;
  const uint32_t keep_every_ms_;
  const uint32_t write_every_ms_;
  const CalibrationEffort effort_;

  Tracks tracks_;

  // [control]
  bool is_looking_ = false;
  bool is_calibrating_ = false;
  bool is_writing_ = false;
  std::optional<spark::Later> listing_for_;  // who waits for a list of minutes
  bool is_handed_over_ = false;
  bool is_acting_ = false;  // else nobody says when something is on the disk
  spark::Pace pace_;        // of what is put on the disk
  bool is_full_told_ = false;
  std::string kept_index_;
  uint32_t puts_waiting_ = 0;   // for the disk
  bool is_put_failed_ = false;  // one of them

  // What minutes() asks of its job, and the answer: the job's, until minutes_listed().
  Asked listing_;
  std::string listed_;

  // Names and bytes, the newest last; guarded by Tracks::judging.
  std::deque<std::pair<std::string, std::string>> calibrations_;
};

}  // namespace drift
