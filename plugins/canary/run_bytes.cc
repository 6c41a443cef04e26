// A run as bytes and back.
#include <array>
#include <bit>
#include <cmath>

#include "run.h"
#include "spark/error.h"

namespace canary {

void Run::write(spark::ByteWriter& out) const {
  out.i64(started_utc_ms);
  for (const std::string* text :
       {&token, &production.version, &production.sha256, &candidate.version, &candidate.sha256})
    out.bytes(*text);
  out.u64(results.size());
  for (const PhaseResult& each : results) {
    out.u64(each.split_ppm);
    out.f64(each.minutes);
    for (const uint64_t word : std::bit_cast<std::array<uint64_t, sums_words>>(each.sums))
      out.u64(word);
    out.f64(each.p95_ms.value_or(std::nan("")));
    out.f64(each.p99_ms.value_or(std::nan("")));
    out.u64((each.p95_abort ? 1 : 0) + (each.errors_abort ? 2 : 0) + (each.match_abort ? 4 : 0));
    out.bytes(each.decision);
    out.bytes(each.ended_by);
  }
}

Run Run::read(spark::ByteReader& in) {
  Run run;
  run.started_utc_ms = in.i64();
  for (std::string* text : {&run.token, &run.production.version, &run.production.sha256,
                            &run.candidate.version, &run.candidate.sha256})
    *text = std::string(in.bytes());
  const uint64_t count = in.u64();
  if (count > 2 * phases_max) throw spark::Error("canary: too many results", SPARK_E_INVALID);
  for (uint64_t i = 0; i < count; ++i) {
    PhaseResult one;
    one.split_ppm = static_cast<uint32_t>(in.u64());
    one.minutes = in.f64();
    std::array<uint64_t, sums_words> words{};
    for (uint64_t& word : words) word = in.u64();
    one.sums = std::bit_cast<Sums>(words);
    const double p95 = in.f64();
    const double p99 = in.f64();
    if (!std::isnan(p95)) one.p95_ms = p95;
    if (!std::isnan(p99)) one.p99_ms = p99;
    const uint64_t bits = in.u64();
    one.p95_abort = (bits & 1u) != 0;
    one.errors_abort = (bits & 2u) != 0;
    one.match_abort = (bits & 4u) != 0;
    one.decision = std::string(in.bytes());
    one.ended_by = std::string(in.bytes());
    run.results.push_back(one);
  }
  return run;
}

}  // namespace canary
