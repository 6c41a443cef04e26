// spark/stats/psi.h: the population stability index of a sample against a reference, with the size
// that it has by chance alone.
//
//   PSI = sum over the bins of (a - e) ln(a / e)
//
// with a and e the shares of the sample and of the reference, each smoothed: (c + 1/2) / (n + B/2)
// (Jeffreys' prior over B bins). Without drift and with independent samples, PSI is about
// (1/n + 1/m) times a chi-square variable with B - 1 degrees of freedom (Yurdakul and Naranjo,
// "Statistical properties of the population stability index", 2020), hence the expectation. Minutes
// are not independent: psi_noise.h resamples.
//
// B counts the bins of values, and the bin of missing values where either side has one. An empty
// bin on both sides would only compare the two smoothings: 0.055 on an hour against two months.
//
//   const Psi now = psi(bins, frozen, window);
//   if (!now.value) …                      // now.reason says why
//   status_of(now);                        // below 0.1 stable, above 0.2 critical
//
// PSI says how far two samples are apart, not whether that is much for their size: compare it with
// `expected` and with the quantile of psi_noise.h before anybody is woken.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>

#include "spark/stats/bins.h"

namespace spark::stats {

// Bands as operators know them. Inconclusive: there is no value, and so neither good nor bad news.
enum class PsiStatus : uint8_t { stable, warning, critical, inconclusive };

// Why there is no value.
enum class PsiReason : uint8_t {
  none,          // there is one
  constant,      // the reference has one effective bin: 0 would be a lie
  no_reference,  // without a finite value
  no_samples,
};

struct Psi {
  std::optional<double> value;  // 0 and more, finite
  PsiReason reason = PsiReason::none;
  double expected = 0;   // without drift, were samples independent; 0 without a value
  uint32_t bins = 0;     // B
  uint64_t samples = 0;  // missing ones included, here and below
  uint64_t reference_samples = 0;
};

// Bounds of the bands. A value on a bound belongs to the middle band.
struct PsiBands {
  double warning = 0.1;
  double critical = 0.2;
};

// Both counts are of these bins. Allocates nothing. [any]
[[nodiscard]] inline Psi psi(const Bins& bins, const BinCounts& reference,
                             const BinCounts& sample) {
  Psi result;
  result.samples = sample.total();
  result.reference_samples = reference.total();
  const bool has_missing = reference.missing() + sample.missing() > 0;
  result.bins = bins.values() + (has_missing ? 1 : 0);
  if (result.reference_samples == reference.missing()) {
    result.reason = PsiReason::no_reference;
  } else if (bins.values() < 2) {
    result.reason = PsiReason::constant;
  } else if (result.samples == 0) {
    result.reason = PsiReason::no_samples;
  }
  if (result.reason != PsiReason::none) return result;

  const auto n = static_cast<double>(result.samples);
  const auto m = static_cast<double>(result.reference_samples);
  const double half = result.bins * 0.5;
  double sum = 0;
  const auto add = [&](uint32_t slot) {
    const double a = (static_cast<double>(sample.of[slot]) + 0.5) / (n + half);
    const double e = (static_cast<double>(reference.of[slot]) + 0.5) / (m + half);
    sum += (a - e) * std::log(a / e);
  };
  for (uint32_t i = 0; i < bins.values(); ++i) add(i);
  if (has_missing) add(Bins::missing);
  result.value = sum;
  result.expected = (result.bins - 1) * (1 / n + 1 / m);
  return result;
}

// The band of a value. A gate that asks for "below 0.20" compares the value itself: 0.20 is no pass
// there, and no critical band here. [any]
[[nodiscard]] inline PsiStatus status_of(const Psi& psi, const PsiBands& bands = {}) {
  if (!psi.value) return PsiStatus::inconclusive;
  if (*psi.value > bands.critical) return PsiStatus::critical;
  return *psi.value < bands.warning ? PsiStatus::stable : PsiStatus::warning;
}

// The overall PSI: the mean over a model's inputs. Constants have no part in it; none without any
// value, or where an input has neither a value nor a constant reference. Who calls leaves out
// monotone duplicates of an input (the logarithm of another one). [any]
[[nodiscard]] inline std::optional<double> overall_psi(std::span<const Psi> inputs) {
  double sum = 0;
  uint32_t count = 0;
  for (const Psi& input : inputs) {
    if (input.reason == PsiReason::constant) continue;
    if (!input.value) return {};
    sum += *input.value;
    ++count;
  }
  if (count == 0) return {};
  return sum / count;
}

}  // namespace spark::stats
