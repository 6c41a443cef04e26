// Exemplars of a histogram: for each bucket the request that was observed in it not long ago, by
// id.
//
// A worker writes its own slots, as a sequence lock: it never waits, and a reader that meets a
// write tries again and gives up soon. Other threads write none. Rendering takes the newest of all
// workers.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spark::metrics {

// So that both labels fit into the 128 characters that OpenMetrics allows an exemplar.
inline constexpr size_t exemplar_id_bytes_max = 64;
inline constexpr size_t trace_id_bytes = 32;

struct Exemplar {
  std::string_view request_id;  // left out if it is longer than exemplar_id_bytes_max
  std::string_view trace_id;    // of trace_id_bytes; "": none
  int64_t utc_ms = 0;
};

struct TakenExemplar {
  double value = 0;
  int64_t utc_ms = 0;
  std::string request_id;
  std::string trace_id;
};

class Exemplars {
 public:
  // One shard a worker, after the one of all other threads.
  Exemplars(uint32_t shards, uint32_t buckets);

  // Does nothing in shard 0, or without an id that fits. [any]
  void put(uint32_t shard, uint32_t bucket, double value, const Exemplar& exemplar) noexcept;
  // The newest of all shards. [control, builder, jobs, writer]
  [[nodiscard]] std::optional<TakenExemplar> newest(uint32_t bucket) const;

 private:
  static constexpr size_t words_of_text = (exemplar_id_bytes_max + trace_id_bytes) / 8;
  struct alignas(64) Slot {
    std::atomic<uint64_t> sequence{0};  // odd: being written; 0: never was
    std::atomic<uint64_t> value{0};
    std::atomic<uint64_t> utc_and_bytes{0};  // the time, then a byte for each text's length
    std::array<std::atomic<uint64_t>, words_of_text> text{};
  };

  [[nodiscard]] static std::optional<TakenExemplar> read(const Slot& slot);

  const uint32_t shards_;
  const uint32_t buckets_;
  std::unique_ptr<Slot[]> slots_;  // by shard, then by bucket
};

}  // namespace spark::metrics
