// Which requests one worker notes beside counting them: slow and failed ones, for a line in the
// log, and now and then one as an exemplar of its bucket of durations. Most requests cost a few
// compares here, and their ids are never looked at.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "generation/pipeline_metrics.h"
#include "metrics/exemplars.h"
#include "pipeline/request_slots.h"

namespace spark::generation {

// From one exemplar of a bucket to the next.
inline constexpr int64_t exemplar_every_ns = 1'000'000'000;

struct NoteLimits {
  int64_t slow_ns = 10'000'000;
  uint32_t lines_per_s = 10;
};

// By one worker.
class RequestNotes {
 public:
  RequestNotes() = default;
  explicit RequestNotes(const NoteLimits& limits)
      : slow_ns_(limits.slow_ns),
        line_every_ns_(limits.lines_per_s == 0 ? 0 : 1'000'000'000 / limits.lines_per_s),
        lines_max_(limits.lines_per_s),
        sampled_at_ns_(duration_bounds_seconds().size() + 1, INT64_MIN / 2) {}

  // Whether the request is noted. Forgets the one before.
  [[nodiscard]] bool looks_at(uint32_t code, int64_t elapsed_ns, int64_t now_ns) {
    id_bytes_ = 0;
    has_trace_ = false;
    is_noted_ = false;
    is_slow_ = elapsed_ns > slow_ns_ || code >= 500;
    is_sample_ = false;
    if (elapsed_ns < sampled_from_ns_ || elapsed_ns >= sampled_to_ns_ ||
        now_ns >= sampled_until_ns_)
      is_sample_ = is_due(elapsed_ns, now_ns);
    return is_slow_ || is_sample_;
  }
  // Keeps the request's id, made of two parts, and its trace's; "": none.
  void keep(std::string_view id, std::string_view id_end, std::string_view trace_id);

  [[nodiscard]] bool is_noted() const { return is_noted_; }
  [[nodiscard]] bool is_slow() const { return is_slow_; }
  [[nodiscard]] bool is_sample() const { return is_sample_; }
  [[nodiscard]] std::string_view request_id() const { return {id_.data(), id_bytes_}; }
  [[nodiscard]] std::string_view trace_id() const {
    return has_trace_ ? std::string_view(trace_.data(), trace_.size()) : std::string_view();
  }

  // Whether there may be one more line; otherwise the request is counted for the next line.
  [[nodiscard]] bool takes_line(int64_t now_ns);
  // How many had no line since the last one; they are told of now.
  [[nodiscard]] uint64_t take_unlogged() { return std::exchange(unlogged_, 0); }

 private:
  [[nodiscard]] bool is_due(int64_t elapsed_ns, int64_t now_ns);

  int64_t slow_ns_ = INT64_MAX;
  int64_t line_every_ns_ = 0;
  uint32_t lines_max_ = 0;
  int64_t line_at_ns_ = 0;  // when all tokens would be there again
  uint64_t unlogged_ = 0;

  std::vector<int64_t> sampled_at_ns_;  // by bucket of durations
  // Durations of this range have an exemplar that is new enough until then: the usual bucket's.
  int64_t sampled_from_ns_ = 0;
  int64_t sampled_to_ns_ = 0;
  int64_t sampled_until_ns_ = 0;

  // Of the last request.
  bool is_slow_ = false;
  bool is_sample_ = false;
  bool is_noted_ = false;
  bool has_trace_ = false;
  uint8_t id_bytes_ = 0;
  std::array<char, pipeline::request_text_bytes_max> id_{};
  std::array<char, metrics::trace_id_bytes> trace_{};
};

}  // namespace spark::generation
