// One lineage: its minutes, which workers write, the models whose predictions they hold, and what
// was found out about them.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "figures.h"
#include "judged_model.h"
#include "label_log.h"
#include "loss_difference.h"
#include "minutes.h"
#include "spark/facts.h"
#include "spark/metrics.h"
#include "spark/models.h"

namespace quality {

struct WindowLength {
  const char* name;
  int64_t minutes;
};
inline constexpr std::array<WindowLength, 3> window_lengths = {
    {{"1d", day_minutes}, {"7d", 7 * day_minutes}, {"30d", 30 * day_minutes}}};

// The figures of one window of one role, and whose they are.
struct WindowFigures {
  uint64_t model = 0;  // 0: none yet
  int64_t at_ms = 0;   // the window's end
  Figures figures;

  // Whether they are as good as new: not a 48th of their time has passed since.
  [[nodiscard]] bool are_fresh(int64_t now_ms) const {
    return at_ms <= now_ms && now_ms - at_ms < (figures.until_ms - figures.from_ms) / 48;
  }
};

// Candidate against production on the last week's minutes; of these two models.
struct Compared {
  uint64_t production = 0, candidate = 0;  // 0: none yet
  int64_t at_ms = 0;
  std::optional<LossDifference> week;

  [[nodiscard]] bool is_fresh(int64_t now_ms) const {
    return at_ms <= now_ms && now_ms - at_ms < week_ms / 48;
  }
  static constexpr int64_t week_ms = 7 * day_minutes * minute_ms;
};

// Until which minute the predictions of a model are in the log of labels: by symbol, role and key.
struct LoggedOf {
  std::string symbol;
  Role role = Role::production;
  uint64_t model = 0;

  auto operator<=>(const LoggedOf&) const = default;
};
using Logged = std::map<LoggedOf, int64_t>;

using ToldFacts = std::vector<std::pair<std::string, spark::Subject>>;  // by name

class Track {
 public:
  Track(std::string lineage, uint32_t symbols_max)
      : name(std::move(lineage)), minutes(symbols_max) {}

  // Lets the models of a stage be judged. The newest stage says whether the lineage is primary.
  // [builder]
  void begin(Role role, const std::string& model, const JudgedModel& judged, bool is_primary);
  // Models that were judged before the host started. [builder, control]
  void begin(const JudgedModel& judged);

  // The model under models: of that role; "" if no stage was made yet. [any but workers]
  [[nodiscard]] std::string model_of(Role role) const;
  [[nodiscard]] bool is_primary() const;
  // Copies, in the order in which they came. [any but workers]
  [[nodiscard]] std::vector<JudgedModel> models() const;
  // The one that serves; none if it was never judged here. [any but workers]
  [[nodiscard]] std::optional<JudgedModel> find(const spark::LiveModel& live) const;
  // Takes what the model's manifest froze. [jobs]
  void set_frozen(uint64_t key, const std::optional<Frozen>& frozen);

  // What is in the log for sure. [any but workers]
  [[nodiscard]] Logged logged() const;
  void set_logged(Logged logged);

  const std::string name;
  Minutes minutes;
  LabelOutbox outbox;

  // Of the job that looks; copied out under told_mutex.
  Logged put_out;  // what went to the outbox
  std::array<std::array<WindowFigures, window_lengths.size()>, role_count> windows;
  Compared compared;

  // [control]
  std::map<std::pair<std::string, std::string>, spark::Gauge> gauges;  // by name and labels
  ToldFacts facts;                                                     // that are published
  mutable std::mutex told;  // of `windows` and `compared`; no worker takes it

 private:
  static constexpr size_t models_max = 64;

  mutable std::mutex mutex_;  // of what follows; no worker takes it
  bool is_primary_ = true;
  std::array<std::string, role_count> model_of_;
  std::deque<JudgedModel> models_;
  Logged logged_;
};

// The predictions of a model in a role within [from_ms, until_ms) whose labels are known, of one
// symbol or, with "", of all: one symbol after the other. [any but workers]
[[nodiscard]] std::vector<LabelledRow> rows_of(const Track& track, Role role,
                                               const JudgedModel& model, int64_t from_ms,
                                               int64_t until_ms, std::string_view symbol = "");

}  // namespace quality
