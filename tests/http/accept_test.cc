// What Accept says of the two formats of metrics.
#include "http/accept.h"

#include "support/catch.h"

using namespace spark::http;

namespace {

constexpr MediaType open_metrics{"application/openmetrics-text", "1.0.0"};
constexpr MediaType text{"text/plain", "0.0.4"};

struct Case {
  const char* accept;
  double open;
  bool is_open_named;
  double text;
};

constexpr Case cases[] = {
    {"", 0, false, 0},
    {"*/*", 1, false, 1},
    {"text/*;q=0.3, */*;q=0.1", 0.1, false, 0.3},
    {"text/plain", 0, false, 1},
    {"TEXT/PLAIN; VERSION=0.0.4", 0, false, 1},
    {"text/plain;version=1.0.0", 0, false, 0},
    {"application/openmetrics-text", 1, true, 0},
    {"application/openmetrics-text; version=1.0.0; charset=utf-8", 1, true, 0},
    {R"(application/openmetrics-text; version="1.0.0")", 1, true, 0},
    {"application/openmetrics-text;version=0.0.1", 0, false, 0},
    {"application/openmetrics-text;q=0", 0, true, 0},
    {"application/openmetrics-text;q=0, */*", 0, true, 1},
    {"application/*;q=0.5", 0.5, false, 0},
    // Of Prometheus 2.42 and 2.53, and of 3.
    {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
     "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
     1, true, 0.5},
    {"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
     "application/openmetrics-text;version=0.0.1;q=0.4,"
     "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
     0.5, true, 0.2},
    {"application/openmetrics-text;q=0.2,text/plain;q=0.9", 0.2, true, 0.9},
    // A weight that is none: the range counts as if it were not there.
    {"application/openmetrics-text;q=high", 0, false, 0},
    {"application/openmetrics-text;q=1.5", 0, false, 0},
    {"application/openmetrics-text;q=-1", 0, false, 0},
    {"application/openmetrics-text;q=", 0, false, 0},
    {"application/openmetrics-text;q=0.12345", 0, false, 0},
    {"application/openmetrics-text ; q = 0.5 , text/plain", 0.5, true, 1},
    {",,;,application/openmetrics-text,,", 1, true, 0},
    {R"(x/y;a=",application/openmetrics-text,", text/plain)", 0, false, 1},
    {R"(x/y;a="\)", 0, false, 0},
    {"application/openmetrics-textual, applicatio/openmetrics-text", 0, false, 0},
    {"*", 0, false, 0},
};

}  // namespace

TEST_CASE("a type is wanted as the most specific range says") {
  for (const Case& each : cases) {
    INFO(each.accept);
    const Wanted open = wanted(each.accept, open_metrics);
    CHECK(open.quality == each.open);
    CHECK(open.is_named == each.is_open_named);
    CHECK(wanted(each.accept, text).quality == each.text);
  }
}
