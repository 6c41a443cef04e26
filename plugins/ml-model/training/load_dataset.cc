#include "load_dataset.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

#include "../sha256.h"
#include "spark/market/reader.h"
#include "spark/offline/snapshot_stage.h"
#include "spark/tool/format.h"

namespace training {
namespace {

namespace market = spark::market;
namespace tool = spark::tool;
using spark::offline::SnapshotStage;
using tool::Error;
using tool::Exit;
using tool::Result;

// Where each wanted column stands among the names that the plugin offers.
Result<std::vector<size_t>> positions(const std::vector<std::string>& offered,
                                      const std::vector<std::string>& wanted) {
  std::vector<size_t> at;
  for (const std::string& name : wanted) {
    const auto found = std::find(offered.begin(), offered.end(), name);
    if (found == offered.end()) {
      std::string text = "no feature is called '" + name + "'; these sets have";
      for (const std::string& other : offered) text.append(" ").append(other);
      return Error{Exit::usage, text};
    }
    at.push_back(static_cast<size_t>(found - offered.begin()));
  }
  return at;
}

// Rows as they come, one a minute.
class Rows {
 public:
  explicit Rows(std::vector<std::string> names) { loaded_.data.names = std::move(names); }

  void add(const market::Snapshot& snapshot, std::span<const double> offered,
           const std::vector<size_t>& at) {
    Dataset& data = loaded_.data;
    const bool replaces = !data.ts_ms.empty() && data.ts_ms.back() / market::minute_ms ==
                                                     snapshot.ts_ms / market::minute_ms;
    if (replaces) {
      data.ts_ms.pop_back();
      data.mids.pop_back();
      data.values.resize(data.values.size() - at.size());
      if (was_estimated_) --loaded_.estimated_spreads;
    }
    data.ts_ms.push_back(snapshot.ts_ms);
    data.mids.push_back(snapshot.mid);
    for (const size_t place : at) data.values.push_back(offered[place]);
    was_estimated_ = snapshot.spread_estimated;
    if (was_estimated_) ++loaded_.estimated_spreads;
  }

  [[nodiscard]] bool goes_back(int64_t ts_ms) const {
    return !loaded_.data.ts_ms.empty() && ts_ms <= loaded_.data.ts_ms.back();
  }
  [[nodiscard]] Loaded take() { return std::move(loaded_); }

 private:
  Loaded loaded_;
  bool was_estimated_ = false;
};

std::string minute_text(int64_t ts_ms) {
  using std::chrono::milliseconds;
  return tool::utc_text(std::chrono::system_clock::time_point(milliseconds(ts_ms)));
}

}  // namespace

market::Findings inspect(const DataRequest& request) {
  return market::inspect(request.files, request.read);
}

Result<std::vector<DataFile>> digests(const std::vector<std::string>& files) {
  std::vector<DataFile> all;
  for (const std::string& path : files) {
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in && !in.eof()) return Error{Exit::usage, path + ": cannot be read"};
    all.push_back({std::filesystem::path(path).filename().string(), ml_model::sha256_hex(bytes),
                   bytes.size()});
  }
  return all;
}

Result<Loaded> load_dataset(const DataRequest& request, uint64_t rows) {
  Result<SnapshotStage> stage = SnapshotStage::open(request.plugin_file, request.sets);
  if (!stage) return stage.error();
  const std::vector<std::string>& offered = stage->names();
  const std::vector<std::string>& wanted = request.columns.empty() ? offered : request.columns;
  const Result<std::vector<size_t>> at = positions(offered, wanted);
  if (!at) return at.error();

  Rows out(wanted);
  std::vector<double> values(offered.size());
  market::Reader reader(market::survey(request.files, request.read), request.read);
  market::Snapshot snapshot;
  tool::Progress progress(request.progress, "minutes", rows);
  for (;;) {
    const Result<bool> more = reader.next(snapshot);
    if (!more) return more.error();
    if (!*more) break;
    progress.add(1);
    if (out.goes_back(snapshot.ts_ms)) continue;
    if (const Result<void> done = stage->run(snapshot, values); !done)
      return Error{done.error().exit,
                   "the minute of " + minute_text(snapshot.ts_ms) + ": " + done.error().text};
    out.add(snapshot, values, *at);
  }
  return out.take();
}

}  // namespace training
