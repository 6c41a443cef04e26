#include "base/nearest.h"

#include <vector>

#include "support/catch.h"

namespace spark::base {
namespace {

const std::vector<std::string> names = {"port",       "access",    "address",
                                        "token_file", "candidate", "id"};

}  // namespace

TEST_CASE("a slip of one or two letters finds the name that was meant") {
  CHECK(nearest_name("prot", names) == "port");   // two neighbours swapped count as one slip
  CHECK(nearest_name("pot", names) == "port");    // one left out
  CHECK(nearest_name("porrt", names) == "port");  // one too many
  CHECK(nearest_name("candidat3", names) == "candidate");
  CHECK(nearest_name("cnadidaet", names) == "candidate");
  CHECK(nearest_name("port", names) == "port");
}

TEST_CASE("the nearest of several near names wins, and the first of equals") {
  CHECK(nearest_name("adress", names) == "address");
  const std::vector<std::string> equals = {"stage1", "stage2"};
  CHECK(nearest_name("stage", equals) == "stage1");
}

TEST_CASE("what is not near is not guessed") {
  CHECK(nearest_name("zzz", names).empty());
  CHECK(nearest_name("ox", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("prx", names).empty());
  CHECK(nearest_name("port", {}).empty());
  CHECK(nearest_name(std::string(1000, 'p'), names).empty());
  const std::vector<std::string> empty_name = {""};
  CHECK(nearest_name("", empty_name).empty());
}

}  // namespace spark::base
