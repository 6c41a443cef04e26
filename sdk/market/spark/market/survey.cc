#include "spark/market/survey.h"

#include <algorithm>
#include <variant>

#include "spark/market/file_name.h"
#include "spark/market/intervals.h"
#include "spark/market/lines.h"
#include "spark/market/rows.h"
#include "spark/tool/format.h"

namespace spark::market {
namespace {

using tool::Error;
using tool::Exit;
using tool::Result;

constexpr std::string_view coins =
    "; that is how files of contracts paid in coins (COIN-M) are, and vol1m is in quote currency";

// Whether the quote volumes are in quote currency, by most rows.
class VolumeVote {
 public:
  void add(const Bar& bar, const std::string& place) {
    if (!bar.volume || *bar.volume == 0) return;
    if (volumes_agree(bar)) {
      ++for_;
      return;
    }
    ++against_;
    if (!first_.empty()) return;
    first_ = place + ": quote_asset_volume: expected volume times price, found " +
             tool::shortest(bar.quote_volume) + " for a volume of " + tool::shortest(*bar.volume) +
             " at " + tool::shortest(bar.close);
  }
  // The objection to quote currency; empty if there is none.
  [[nodiscard]] std::string objection() const {
    return against_ > for_ ? first_ + std::string(coins) : std::string();
  }

 private:
  uint32_t for_ = 0;
  uint32_t against_ = 0;
  std::string first_;
};

// Reads on until the file's kind is clear. Bad rows are left to the reader.
Result<Head> look_at(const std::string& path) {
  Result<LineReader> reader = LineReader::open(path);
  if (!reader) return reader.error();
  std::string_view line;
  Result<bool> more = reader->next(line);
  if (!more) return more.error();
  if (!*more) return Error{Exit::usage, path + ": is empty, expected rows"};
  const Result<Layout> layout = detect(line);
  if (!layout) return Error{layout.error().exit, reader->place() + ": " + layout.error().text};

  Head head{path, layout->kind, symbol_of(path), std::nullopt};
  if (head.symbol.empty()) head.symbol = symbol_of(reader->inner_name());
  if (is_coin_margined(head.symbol)) {
    return Error{Exit::usage, path + ": " + head.symbol +
                                  " is a contract paid in coins (COIN-M): its quote volumes are "
                                  "coins, and vol1m is in quote currency"};
  }
  IntervalVote interval;
  VolumeVote volumes;
  std::optional<int64_t> last_ms;
  uint64_t lines = 0;
  if (layout->header) more = reader->next(line);
  for (; more && *more && lines < Head::rows_max; more = reader->next(line)) {
    if (is_blank(line)) continue;
    ++lines;
    const Result<Row> row = parse_row(*layout, line);
    const Bar* bar = row ? std::get_if<Bar>(&*row) : nullptr;
    if (bar == nullptr) continue;
    if (bar->length_ms > 0) {
      interval.add(bar->length_ms);
    } else if (last_ms && bar->ts_ms > *last_ms) {
      interval.add(bar->ts_ms - *last_ms);
    }
    last_ms = bar->ts_ms;
    volumes.add(*bar, reader->place());
  }
  if (more && lines == 0) return Error{Exit::usage, path + ": holds a header and no rows"};
  if (const std::string text = volumes.objection(); !text.empty()) return Error{Exit::usage, text};
  head.interval_ms = interval.result();
  return head;
}

// Refuses a head that differs from the first that knows; `text` is empty if a head does not know.
template <class Text>
void expect_one(Survey& survey, std::string_view what, Text text) {
  const Head* first = nullptr;
  for (const Head& head : survey.heads) {
    const std::string own = text(head);
    if (own.empty()) continue;
    if (first == nullptr) first = &head;
    if (own == text(*first)) continue;
    survey.problems.push_back(head.path + ": is of " + own + ", and " + first->path + " of " +
                              text(*first) + ": expected files of one " + std::string(what));
    return;
  }
}

void expect_minutes(Survey& survey, bool resample) {
  for (const Head& head : survey.heads) {
    if (!head.interval_ms || *head.interval_ms == minute_ms) continue;
    const bool shorter = *head.interval_ms < minute_ms;
    if (shorter && resample) continue;
    survey.problems.push_back(head.path + ": its rows are " + interval_text(*head.interval_ms) +
                              " apart, expected 1m" +
                              (shorter    ? "; --resample 1m makes minutes of them"
                               : resample ? "; minutes cannot be made of longer rows"
                                          : ""));
    return;
  }
}

}  // namespace

std::optional<int64_t> Survey::interval_ms() const {
  const auto known = std::find_if(heads.begin(), heads.end(),
                                  [](const Head& head) { return head.interval_ms.has_value(); });
  return known == heads.end() ? std::nullopt : known->interval_ms;
}

Survey survey(const std::vector<std::string>& files, const ReadOptions& options) {
  Survey out;
  for (const std::string& path : files) {
    Result<Head> head = look_at(path);
    if (head) {
      out.heads.push_back(std::move(*head));
    } else {
      out.problems.push_back(head.error().text);
    }
  }
  expect_one(out, "kind", [](const Head& head) { return std::string(name_of(head.kind)); });
  expect_one(out, "symbol", [](const Head& head) { return head.symbol; });
  expect_one(out, "interval", [](const Head& head) {
    return head.interval_ms ? interval_text(*head.interval_ms) : std::string();
  });
  expect_minutes(out, options.resample);
  return out;
}

}  // namespace spark::market
