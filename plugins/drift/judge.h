// What is found out about the model of one lineage: windows, alarms, shocks, and how the 7-day
// window went. Pure, but for what it keeps: minutes and time are arguments.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alarms.h"
#include "binned_minutes.h"
#include "minutes.h"
#include "model_reference.h"
#include "resampled.h"
#include "subject.h"
#include "windows.h"

namespace drift {

// The 7-day window at one time; NaN where it has no value.
struct TrendPoint {
  int64_t minute = 0;
  double overall = 0;
  double score = 0;
  bool is_complete = false;
};

inline constexpr int64_t trend_minutes = 60;              // between two points
inline constexpr size_t trend_points = 8 * 24;            // that are kept
inline constexpr int64_t gate_minutes = 2 * day_minutes;  // that a gate looks back

// All that is known at one time; what routes, series and facts say.
struct Findings {
  int64_t now = 0;     // minute
  std::string reason;  // why there is nothing below; "": there is something
  std::array<WindowFigures, window_lengths.size()> windows;
  std::vector<SeriesAlarm> alarms;              // by series; empty until calibrated
  std::vector<bool> is_shock;                   // the same
  std::vector<std::optional<double>> evidence;  // the same
  int64_t scores_since = 0;    // the first minute with a score of this model; 0: none
  int64_t rebinned_until = 0;  // minutes before were gathered for other models; 0: none were
  std::vector<TrendPoint> trend;
  std::optional<double> overall_max_48h;  // of the complete 7-day window; none unless all were
  std::vector<Event> events;              // that began since the findings before these
};

class Judge {
 public:
  // Begins anew for another subject. `reference`: none, and `reason` says why.
  Judge(Subject subject, std::shared_ptr<const ModelReference> reference, std::string reason);

  [[nodiscard]] const Subject& subject() const { return subject_; }
  [[nodiscard]] const std::shared_ptr<const ModelReference>& reference() const {
    return reference_;
  }
  [[nodiscard]] const std::shared_ptr<const Calibration>& calibration() const {
    return calibration_;
  }
  // From now on there are alarms, of all minutes that are kept. Only with a reference. False: kept
  // ones were none, and they begin anew.
  bool calibrated(std::shared_ptr<const Calibration> calibration);

  [[nodiscard]] Findings look(const Minutes& minutes, const Minutes::Layout& layout, int64_t now);

  // To keep over an exchange and a restart, and to go on from: what is of another subject changes
  // nothing. read() waits for calibrated() with what it cannot use before. Throws spark::Error for
  // bytes that are none.
  void write(spark::ByteWriter& out) const;
  void read(spark::ByteReader& in);

 private:
  void take_closed(const Minutes& minutes, const Minutes::Layout& layout, Findings& findings);
  void tell_of_scores(Findings& findings) const;
  void tell_of_alarms(Findings& findings) const;
  void add_to_trend(const Findings& findings);

  Subject subject_;
  std::shared_ptr<const ModelReference> reference_;
  std::string reason_;
  std::shared_ptr<const Calibration> calibration_;
  std::optional<Alarms> alarms_;
  std::map<uint32_t, BinnedMinutes> binned_;  // by the symbol's number
  uint64_t rewrites_ = 0;                     // Minutes::rewrites(), when they were binned
  std::string kept_alarms_;                   // bytes that were read before there was a calibration
  std::deque<TrendPoint> trend_;
};

}  // namespace drift
