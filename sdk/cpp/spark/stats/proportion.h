// spark/stats/proportion.h: an interval of a proportion from its count, for figures such as "at
// most 1 % of simulated canaries aborted".
//
// Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the
// binomial", Biometrika 1934: exact, so its coverage is never below the one asked for. Computed by
// Boost.Math. Samples must be independent.
//
//   clopper_pearson_upper(aborted, 4'000, 0.95) <= 0.015   // 47 of 4,000 pass, 48 do not
//
// Rows that depend on each other (minutes, bursts of requests) are no independent samples: resample
// them with block_bootstrap.h.
#pragma once

#include <boost/math/distributions/binomial.hpp>
#include <cstdint>
#include <optional>

namespace spark::stats {

struct ProportionInterval {
  double low = 0;
  double high = 0;
};

namespace detail {

// Boost's errors become NaN: nothing is thrown.
using Quiet = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
    boost::math::policies::promote_double<false>>;
using Binomial = boost::math::binomial_distribution<double, Quiet>;

}  // namespace detail

// The upper bound of one side: the true proportion is above it in at most 1 - confidence of all
// cases. None unless hits <= samples, samples > 0 and confidence is in (0, 1). Microseconds.
// [control, builder, jobs, writer]
[[nodiscard]] inline std::optional<double> clopper_pearson_upper(uint64_t hits, uint64_t samples,
                                                                 double confidence) {
  if (samples == 0 || hits > samples || !(confidence > 0 && confidence < 1)) return {};
  return detail::Binomial::find_upper_bound_on_p(static_cast<double>(samples),
                                                 static_cast<double>(hits), 1 - confidence);
}

// Both sides, each with half of 1 - confidence. [control, builder, jobs, writer]
[[nodiscard]] inline std::optional<ProportionInterval> clopper_pearson(uint64_t hits,
                                                                       uint64_t samples,
                                                                       double confidence) {
  if (samples == 0 || hits > samples || !(confidence > 0 && confidence < 1)) return {};
  const double tail = (1 - confidence) / 2;
  const auto n = static_cast<double>(samples);
  const auto k = static_cast<double>(hits);
  return ProportionInterval{detail::Binomial::find_lower_bound_on_p(n, k, tail),
                            detail::Binomial::find_upper_bound_on_p(n, k, tail)};
}

}  // namespace spark::stats
