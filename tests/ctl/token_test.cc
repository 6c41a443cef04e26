#include "spark/tool/token.h"

#include <cstdlib>

#include "scratch.h"
#include "support/catch.h"

using namespace spark;
using test::Scratch;
using tool::find_credential;

namespace {

// Sets a variable for one scope.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Environment() { unsetenv(name_); }

 private:
  const char* name_;
};

}  // namespace

TEST_CASE("the credential is read without its white space") {
  const Scratch scratch;
  CHECK(find_credential(scratch.write("t", "  secret\n"))->token == "secret");
}

TEST_CASE("a named file comes before the environment") {
  const Scratch scratch;
  const Environment environment("SPARK_TOKEN_FILE", scratch.write("e", "from-environment"));
  CHECK(find_credential("")->token == "from-environment");
  CHECK(find_credential(scratch.write("t", "from-option"))->token == "from-option");
}

TEST_CASE("a named file that does not hold a credential is an error that names it") {
  const Scratch scratch;
  const std::string none = scratch.path("none");
  CHECK(find_credential(none).error().text ==
        "--token-file " + none + ": expected a readable file that holds the credential");
  CHECK(!find_credential(scratch.write("empty", " \n")).has_value());
  CHECK(!find_credential(scratch.write("two", "a\r\nX-Evil: b")).has_value());
  const Environment environment("SPARK_TOKEN_FILE", none);
  CHECK(find_credential("").error().text.starts_with("SPARK_TOKEN_FILE " + none));
}

TEST_CASE("a credential goes to this machine, and elsewhere only where it was named for") {
  struct Case {
    bool named;
    std::string to;
    bool sent;
  };
  for (const Case& c :
       {Case{false, "127.0.0.1", true}, Case{false, "localhost", true}, Case{false, "::1", true},
        Case{false, "10.0.0.9", false}, Case{false, "host.example", false},
        Case{false, "127.example", false}, Case{true, "10.0.0.9", true},
        Case{true, "host.example", true}, Case{true, "127.0.0.1", true}}) {
    INFO(c.named << " " << c.to);
    const auto token = tool::token_for({"secret", "var/admin.token", c.named}, {c.to, 1});
    REQUIRE(token.has_value() == c.sent);
    if (c.sent) {
      CHECK(*token == "secret");
    } else {
      CHECK(token.error().exit == tool::Exit::usage);
    }
    CHECK(tool::token_for({}, {c.to, 1})->empty());  // nothing to keep
  }
}
