// What a registry holds. Private to metrics/: registry.cc fills it, exposition.cc renders it.
#pragma once

#include <atomic>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/cells.h"
#include "metrics/naming.h"
#include "metrics/registry.h"

namespace spark::metrics {

// One who computes a gauge. While a generation is built beside the running one, and while one is
// kept that is not in use, there are several.
struct Reader {
  const void* owner = nullptr;
  std::function<double()> read;
};

struct Series {
  uint64_t asked = 0;       // when last, by State::asks; 0: never
  bool left_out = false;    // retired: counts go on, but it is not rendered
  std::string first_value;  // of the first label
  Cells cells;              // counters and histograms
  std::atomic<double> gauge = std::numeric_limits<double>::quiet_NaN();
  std::vector<Reader> readers;  // computed gauges; the newest last
  bool computed = false;
};

struct Family {
  Kind kind = Kind::counter;
  std::string help;
  std::vector<std::string> keys;
  std::vector<double> bounds;
  std::map<std::string, Series> series;  // by label text; entries never move and never go
};

struct Registry::State {
  explicit State(uint32_t workers) : store(workers) {}

  // Finds or creates the series. [holding `changing`]
  base::Result<Series*> ask(const Desc& desc, Kind kind, bool computed);

  // Of those preferred owners that compute it, the newest's that is one; NaN: nobody's. [holding
  // `reading`]
  [[nodiscard]] double computed_value(const Series& series) const;

  std::mutex reading;               // held while read() functions run; taken before `changing`
  std::mutex changing;              // guards everything below
  std::set<const void*> preferred;  // owners of readers. Like these, changed with both locks held
  std::map<std::string, Family, std::less<>> families;
  CellStore store;
  uint64_t asks = 0;
  uint32_t shown = 0;  // series that are not left out
};

// Appends a family whose series have a value. `computed` holds the values read. [holding
// `changing`]
void append_family(std::string& out, std::string_view name, const Family& family,
                   const std::map<const Series*, double>& computed);

}  // namespace spark::metrics
