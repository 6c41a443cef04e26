#include "metrics/exemplars.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace spark::metrics {
namespace {

constexpr int reads_max = 8;
constexpr unsigned length_bits = 8;

}  // namespace

Exemplars::Exemplars(uint32_t shards, uint32_t buckets)
    : shards_(shards),
      buckets_(buckets),
      slots_(std::make_unique<Slot[]>(static_cast<size_t>(shards) * buckets)) {}

void Exemplars::put(uint32_t shard, uint32_t bucket, double value,
                    const Exemplar& exemplar) noexcept {
  if (shard == 0 || shard >= shards_ || bucket >= buckets_) return;
  const std::string_view id =
      exemplar.request_id.size() <= exemplar_id_bytes_max ? exemplar.request_id : "";
  const std::string_view trace =
      exemplar.trace_id.size() == trace_id_bytes ? exemplar.trace_id : "";
  if (id.empty() && trace.empty()) return;
  std::array<uint64_t, words_of_text> words{};
  auto* const bytes = reinterpret_cast<char*>(words.data());
  std::copy(id.begin(), id.end(), bytes);
  std::copy(trace.begin(), trace.end(), bytes + id.size());

  Slot& slot = slots_[static_cast<size_t>(shard) * buckets_ + bucket];
  const uint64_t before = slot.sequence.load(std::memory_order_relaxed);
  slot.sequence.store(before + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  slot.value.store(std::bit_cast<uint64_t>(value), std::memory_order_relaxed);
  slot.utc_and_bytes.store(static_cast<uint64_t>(exemplar.utc_ms) << (2 * length_bits) |
                               id.size() << length_bits | trace.size(),
                           std::memory_order_relaxed);
  for (size_t i = 0; i < words.size(); ++i) slot.text[i].store(words[i], std::memory_order_relaxed);
  slot.sequence.store(before + 2, std::memory_order_release);
}

std::optional<TakenExemplar> Exemplars::read(const Slot& slot) {
  for (int i = 0; i < reads_max; ++i) {
    const uint64_t before = slot.sequence.load(std::memory_order_acquire);
    if (before == 0) return std::nullopt;
    if (before % 2 != 0) continue;
    const double value = std::bit_cast<double>(slot.value.load(std::memory_order_relaxed));
    const uint64_t packed = slot.utc_and_bytes.load(std::memory_order_relaxed);
    std::array<uint64_t, words_of_text> words{};
    for (size_t word = 0; word < words.size(); ++word)
      words[word] = slot.text[word].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (slot.sequence.load(std::memory_order_relaxed) != before) continue;
    const std::string_view text(reinterpret_cast<const char*>(words.data()), sizeof words);
    const size_t id_bytes = packed >> length_bits & 0xff;
    return TakenExemplar{value, static_cast<int64_t>(packed >> (2 * length_bits)),
                         std::string(text.substr(0, id_bytes)),
                         std::string(text.substr(id_bytes, packed & 0xff))};
  }
  return std::nullopt;
}

std::optional<TakenExemplar> Exemplars::newest(uint32_t bucket) const {
  std::optional<TakenExemplar> newest;
  for (uint32_t shard = 1; shard < shards_; ++shard) {
    auto taken = read(slots_[static_cast<size_t>(shard) * buckets_ + bucket]);
    if (taken && (!newest || taken->utc_ms > newest->utc_ms)) newest = std::move(taken);
  }
  return newest;
}

}  // namespace spark::metrics
