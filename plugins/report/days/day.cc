#include "day.h"

#include <cmath>

#include "spark/bytes.h"
#include "spark/error.h"

namespace report {
namespace {

constexpr uint64_t parts_max = 256;  // of a list in the bytes: more is damage

uint64_t checked_size(uint64_t size) {
  if (size > parts_max) throw spark::Error("a kept day has a list too long", SPARK_E_INVALID);
  return size;
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  predictions += other.predictions;
  errors += other.errors;
  not_ready += other.not_ready;
  matches += other.matches;
  mismatches += other.mismatches;
  shadow_errors += other.shadow_errors;
  return *this;
}

Day empty_day(int64_t day) {
  Day empty;
  empty.day = day;
  return empty;
}

Counts total(const Day& day) {
  Counts all;
  for (const Counts& each : day.by_hour) all += each;
  return all;
}

std::optional<double> p95_ms(const std::vector<Bucket>& latency) {
  if (latency.empty() || latency.back().count == 0) return {};
  const double rank = 0.95 * static_cast<double>(latency.back().count);
  double low_ms = 0;
  uint64_t below = 0;
  for (const Bucket& each : latency) {
    if (static_cast<double>(each.count) >= rank) {
      if (!std::isfinite(each.bound_ms)) return {};
      const double within = static_cast<double>(each.count - below);
      return low_ms + (each.bound_ms - low_ms) * (rank - static_cast<double>(below)) / within;
    }
    low_ms = each.bound_ms;
    below = each.count;
  }
  return {};
}

std::string bytes_of(const Day& day) {
  spark::ByteWriter out;
  out.i64(day.day);
  out.u64(day.looks);
  out.i64(day.first_ms);
  out.i64(day.last_ms);
  out.bytes(day.version);
  out.bytes(day.sha256);
  for (const Counts& each : day.by_hour)
    for (const uint64_t count : {each.predictions, each.errors, each.not_ready, each.matches,
                                 each.mismatches, each.shadow_errors})
      out.u64(count);
  out.u64(day.latency.size());
  for (const Bucket& each : day.latency) {
    out.f64(each.bound_ms);
    out.u64(each.count);
  }
  out.f64(day.delta_sum);
  out.u64(day.delta_count);
  out.u64(day.psi ? 1 : 0);
  if (day.psi) {
    out.f64(day.psi->overall);
    out.f64(day.psi->feature_max);
    out.bytes(day.psi->feature);
    out.i64(day.psi->at_ms);
  }
  out.u64(day.gates ? 1 : 0);
  if (day.gates) {
    out.i64(day.gates->verdict);
    out.u64(day.gates->passed);
    out.bytes(day.gates->sha256);
    out.i64(day.gates->at_ms);
  }
  out.u64(day.alerts.size());
  for (const auto& [name, severity] : day.alerts) {
    out.bytes(name);
    out.bytes(severity);
  }
  return out.text();
}

Day day_of_bytes(std::string_view bytes) {
  spark::ByteReader in(bytes);
  Day day;
  day.day = in.i64();
  day.looks = in.u64();
  day.first_ms = in.i64();
  day.last_ms = in.i64();
  day.version = in.bytes();
  day.sha256 = in.bytes();
  for (Counts& each : day.by_hour)
    for (uint64_t* count : {&each.predictions, &each.errors, &each.not_ready, &each.matches,
                            &each.mismatches, &each.shadow_errors})
      *count = in.u64();
  for (uint64_t left = checked_size(in.u64()); left > 0; --left) {
    const double bound_ms = in.f64();
    day.latency.push_back({bound_ms, in.u64()});
  }
  day.delta_sum = in.f64();
  day.delta_count = in.u64();
  if (in.u64() != 0) {
    PsiSeen& psi = day.psi.emplace();
    psi.overall = in.f64();
    psi.feature_max = in.f64();
    psi.feature = in.bytes();
    psi.at_ms = in.i64();
  }
  if (in.u64() != 0) {
    GatesSeen& gates = day.gates.emplace();
    gates.verdict = in.i64();
    gates.passed = in.u64();
    gates.sha256 = in.bytes();
    gates.at_ms = in.i64();
  }
  for (uint64_t left = checked_size(in.u64()); left > 0; --left) {
    std::string name(in.bytes());
    day.alerts[std::move(name)] = in.bytes();
  }
  in.end();
  return day;
}

}  // namespace report
