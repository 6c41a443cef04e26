// Who approves, and what proves it.
#include "approvers.h"

#include "spark/error.h"
#include "support/catch.h"

using Catch::Matchers::ContainsSubstring;
using promote::Approvers;

namespace {

// As sha256sum(1) prints them of "ada's own token" and "grace's own token".
const std::string ada =
    "Ada=sha256:df10bb505dea4f954651a47bc78dae498c498adb1891164eff8d6e2dc82f1090";
const std::string grace =
    "Grace=sha256:c2424f16c7344a73d763816ab70cf5dd675c092cf17941d56e3c8d7687ee24c6";

uint32_t status_of(const Approvers& approvers, std::string_view name,
                   std::optional<std::string_view> token = {},
                   std::string_view caller = "credential admin") {
  const auto refused = approvers.refuse(name, token, caller);
  return refused ? refused->status : 200;
}

}  // namespace

TEST_CASE("without approvers anybody approves, with names those alone, and neither proves it") {
  CHECK(status_of(Approvers({}), "Eve") == 200);
  CHECK(Approvers({}).standing() == std::string("claimed"));
  const Approvers named({"Ada", "Grace"});
  CHECK(status_of(named, "Ada") == 200);
  CHECK(status_of(named, "Eve") == 403);
  CHECK(status_of(named, "Ada", {}, "user Ada") == 200);
  CHECK(named.standing() == std::string("listed"));
}

TEST_CASE("with tokens each approver needs the own one, and is not who asks") {
  const Approvers approvers({ada, grace});
  CHECK(approvers.standing() == std::string("proven"));
  const struct {
    const char* what;
    const char* name;
    std::optional<std::string_view> token;
    const char* caller;
    uint32_t status;
  } cases[] = {
      {"the own token", "Ada", "ada's own token", "credential admin", 200},
      {"the other's own token", "Grace", "grace's own token", "user Ada", 200},
      {"none", "Ada", {}, "credential admin", 403},
      {"an empty one", "Ada", "", "credential admin", 403},
      {"another approver's", "Ada", "grace's own token", "credential admin", 403},
      {"the digest itself", "Ada", std::string_view(ada).substr(11), "credential admin", 403},
      {"a line feed more", "Ada", "ada's own token\n", "credential admin", 403},
      {"of who asks", "Ada", "ada's own token", "user Ada", 403},
      {"a stranger with a good token", "Eve", "ada's own token", "credential admin", 403},
  };
  for (const auto& c : cases) {
    INFO(c.what);
    CHECK(status_of(approvers, c.name, c.token, c.caller) == c.status);
    const auto refused = approvers.refuse(c.name, c.token, c.caller);
    if (refused) CHECK_THAT(refused->text, !ContainsSubstring("own token"));
  }
}

TEST_CASE("a list of approvers in which names alone would do is refused") {
  const std::string digest = ada.substr(11);
  for (const auto& list : {std::vector<std::string>{ada, "Grace"},
                           {"Ada=sha256:abc"},
                           {"=sha256:" + digest},
                           {"Ada", "Ada"},
                           {"Ada=token"},
                           {""}}) {
    INFO(list.front());
    CHECK_THROWS_AS(Approvers(list), spark::Error);
  }
}
