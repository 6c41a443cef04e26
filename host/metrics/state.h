// The data of a registry. Private to metrics/: series.cc and draft.cc change it, exposition.cc
// renders it.
#pragma once

#include <atomic>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/error.h"
#include "metrics/cells.h"
#include "metrics/desc.h"
#include "metrics/exemplars.h"
#include "metrics/naming.h"

namespace spark::metrics {

// An owner that computes a gauge. A gauge has several while a generation is built beside the
// running one, and while an unused generation is kept.
struct Reader {
  const void* owner = nullptr;
  std::function<double()> read;
};

struct Series {
  uint64_t asked = 0;       // when last, by RegistryState::asks; 0: never, but in drafts
  bool shown = false;       // rendered; neither retired nor asked for in drafts only
  uint32_t promises = 0;    // asks of open drafts, which show it when they are committed
  std::string first_value;  // of the first label
  Cells cells;              // counters and histograms
  std::unique_ptr<Exemplars> exemplars;  // of a histogram that has them
  std::atomic<double> gauge = std::numeric_limits<double>::quiet_NaN();
  std::vector<Reader> readers;  // computed gauges; the newest last
  bool computed = false;

  // Whether the series counts against series_max.
  [[nodiscard]] bool has_place() const { return shown || promises > 0; }
  // Only drafts that were dropped asked for it.
  [[nodiscard]] bool is_free() const { return asked == 0 && promises == 0; }
};

struct Family {
  Kind kind = Kind::counter;
  std::string help;
  std::vector<std::string> keys;
  std::vector<double> bounds;
  std::map<std::string, Series> series;  // by label text; entries never move and never go

  // Only drafts that were dropped asked for it: it may be defined anew.
  [[nodiscard]] bool is_free() const;
  [[nodiscard]] uint32_t cells_per_series() const;
};

using Families = std::map<std::string, Family, std::less<>>;

// An ask of a draft, kept for the commit.
struct Ask {
  Family* family = nullptr;
  Series* series = nullptr;
  uint32_t retired_max = 0;
  std::optional<Reader> reader;  // of a computed gauge
};

struct RegistryState {
  explicit RegistryState(uint32_t workers) : store(workers) {}

  // Finds or creates the series, and shows it, or promises to show it if this thread has a draft. A
  // `reader` makes it a computed gauge. [holding `changing`, with a reader `reading` as well]
  base::Result<Series*> ask(const Desc& desc, Kind kind, std::optional<Reader> reader);
  // Makes its series the newest of the family, and its reader the newest of the series, and retires
  // others. [holding `changing`, with a reader `reading` as well]
  void apply(Ask& asked);
  // Repeats what was asked for on behalf of `owner`. [holding `changing`]
  void renew(const void* owner);
  // Ends this thread's draft and returns its asks. [holding `changing`]
  std::vector<Ask> close_draft();
  // Takes back the promises of a draft that was closed. [holding `changing`]
  void release(const std::vector<Ask>& promised);

  // The value of the newest preferred owner that gives one; NaN: none does. [holding `reading`]
  [[nodiscard]] double computed_value(const Series& series) const;

  std::mutex reading;               // held while read() functions run; taken before `changing`
  std::mutex changing;              // guards everything below
  std::set<const void*> preferred;  // owners; as readers, changed with both locks held
  Families families;
  // Families that were defined anew: their handles may still be in use and must stay valid.
  std::vector<Families::node_type> replaced;
  std::map<std::thread::id, std::vector<Ask>> drafts;  // open ones, in the order of asking
  std::map<std::thread::id, const void*> asking;       // the owners on whose behalf threads ask
  std::map<const void*, std::vector<Ask>> asked_for;   // by owner, without readers
  CellStore store;
  uint64_t asks = 0;
  uint32_t places = 0;  // series that have a place

 private:
  base::Result<Family*> find_or_define(const Desc& desc, Kind kind);
  base::Result<Series*> find_or_create(Family& family, const Desc& desc, bool computed);
  void promise(Ask asked, std::vector<Ask>& draft);
  void retire(Family& family, uint32_t retired_max);
};

// Appends the lines before a family's series, as OpenMetrics has them. [holding `changing`]
void append_open_head(std::string& out, std::string_view name, const Family& family,
                      const Families& all);
// Appends what stands behind a bucket's value: nothing, or " # {request_id="…"} 0.01
// 1700000000.123".
void append_exemplar(std::string& out, const Exemplars* exemplars, uint32_t bucket);
// The end of an OpenMetrics exposition.
inline constexpr std::string_view open_end = "# EOF\n";

}  // namespace spark::metrics
