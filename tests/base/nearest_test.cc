// Which known name a mistyped one was meant to be, and when it is better to say nothing.
#include "base/nearest.h"

#include <string>
#include <vector>

#include "support/catch.h"

namespace spark::base {
namespace {

const std::vector<std::string> known = {"listeners", "plugins", "models", "pipelines", "id"};

TEST_CASE("a slip of the finger finds the name that was meant") {
  CHECK(nearest_name("pipelines", known) == "pipelines");
  CHECK(nearest_name("pipeline", known) == "pipelines");   // left out
  CHECK(nearest_name("pluggins", known) == "plugins");     // doubled
  CHECK(nearest_name("modals", known) == "models");        // replaced
  CHECK(nearest_name("lisetners", known) == "listeners");  // swapped
}

TEST_CASE("a name that is not near any other has no nearest") {
  CHECK(nearest_name("weather", known).empty());
  CHECK(nearest_name("xy", known).empty());
  CHECK(nearest_name("", known).empty());
  CHECK(nearest_name("models", {}).empty());
}

}  // namespace
}  // namespace spark::base
