#include "oip/path.h"

#include "support/catch.h"

using namespace spark;
using oip::ModelVerb;
using oip::RepositoryVerb;

TEST_CASE("a model's path names the model, perhaps a version, and what is asked") {
  const struct {
    const char* below;
    const char* model;
    const char* version;  // "": none
    ModelVerb verb;
  } cases[] = {
      {"m", "m", "", ModelVerb::metadata},
      {"m/ready", "m", "", ModelVerb::ready},
      {"m/infer", "m", "", ModelVerb::infer},
      {"m/config", "m", "", ModelVerb::config},
      {"m/versions/v1/config", "m", "v1", ModelVerb::config},
      {"m/stats", "m", "", ModelVerb::statistics},
      {"m/versions/v1.8-b0", "m", "v1.8-b0", ModelVerb::metadata},
      {"m/versions/v1/ready", "m", "v1", ModelVerb::ready},
      {"m/versions/v1/infer", "m", "v1", ModelVerb::infer},
      {"m/versions/v1/stats", "m", "v1", ModelVerb::statistics},
      {"versions/versions/versions", "versions", "versions", ModelVerb::metadata},
      {"a%2Fb/versions/v%201%2b", "a/b", "v 1+", ModelVerb::metadata},
      {"%25/ready", "%", "", ModelVerb::ready},
      {"%e2%82%AC", "€", "", ModelVerb::metadata},
  };
  for (const auto& c : cases) {
    INFO(c.below);
    const auto path = oip::parse_model_path(c.below);
    REQUIRE(path);
    CHECK(path->model == c.model);
    CHECK(path->version.value_or("") == c.version);
    CHECK(path->verb == c.verb);
  }
}

TEST_CASE("a path that the protocol does not know is none of a model's") {
  for (const char* below : {"",
                            "/",
                            "m/",
                            "m//",
                            "/m",
                            "m/x",
                            "m/Ready",
                            "m/versions",
                            "m/versions/",
                            "m/versions//ready",
                            "m/version/v1",
                            "m/ready/ready",
                            "m/infer/versions/v1",
                            "m/versions/v1/x",
                            "m/versions/v1/infer/",
                            "m/versions/v1/infer/x",
                            "%",
                            "m%2",
                            "m%zz",
                            "m%-1/ready"}) {
    INFO(below);
    CHECK_FALSE(oip::parse_model_path(below));
  }
}

TEST_CASE("a repository's path names the model, and load or unload") {
  const auto load = oip::parse_repository_path("candidate/load");
  REQUIRE(load);
  CHECK(load->model == "candidate");
  CHECK(load->verb == RepositoryVerb::load);
  const auto unload = oip::parse_repository_path("candidate/unload");
  REQUIRE(unload);
  CHECK(unload->verb == RepositoryVerb::unload);
  for (const char* below : {"", "m", "m/", "m/reload", "m/load/", "m/versions/v/load", "%/load"}) {
    INFO(below);
    CHECK_FALSE(oip::parse_repository_path(below));
  }
}
