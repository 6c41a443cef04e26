#include "spark/market/reader.h"

#include <algorithm>
#include <utility>

#include "spark/tool/format.h"

namespace spark::market {

using tool::Error;
using tool::Exit;
using tool::Result;

Reader::Reader(Survey survey, ReadOptions options)
    : survey_(std::move(survey)),
      options_(std::move(options)),
      interval_ms_(survey_.interval_ms().value_or(minute_ms)),
      resampling_(options_.resample && interval_ms_ < minute_ms),
      deriver_(options_.spread_bp) {
  findings_.files = survey_.heads.size();
  findings_.interval_ms = survey_.interval_ms();
  findings_.problems = survey_.problems;
  if (!survey_.heads.empty()) {
    findings_.kind = survey_.heads[0].kind;
    findings_.symbol = options_.symbol.value_or(survey_.heads[0].symbol);
  }
}

Result<bool> Reader::next(Snapshot& out) {
  Row row;
  for (;;) {
    const Result<bool> more = next_row(row);
    if (!more) return more.error();
    if (!*more) break;
    const Result<bool> given = take(row, out);
    if (!given && tolerated(given.error())) continue;
    if (!given || *given) return given;
  }
  const std::optional<Bar> last = minutes_.rest();
  return last ? give(*last, out) : false;
}

Result<bool> Reader::take(const Row& row, Snapshot& out) {
  const Result<Follows> follows = note(row);
  if (!follows) return follows.error();
  if (const auto* snapshot = std::get_if<Snapshot>(&row)) {
    out = *snapshot;
    if (out.symbol.empty()) out.symbol = options_.symbol.value_or(head().symbol);
    if (findings_.symbol.empty()) findings_.symbol = out.symbol;
    return true;
  }
  const Bar& bar = std::get<Bar>(row);
  if (!resampling_) return give(bar, out);
  // Counting the same second twice would double its volume.
  if (*follows == Follows::duplicate || *follows == Follows::earlier) return false;
  const std::optional<Bar> minute = minutes_.add(bar);
  return minute ? give(*minute, out) : false;
}

Result<bool> Reader::give(const Bar& minute, Snapshot& out) {
  if (!deriver_.derive(minute, out)) ++findings_.warming;
  out.symbol = options_.symbol.value_or(head().symbol);
  return give(out);
}

// A snapshot of possible rows may be impossible all the same: a product can be infinite.
Result<bool> Reader::give(Snapshot& out) {
  const std::optional<Impossible> wrong = impossible(out);
  if (!wrong) return true;
  const std::string place = lines_ ? lines_->place() : head().path;
  return Error{Exit::usage, place + ": " + std::string(wrong->limit->field) + ": expected " +
                                std::string(wrong->limit->expected) + ", found " +
                                tool::shortest(wrong->value)};
}

Result<Follows> Reader::note(const Row& row) {
  ++findings_.rows;
  const auto* bar = std::get_if<Bar>(&row);
  const auto* snapshot = std::get_if<Snapshot>(&row);
  const int64_t ts_ms = bar != nullptr ? bar->ts_ms : snapshot->ts_ms;
  findings_.from_ms = std::min(findings_.from_ms, ts_ms);
  findings_.until_ms = std::max(findings_.until_ms, ts_ms);
  constexpr int64_t day_ms = 86'400'000;  // weeks and months begin on no multiple of anything
  if (bar != nullptr && interval_ms_ <= day_ms && ts_ms % interval_ms_ != 0) {
    count(findings_.off_grid);
  }
  if (bar != nullptr && !volumes_agree(*bar)) count(findings_.odd_volumes);

  const std::string& symbol =
      snapshot != nullptr && !snapshot->symbol.empty() ? snapshot->symbol : head().symbol;
  auto market = markets_.find(symbol);
  if (market == markets_.end()) {
    if (markets_.size() == symbols_max) {
      return Error{Exit::usage, lines_->place() + ": symbol: expected at most " +
                                    tool::grouped(symbols_max) + " different ones"};
    }
    market = markets_.emplace(symbol, Continuity(bar != nullptr ? interval_ms_ : minute_ms)).first;
    findings_.symbols = markets_.size();
  }
  const Follows follows = market->second.add(ts_ms);
  if (follows == Follows::duplicate) count(findings_.duplicates);
  if (follows == Follows::earlier) count(findings_.out_of_order);
  if (follows == Follows::gap) {
    const uint64_t missing = market->second.missing();
    count(findings_.gaps);
    findings_.missing += missing;
    if (missing > findings_.longest_gap) {
      findings_.longest_gap = missing;
      findings_.longest_gap_at = lines_->place();
    }
  }
  return follows;
}

void Reader::count(Counted& counted) const {
  if (++counted.count == 1) counted.first = lines_->place();
}

Result<bool> Reader::next_row(Row& row) {
  for (;;) {
    std::string_view line;
    const Result<bool> more = next_line(line);
    if (!more) {
      if (!options_.lenient) return more.error();
      findings_.problems.push_back(more.error().text);
      lines_.reset();
      continue;
    }
    if (!*more) return false;
    Result<Row> parsed = parse_row(layout_, line);
    if (parsed) {
      row = std::move(*parsed);
      return true;
    }
    const Error wrong{parsed.error().exit, lines_->place() + ": " + parsed.error().text};
    if (!tolerated(wrong)) return wrong;
  }
}

bool Reader::tolerated(const Error& row) {
  if (!options_.lenient) return false;
  count(findings_.bad_rows);
  if (findings_.bad_rows.count == 1) findings_.first_bad_row = row.text;
  return true;
}

// The next line that holds a row, opening file after file.
Result<bool> Reader::next_line(std::string_view& line) {
  for (;;) {
    bool first = false;
    if (!lines_) {
      if (opened_ == survey_.heads.size()) return false;
      if (Result<void> opened = open_next(); !opened) return opened.error();
      first = true;
    }
    const Result<bool> more = lines_->next(line);
    if (!more) return more.error();
    if (first) {
      const Result<Layout> layout = detect(*more ? line : std::string_view());
      if (!layout) return Error{layout.error().exit, lines_->place() + ": " + layout.error().text};
      layout_ = *layout;
      if (layout_.header) continue;
    }
    if (!*more) {
      lines_.reset();
      continue;
    }
    if (!is_blank(line)) return true;
  }
}

Result<void> Reader::open_next() {
  Result<LineReader> lines = LineReader::open(survey_.heads[opened_++].path);
  if (!lines) return lines.error();
  lines_ = std::move(*lines);
  return {};
}

Findings inspect(const std::vector<std::string>& files, ReadOptions options) {
  options.lenient = true;
  Reader reader(survey(files, options), options);
  Snapshot snapshot;
  while (reader.next(snapshot).value()) {
  }
  Findings findings = reader.findings();
  const bool explained = !findings.problems.empty() || findings.bad_rows.count > 0;
  if (findings.rows == 0 && !explained) findings.problems.emplace_back("no rows");
  return findings;
}

}  // namespace spark::market
