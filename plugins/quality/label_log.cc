#include "label_log.h"

#include <algorithm>

#include "spark/error.h"

namespace quality {

void LabelRow::set_symbol(std::string_view name) {
  symbol_bytes = static_cast<uint8_t>(std::min(name.size(), symbol.size()));
  std::copy_n(name.begin(), symbol_bytes, symbol.begin());
}

void LabelOutbox::put(const LabelRow& row) {
  const uint32_t at = put_;
  rows_[at % rows_max] = row;
  put_.store(at + 1, std::memory_order_release);
}

LabelLog::LabelLog(spark::Host host, uint32_t days_max, uint64_t bytes_max)
    : log_(host, {.name = "labels", .days_max = days_max, .bytes_max = bytes_max},
           {"known_at", "symbol", "lineage", "role", "target", "predicted_at", "score", "label",
            "value", "value_limit", "version", "sha256"}) {}

void LabelLog::know(const std::string& text) {
  const std::lock_guard held(mutex_);
  const auto [place, is_new] = ids_.try_emplace(text);
  if (!is_new) return;
  try {
    place->second = log_.text_id(text.c_str());
  } catch (const spark::Error&) {
    // Beyond the texts that a log may have: its rows have null there.
  }
}

std::optional<spark::TextId> LabelLog::id(const std::string& text) const {
  const std::lock_guard held(mutex_);
  const auto found = ids_.find(text);
  return found == ids_.end() ? std::nullopt : found->second;
}

void LabelLog::append(const LabelRow& row) const {
  log_.append(spark::EventTime{row.known_ms}, spark::Key{{row.symbol.data(), row.symbol_bytes}},
              row.lineage, row.role, row.target, row.predicted_ms, row.score, row.is_hit, row.value,
              row.limit, row.version, row.sha256);
}

}  // namespace quality
