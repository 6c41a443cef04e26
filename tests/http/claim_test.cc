// What a connection has to say for its place, when there are too many.
#include "http/claim.h"

#include "support/catch.h"

using namespace spark::http;

TEST_CASE("who is answered makes room first, then who is idle, then who is slow without a key") {
  const struct {
    const char* name;
    Standing standing;
    Claim claim;
  } cases[] = {
      {"lingering", {.lingering = true}, Claim::answered},
      {"lingering with bytes", {.lingering = true, .unfinished = true}, Claim::answered},
      {"lingering with a key", {.lingering = true, .has_key = true}, Claim::answered},
      {"answering", {.answering = true}, Claim::held},
      {"answering, and more has come", {.answering = true, .unfinished = true}, Claim::held},
      {"slow", {.unfinished = true}, Claim::unfinished},
      {"slow for long", {.unfinished = true, .overdue = true}, Claim::unfinished},
      {"slow with its second request", {.unfinished = true, .served = true}, Claim::unfinished},
      {"slow with a key", {.unfinished = true, .has_key = true}, Claim::held},
      {"served and silent", {.served = true}, Claim::idle},
      {"served and silent, with a key", {.served = true, .has_key = true}, Claim::idle},
      {"just opened", {}, Claim::unfinished},
      {"silent from the start for long", {.overdue = true}, Claim::idle},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(claim_of(c.standing) == c.claim);
  }
  CHECK(Claim::answered < Claim::idle);
  CHECK(Claim::idle < Claim::unfinished);
  CHECK(Claim::unfinished < Claim::held);
}
