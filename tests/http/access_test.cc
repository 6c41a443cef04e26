// Who may call a route.
#include "http/admission.h"

#include "support/catch.h"

using namespace spark::http;

namespace {

const Door door{"s3cret", "127.0.0.1"};
constexpr bool near = true;
constexpr bool far = false;

Caller caller(bool loopback, std::string_view authorization,
              std::string_view host = "127.0.0.1:4002") {
  return {loopback, false, authorization, host};
}

}  // namespace

TEST_CASE("who may call what") {
  const struct {
    const char* name;
    Access route;
    Caller who;
    uint32_t status;
  } cases[] = {
      {"anybody an open route", Access::open, caller(far, ""), 0},
      {"an open route whatever the Host", Access::open, caller(far, "", "evil.example"), 0},
      {"safe from here without a token", Access::safe, caller(near, ""), 0},
      {"safe from here with a wrong token", Access::safe, caller(near, "Bearer no"), 0},
      {"safe from elsewhere without a token", Access::safe, caller(far, ""), 401},
      {"safe from elsewhere with the token", Access::safe, caller(far, "Bearer s3cret"), 0},
      {"admin from here without a token", Access::admin, caller(near, ""), 401},
      {"admin with the token", Access::admin, caller(near, "Bearer s3cret"), 0},
      {"the scheme in other letters", Access::admin, caller(near, "bEARER  s3cret"), 0},
      {"another scheme", Access::admin, caller(near, "Basic s3cret"), 401},
      {"the token alone", Access::admin, caller(near, "s3cret"), 401},
      {"a scheme without a token", Access::admin, caller(near, "Bearer "), 401},
      {"a scheme glued to the token", Access::admin, caller(near, "Bearers3cret"), 401},
      {"a shorter token", Access::admin, caller(near, "Bearer s3cre"), 401},
      {"a longer token", Access::admin, caller(near, "Bearer s3crets"), 401},
      {"the token twice", Access::admin, caller(near, "Bearer s3crets3cret"), 401},
      {"another token of that length", Access::admin, caller(near, "Bearer s3creT"), 401},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(decide(c.route, c.who, door).status == c.status);
  }
}

TEST_CASE("a listener without a credential closes its admin routes") {
  const Door open_door{"", "127.0.0.1"};
  CHECK(decide(Access::admin, caller(near, ""), open_door).status == 403);
  CHECK(decide(Access::admin, caller(near, "Bearer "), open_door).status == 403);
  CHECK(decide(Access::admin, caller(near, "Bearer x"), open_door).status == 403);
  CHECK(decide(Access::safe, caller(far, "Bearer x"), open_door).status == 403);
  CHECK(decide(Access::safe, caller(near, ""), open_door).status == 0);
}

TEST_CASE("an admin route is called by our own names only, a safe one by any") {
  const struct {
    const char* host;
    bool loopback_door;  // on a listener at 127.0.0.1
    bool lan_door;       // at 10.1.2.3
    bool every_door;     // at 0.0.0.0
  } cases[] = {
      {"127.0.0.1", true, true, true},
      {"127.0.0.1:4002", true, true, true},
      {"127.9.9.9:1", true, true, true},
      {"localhost", true, true, true},
      {"LOCALHOST:80", true, true, true},
      {"[::1]:4002", true, true, true},
      {"10.1.2.3:4002", false, true, true},
      {"10.1.2.4:4002", false, false, true},
      {"[fe80::1]:4002", false, false, true},
      {"", false, false, false},
      {"evil.example", false, false, false},
      {"localhost.evil.example", false, false, false},
      {"127.0.0.1.evil.example", false, false, false},
      {"127.evil.example", false, false, false},
      {"127.1", false, false, false},
      {"10.1.2.3.evil.example:4002", false, false, false},
      {"1.2.3.4.5", false, false, false},
  };
  for (const auto& c : cases) {
    INFO(c.host);
    const auto allowed = [&](const char* address) {
      return decide(Access::admin, caller(near, "", c.host), {"s3cret", address}).status == 401;
    };
    CHECK(decide(Access::safe, caller(near, "", c.host), door).status == 0);
    CHECK(allowed("127.0.0.1") == c.loopback_door);
    CHECK(allowed("10.1.2.3") == c.lan_door);
    CHECK(allowed("0.0.0.0") == c.every_door);
    CHECK(allowed("::") == c.every_door);
  }
}

TEST_CASE("on a listener at every address the token vouches for a name") {
  const Door every{"s3cret", "0.0.0.0"};
  CHECK(decide(Access::admin, caller(far, "Bearer s3cret", "executor:4002"), every).status == 0);
  CHECK(decide(Access::admin, caller(far, "Bearer no", "executor:4002"), every).status == 403);
  CHECK(decide(Access::admin, caller(far, "Bearer s3cret", "executor:4002"), door).status == 403);
}

TEST_CASE("what a proxy has passed on needs the token on safe routes, unless the door trusts it") {
  Door trusting = door;
  trusting.trusts_forwarded = true;
  Caller forwarded = caller(near, "");
  forwarded.forwarded = true;
  CHECK(decide(Access::safe, forwarded, door).status == 401);
  CHECK(decide(Access::safe, forwarded, door).text.find("proxy") != std::string_view::npos);
  CHECK(decide(Access::safe, forwarded, trusting).status == 0);
  CHECK(decide(Access::admin, forwarded, trusting).status == 401);
  CHECK(decide(Access::open, forwarded, door).status == 0);
  forwarded.authorization = "Bearer s3cret";
  CHECK(decide(Access::safe, forwarded, door).status == 0);
  const Decision closed = decide(Access::safe, {near, true, "", "a"}, {"", "127.0.0.1"});
  CHECK(closed.status == 403);
  CHECK(closed.text.find("forwarded: ignore") != std::string_view::npos);
}

TEST_CASE("a proxy is known by the headers that it adds") {
  const struct {
    const char* name;
    bool forwarded;
  } cases[] = {{"Forwarded", true},
               {"X-Forwarded-For", true},
               {"x-forwarded-proto", true},
               {"X-Real-IP", true},
               {"VIA", true},
               {"X-Forwarded-", false},
               {"X-Forwarded", false},
               {"Host", false},
               {"X-Via", false},
               {"X-Request-Id", false}};
  for (const auto& c : cases) {
    INFO(c.name);
    Request request;
    request.headers = {{"Host", "a"}, {c.name, "1"}};
    CHECK(is_forwarded(request) == c.forwarded);
  }
}

TEST_CASE("comparing in constant time is comparing") {
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abd", "abc"));
  CHECK_FALSE(equal_in_constant_time("bbc", "abc"));
  CHECK_FALSE(equal_in_constant_time("ab", "abc"));
  CHECK_FALSE(equal_in_constant_time("abcabc", "abc"));
  CHECK_FALSE(equal_in_constant_time("", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", ""));
  CHECK_FALSE(equal_in_constant_time("", ""));
}
