// What a trial's process is given.
#include "change/trials.h"

#include "support/catch.h"

using namespace spark::change;

TEST_CASE("values of any bytes reach a trial as they are") {
  const std::map<std::string, std::string> values = {
      {"p/a/s", ""}, {"p/b/s", std::string("1 2\n\0x", 6)}, {"q/c/s", std::string(70'000, 'y')}};
  CHECK(*unpacked(packed(values)) == values);
  CHECK(unpacked(packed({}))->empty());
}

TEST_CASE("bytes that the host did not write so are no values") {
  for (const char* bytes : {"x", "1", "1 1", "1 1\n", "1 1\na", "2 1\nab", "-1 1\nab", "a b\nab",
                            "99999999999999999999 1\nab", "1 18446744073709551615\nab"})
    CHECK(unpacked(bytes).has_error());
}
