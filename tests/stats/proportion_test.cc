// Reference values: the regularised incomplete beta function inverted by bisection with 40 digits
// (Python, mpmath).
#include "spark/stats/proportion.h"

#include <cmath>
#include <vector>

#include "support/catch.h"

using namespace spark::stats;

TEST_CASE("Clopper and Pearson's interval is the exact one") {
  struct Case {
    uint64_t hits;
    uint64_t samples;
    double low;
    double high;
    double upper;  // of one side
  };
  const std::vector<Case> cases = {
      {0, 60, 0, 0.0596294922861669, 0.0487029133100975},
      {1, 20, 0.0012650894979498, 0.248732762772028, 0.216106164206847},
      {37, 4000, 0.00652097913655978, 0.0127275715465919, 0.0121510900486508},
      {47, 4000, 0.00864588189521187, 0.0155946892334945, 0.0149595978289077},
      {60, 60, 0.940370507713833, 1, 1},
      {5, 10, 0.187086028447399, 0.812913971552601, 0.777558898991871},
  };
  for (const Case& each : cases) {
    INFO(each.hits << " of " << each.samples);
    const auto interval = clopper_pearson(each.hits, each.samples, 0.95);
    REQUIRE(interval);
    CHECK(interval->low == Approx(each.low).epsilon(1e-10));
    CHECK(interval->high == Approx(each.high).epsilon(1e-10));
    CHECK(*clopper_pearson_upper(each.hits, each.samples, 0.95) ==
          Approx(each.upper).epsilon(1e-10));
  }
}

TEST_CASE("of 4,000 simulated canaries 47 may abort, and 48 may not, for a bound of 1.5 %") {
  CHECK(*clopper_pearson_upper(47, 4'000, 0.95) <= 0.015);
  CHECK(*clopper_pearson_upper(48, 4'000, 0.95) > 0.015);
}

TEST_CASE("what is no proportion has no interval") {
  CHECK_FALSE(clopper_pearson(1, 0, 0.95));
  CHECK_FALSE(clopper_pearson(0, 0, 0.95));
  CHECK_FALSE(clopper_pearson(3, 2, 0.95));
  CHECK_FALSE(clopper_pearson(1, 2, 1));
  CHECK_FALSE(clopper_pearson(1, 2, 0));
  CHECK_FALSE(clopper_pearson(1, 2, std::nan("")));
  CHECK_FALSE(clopper_pearson_upper(0, 0, 0.95));
  CHECK_FALSE(clopper_pearson_upper(3, 2, 0.95));
  CHECK_FALSE(clopper_pearson_upper(1, 2, std::nan("")));
}
