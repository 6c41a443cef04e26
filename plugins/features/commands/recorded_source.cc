#include "recorded_source.h"

#include <set>
#include <utility>

#include "spark/recorded/days.h"
#include "spark/tool/format.h"

namespace spark::replay {
namespace {

using tool::Error;
using tool::Exit;
using tool::Result;

class RecordedSource final : public Source {
 public:
  RecordedSource(std::string url, const recorded::Recording& recording,
                 const SourceOptions& options)
      : url_(std::move(url)), rows_max_(options.rows_max) {
    std::set<std::string> symbols;
    for (const recorded::Recorded& row : recording.rows) {
      if (!recorded::is_whole(row)) {
        ++left_out_;
        continue;
      }
      Snapshot& snapshot = rows_.emplace_back(row.snapshot);
      snapshot.ts_ms = *row.sent_ts_ms;
      if (options.read.symbol) snapshot.symbol = *options.read.symbol;
      symbols.insert(snapshot.symbol);
    }
    findings_.symbols = symbols.size();
    findings_.kind = market::Kind::snapshots;
    for (const recorded::LogEnd& log : recording.logs) dropped_ += log.dropped;
  }

  Result<bool> next(Snapshot& out) override {
    if (findings_.rows >= rows_max_ || findings_.rows == rows_.size()) return false;
    out = rows_[findings_.rows++];
    return true;
  }

  const market::Findings& findings() const override { return findings_; }

  std::string name() const override {
    std::string text = url_;
    if (left_out_ > 0)
      text.append("; ").append(tool::grouped(left_out_)).append(" rows without ts or a value");
    if (dropped_ > 0)
      text.append("; its log had lost ")
          .append(tool::grouped(static_cast<uint64_t>(dropped_)))
          .append(" rows by then");
    return text;
  }

  std::string spread() const override { return "as recorded"; }

 private:
  const std::string url_;
  const uint64_t rows_max_;
  std::vector<Snapshot> rows_;
  market::Findings findings_;
  uint64_t left_out_ = 0;
  int64_t dropped_ = 0;
};

}  // namespace

Result<std::unique_ptr<Source>> open_recorded(const std::string& url, const std::string& state_dir,
                                              const SourceOptions& options) {
  const Result<recorded::RecordedDays> days = recorded::recorded_days(url);
  if (!days) return days.error();
  const Result<recorded::Recording> recording = recorded::read_days(*days, state_dir);
  if (!recording) return recording.error();
  return std::unique_ptr<Source>(std::make_unique<RecordedSource>(url, *recording, options));
}

}  // namespace spark::replay
