// JSON as people read it: numbers without an exponent where one is not needed.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace spark::base {

// `value` serialised. Boost.JSON writes 60.0 as 6E1 and 0.012 as 1.2E-2; here a double is the
// shortest plain text that reads back the same ("60", "0.012"). Below 1e-6 and from 1e21 on it has
// an exponent, as in JavaScript.
[[nodiscard]] std::string plain_json(const boost::json::value& value);

// A duration as it is published: in whole microseconds, which is as far as one can be trusted.
[[nodiscard]] double rounded_ms(double ms);

}  // namespace spark::base
