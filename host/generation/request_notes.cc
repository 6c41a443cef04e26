#include "generation/request_notes.h"

#include <algorithm>
#include <limits>

namespace spark::generation {
namespace {

int64_t in_ns(double seconds) {
  return static_cast<int64_t>(seconds * 1e9);
}

}  // namespace

void RequestNotes::keep(std::string_view id, std::string_view id_end, std::string_view trace_id) {
  id = id.substr(0, id_.size());
  id_end = id_end.substr(0, id_.size() - id.size());
  std::copy(id.begin(), id.end(), id_.begin());
  std::copy(id_end.begin(), id_end.end(), id_.begin() + id.size());
  id_bytes_ = static_cast<uint8_t>(id.size() + id_end.size());
  has_trace_ = trace_id.size() == trace_.size();
  if (has_trace_) std::copy(trace_id.begin(), trace_id.end(), trace_.begin());
  is_noted_ = true;
}

bool RequestNotes::is_due(int64_t elapsed_ns, int64_t now_ns) {
  if (sampled_at_ns_.empty()) return false;
  const auto& bounds = duration_bounds_seconds();
  const double seconds = static_cast<double>(elapsed_ns) * 1e-9;
  const auto bucket =
      static_cast<size_t>(std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin());
  const bool is_due = now_ns - sampled_at_ns_[bucket] >= exemplar_every_ns;
  if (is_due) sampled_at_ns_[bucket] = now_ns;
  sampled_from_ns_ = bucket == 0 ? 0 : in_ns(bounds[bucket - 1]) + 1;
  sampled_to_ns_ =
      bucket == bounds.size() ? std::numeric_limits<int64_t>::max() : in_ns(bounds[bucket]);
  sampled_until_ns_ = sampled_at_ns_[bucket] + exemplar_every_ns;
  return is_due;
}

// A bucket of tokens, written as the time when it would be full: it holds at most a second's lines.
bool RequestNotes::takes_line(int64_t now_ns) {
  const int64_t full_at_ns = std::max(line_at_ns_, now_ns);
  if (lines_max_ == 0 || full_at_ns - now_ns > line_every_ns_ * (lines_max_ - 1)) {
    ++unlogged_;
    return false;
  }
  line_at_ns_ = full_at_ns + line_every_ns_;
  return true;
}

}  // namespace spark::generation
