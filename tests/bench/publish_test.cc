// The script that puts measured tables into documents.
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"

using spark::test::TemporaryFolder;

namespace {

class Documents {
 public:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    return spark::test::read_file(folder_.path() / name);
  }
  // result.md into a.md and b.md.
  [[nodiscard]] bool publish() const {
    const std::string line = "cd " + folder_.path().string() +
                             " && " SPARK_SOURCE_DIR
                             "/tests/bench/publish.sh result.md a.md b.md 2>errors";
    const int status = std::system(line.c_str());
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  TemporaryFolder folder_;
};

std::string section(const std::string& name, const std::string& text) {
  return "<!-- bench: " + name + " -->\n" + text + "<!-- end of bench: " + name + " -->\n";
}

}  // namespace

TEST_CASE("a measured table replaces its section of a document, and nothing else") {
  const Documents documents;
  documents.write("result.md", section("one", "new\n\n1\n") + section("two", "2\n"));
  documents.write("a.md", "before\n" + section("one", "old\n") + "between\n" +
                              section("other", "stays\n") + "after\n");
  documents.write("b.md", section("two", "") + "end\n");
  REQUIRE(documents.publish());
  CHECK(documents.read("a.md") == "before\n" + section("one", "new\n\n1\n") + "between\n" +
                                      section("other", "stays\n") + "after\n");
  CHECK(documents.read("b.md") == section("two", "2\n") + "end\n");
}

TEST_CASE("a table without a place, or a place without an end, leaves every document as it was") {
  struct Case {
    std::string result, a, error;
  };
  const Case cases[] = {
      {section("one", "1\n") + section("two", "2\n"), section("one", "old\n"),
       "no document has a place for the section two"},
      {section("one", "1\n"), "<!-- bench: one -->\nold\n", "a.md: section one has no end"},
      {section("one", "1\n"), "<!-- bench: one -->\n" + section("two", ""),
       "a.md:2: section one has no end before this line"},
      {section("one", "1\n"), "<!-- end of bench: one -->\n", "a.md:1: expected the end"},
      {"<!-- bench: one -->\n1\n", section("one", "old\n"), "result.md: section one has no end"},
  };
  for (const Case& c : cases) {
    const Documents documents;
    documents.write("result.md", c.result);
    documents.write("a.md", c.a);
    documents.write("b.md", section("one", "old\n"));
    INFO(c.error);
    CHECK_FALSE(documents.publish());
    CHECK(documents.read("errors").find(c.error) != std::string::npos);
    CHECK(documents.read("a.md") == c.a);
    CHECK(documents.read("b.md") == section("one", "old\n"));
  }
}
