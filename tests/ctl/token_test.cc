#include "spark/tool/token.h"

#include <cstdlib>

#include "scratch.h"
#include "support/catch.h"

using namespace spark;
using test::Scratch;
using tool::find_token;

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
  CHECK(*find_token(scratch.write("t", "  secret\n")) == "secret");
}

TEST_CASE("a named file comes before the environment") {
  const Scratch scratch;
  const Environment environment("SPARK_TOKEN_FILE", scratch.write("e", "from-environment"));
  CHECK(*find_token("") == "from-environment");
  CHECK(*find_token(scratch.write("t", "from-option")) == "from-option");
}

TEST_CASE("a named file that does not hold a credential is an error that names it") {
  const Scratch scratch;
  const std::string none = scratch.path("none");
  CHECK(find_token(none).error().text ==
        "--token-file " + none + ": expected a readable file that holds the credential");
  CHECK(!find_token(scratch.write("empty", " \n")).has_value());
  CHECK(!find_token(scratch.write("two", "a\r\nX-Evil: b")).has_value());
  const Environment environment("SPARK_TOKEN_FILE", none);
  CHECK(find_token("").error().text.starts_with("SPARK_TOKEN_FILE " + none));
}
