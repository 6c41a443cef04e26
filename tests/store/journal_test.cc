// What the journal promises about order, crashes, and who may write it.
#include "store/journal.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.h"

namespace spark::store {
namespace {

// A state folder of its own for one test.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/spark-journal-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::filesystem::path path() const { return path_; }
  std::filesystem::path file() const { return path_ / "actions.jsonl"; }

  std::string text() const {
    std::ifstream in(file(), std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  void write(const std::string& text) const { std::ofstream(file(), std::ios::binary) << text; }

 private:
  std::filesystem::path path_;
};

Action swap_of(const std::string& object) {
  return {"admin", "swap", object, "done", ""};
}

// Opens, appends once, and closes.
uint64_t append_once(const Folder& folder, const std::string& object) {
  auto opened = Journal::open(folder.path()).value();
  REQUIRE(opened.journal.append(swap_of(object)).has_value());
  return opened.journal.sequence();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("an action is one line of JSON with its number and time") {
  const Folder folder;
  auto opened = Journal::open(folder.path()).value();
  CHECK(opened.cut_bytes == 0);
  CHECK(opened.journal.sequence() == 0);
  REQUIRE(opened.journal.append({"admin", "swap", "candidate", "done", "a \"b\"\n\xFF"}));
  const std::regex expected(
      R"re(\{"seq":1,"utc":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","actor":"admin",)re"
      R"re("action":"swap","object":"candidate","result":"done",)re"
      R"re("detail":"a \\"b\\"\\n\xEF\xBF\xBD"\}\n)re");
  CHECK(std::regex_match(folder.text(), expected));
}

TEST_CASE("opening again continues the numbers") {
  const Folder folder;
  for (uint64_t i = 1; i <= 12; ++i) CHECK(append_once(folder, "model") == i);
  const auto lines = lines_of(folder.text());
  REQUIRE(lines.size() == 12);
  CHECK(lines[11].find("{\"seq\":12,") == 0);
}

TEST_CASE("the folder is created if it is not there") {
  const Folder folder;
  CHECK(Journal::open(folder.path() / "a" / "b").has_value());
  CHECK(std::filesystem::exists(folder.path() / "a" / "b" / "actions.jsonl"));
}

TEST_CASE("a torn last line is cut off and reported, and its number is given again") {
  const Folder folder;
  append_once(folder, "one");
  append_once(folder, "two");
  const std::string whole = folder.text();
  const size_t first = whole.find('\n') + 1;
  // Cut at every byte of the second line: after each, the first line is what is left.
  for (size_t cut = first + 1; cut < whole.size(); ++cut) {
    folder.write(whole.substr(0, cut));
    auto opened = Journal::open(folder.path()).value();
    REQUIRE(opened.cut_bytes == cut - first);
    REQUIRE(opened.journal.sequence() == 1);
    REQUIRE(folder.text() == whole.substr(0, first));
  }
  CHECK(append_once(folder, "again") == 2);
}

TEST_CASE("zeros that a crash left at the end are cut off too") {
  const Folder folder;
  append_once(folder, "one");
  const std::string whole = folder.text();
  folder.write(whole + std::string(4096, '\0'));
  CHECK(Journal::open(folder.path()).value().cut_bytes == 4096);
  CHECK(folder.text() == whole);
}

TEST_CASE("a file that holds nothing but a torn line begins anew") {
  const Folder folder;
  folder.write("{\"seq\":1,\"utc\":");
  CHECK(Journal::open(folder.path()).value().cut_bytes == 15);
  CHECK(append_once(folder, "one") == 1);
}

TEST_CASE("a last line that is not the journal's is refused, and left alone") {
  const char* const texts[] = {"hello\n",
                               "\n",
                               "{\"seq\":0,\"detail\":\"\"}\n",
                               "{\"seq\":x,\"detail\":\"\"}\n",
                               "{\"seq\":1}\n",
                               "{\"seq\":99999999999999999999,\"detail\":\"\"}\n"};
  for (const char* text : texts) {
    const Folder folder;
    folder.write(text);
    const auto opened = Journal::open(folder.path());
    REQUIRE(opened.has_error());
    CHECK(opened.error().text.find("actions.jsonl") != std::string::npos);
    CHECK(opened.error().text.find("is not an action") != std::string::npos);
    CHECK(folder.text() == text);
  }
}

TEST_CASE("two cannot have one folder, and the lock goes with its owner") {
  const Folder folder;
  {
    const auto first = Journal::open(folder.path());
    REQUIRE(first.has_value());
    const auto second = Journal::open(folder.path());
    REQUIRE(second.has_error());
    CHECK(second.error().text.find("is in use") != std::string::npos);
    CHECK(second.error().text.find(folder.path().string()) != std::string::npos);
  }
  CHECK(Journal::open(folder.path()).has_value());
}

TEST_CASE("a killed process leaves its lock behind for others to take") {
  const Folder folder;
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto held = Journal::open(folder.path());
    const char opened = held.has_value() ? 'y' : 'n';
    if (::write(ready[1], &opened, 1) != 1) _exit(1);
    while (true) pause();
  }
  char opened = 0;
  REQUIRE(::read(ready[0], &opened, 1) == 1);
  CHECK(opened == 'y');
  CHECK(Journal::open(folder.path()).has_error());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  CHECK(Journal::open(folder.path()).has_value());
}

TEST_CASE("the longest fields are cut and leave a line that can be read again") {
  const Folder folder;
  const std::string worst(100'000, '\x01');  // six bytes each when escaped
  {
    auto opened = Journal::open(folder.path()).value();
    REQUIRE(opened.journal.append({worst, worst, worst, worst, worst}));
    REQUIRE(opened.journal.append(swap_of("next")));
  }
  CHECK(lines_of(folder.text())[0].size() < line_bytes_max);
  CHECK(append_once(folder, "after") == 3);
}

// In a child, since the limit on file size holds for the whole process.
TEST_CASE("a line that does not fit on the disk is taken back, and later ones are recorded") {
  const Folder folder;
  append_once(folder, "one");
  const std::string before = folder.text();
  const pid_t child = fork();
  if (child == 0) {
    auto opened = Journal::open(folder.path());
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{before.size() + 20, RLIM_INFINITY};
    bool right = opened.has_value() && setrlimit(RLIMIT_FSIZE, &limit) == 0;
    right = right && opened->journal.append(swap_of("too much")).has_error();
    right = right && folder.text() == before && opened->journal.sequence() == 1;
    limit.rlim_cur = RLIM_INFINITY;
    right = right && setrlimit(RLIMIT_FSIZE, &limit) == 0;
    right = right && opened->journal.append(swap_of("fits")).has_value();
    _exit(right ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(append_once(folder, "three") == 3);
}

}  // namespace
}  // namespace spark::store
