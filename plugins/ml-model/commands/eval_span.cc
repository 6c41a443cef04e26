#include "eval_span.h"

#include <chrono>

#include "spark/tool/format.h"

namespace eval {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

}  // namespace

std::optional<int64_t> time_ms(std::string_view text) {
  return spark::tool::utc_ms(text);
}

std::string time_text(int64_t ms) {
  return spark::tool::utc_text(system_clock::time_point(milliseconds(ms)));
}

bool touches(const TrainingSpan& training, int64_t ts_ms, int64_t horizon_ms) {
  const int64_t begin = training.from_ms - training.embargo_ms;
  const int64_t end = training.until_ms + training.embargo_ms;
  return ts_ms <= end && ts_ms + horizon_ms >= begin;
}

int64_t first_clear_ms(const TrainingSpan& training) {
  return training.until_ms + training.embargo_ms + 1;
}

spark::tool::Error overlap(const std::string& version, const TrainingSpan& training,
                           int64_t horizon_ms, uint64_t rows) {
  // Whole seconds, rounded up: the text must name a moment that is clear.
  const int64_t clear_ms = (first_clear_ms(training) + 999) / 1'000 * 1'000;
  const int64_t before_ms = training.from_ms - training.embargo_ms - horizon_ms;
  std::string text = "the data overlap what " + version + " was trained on, ";
  text.append(time_text(training.from_ms)).append(" to ").append(time_text(training.until_ms));
  text.append(", or the embargo of ");
  text.append(spark::tool::duration(static_cast<double>(training.embargo_ms) / 1'000));
  text.append(" around it, in rows: ").append(spark::tool::grouped(rows));
  text.append(
      ". Rows of that time may warm features and are never judged. Judge later ones: --from ");
  text.append(time_text(clear_ms));
  text.append(", or earlier ones: --until ");
  text.append(time_text(before_ms / 1'000 * 1'000));
  return {spark::tool::Exit::usage, std::move(text)};
}

}  // namespace eval
