// Alarms and shocks of one subject: what each closed minute adds to them. Pure: minutes are
// arguments.
//
// Each symbol has detectors of its own, since symbols move together and would count as evidence
// twice. So the alarm's rate, at most one false alarm in 90 days, is that of one symbol.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "minutes.h"
#include "model_reference.h"
#include "resampled.h"
#include "spark/bytes.h"
#include "spark/stats/bin_detector.h"
#include "spark/stats/shock.h"

namespace drift {

// How long an alarm is shown as firing after the last one: long enough to be seen.
inline constexpr int64_t alarm_shown_minutes = day_minutes;

// What became of one series, over all symbols.
struct SeriesAlarm {
  uint64_t alarms = 0;
  int64_t last_alarm = 0;  // its minute; 0: none
  uint64_t shocks = 0;     // episodes
  int64_t last_shock = 0;  // the last minute in which the count was at the bound; 0: none
  uint64_t off_constant = 0;
  int64_t last_off_constant = 0;

  [[nodiscard]] bool is_alarming(int64_t now) const {
    return (last_alarm > 0 && now - last_alarm <= alarm_shown_minutes) ||
           (last_off_constant > 0 && now - last_off_constant <= alarm_shown_minutes);
  }
};

// Something that began.
struct Event {
  enum class Kind : uint8_t { alarm, shock, off_constant };
  Kind kind = Kind::alarm;
  size_t series = 0;
  int64_t minute = 0;
  std::string symbol;
  double value = 0;  // the e-detector's value; extreme minutes of 60; what is not the constant
  double limit = 0;  // the threshold; the bound; the constant
};

class Alarms {
 public:
  // Both outlive it. [jobs]
  Alarms(const ModelReference& reference, const Calibration& calibration);

  // The symbol's minutes, ascending; those that were seen already are passed over. [jobs]
  std::vector<Event> see(const std::string& symbol, const ClosedMinutes& minutes);

  // The last minute of the symbol that was seen; 0: none was. [jobs]
  [[nodiscard]] int64_t seen_until(const std::string& symbol) const {
    const auto found = symbols_.find(symbol);
    return found == symbols_.end() ? 0 : found->second.last;
  }

  [[nodiscard]] const std::vector<SeriesAlarm>& series() const { return series_; }
  // Whether the symbol's hour up to `now` is a shock of that series. [jobs, control]
  [[nodiscard]] bool is_shock(size_t series, int64_t now) const;
  // The largest ratio of a detector's value to its threshold, in logarithms; none without one.
  [[nodiscard]] std::optional<double> evidence(size_t series) const;
  // The most extreme minutes in the last 60 of a symbol. [jobs, control]
  [[nodiscard]] uint32_t extremes(size_t series, int64_t now) const;

  void write(spark::ByteWriter& out) const;
  // Throws spark::Error, with nothing changed, for bytes of other series or none.
  void read(spark::ByteReader& in);

 private:
  struct Watched {
    int64_t last = 0;     // the last minute that was seen
    int64_t quarter = 0;  // the 15 minutes that the last thinned sample is of
    std::vector<spark::stats::BinDetector::Sums> sums;
    std::vector<uint64_t> extremes;  // ShockWindow::bits()
  };

  void see_minute(const std::string& symbol, Watched& watched, const ClosedMinutes& minutes,
                  size_t row, std::vector<Event>& events);
  void see_shock(Event event, bool is_beyond, uint64_t skipped, Watched& watched,
                 std::vector<Event>& events);
  void see_off_constant(Event event, double value, std::vector<Event>& events);
  void see_thinned(Event event, double value, Watched& watched, std::vector<Event>& events);

  const ModelReference& reference_;
  const Calibration& calibration_;
  std::vector<spark::stats::BinDetector> detectors_;  // without sums
  std::map<std::string, Watched> symbols_;
  std::vector<SeriesAlarm> series_;
};

}  // namespace drift
