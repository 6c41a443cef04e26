// Keys and values that outlive the host.
#include "store/state.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "folder.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;

State open(const Folder& folder) {
  return State::open(folder.path()).value();
}

fs::path file_of(const Folder& folder) {
  return folder.path() / "state.db";
}

// As SQLite's own shell would.
void run_sql(const Folder& folder, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file_of(folder).c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

TEST_CASE("what was put is there after opening again, until it is put anew or erased") {
  const Folder folder;
  const std::string bytes("\0\xFF\n", 3);
  CHECK(open(folder).get("a").value() == std::nullopt);
  REQUIRE(open(folder).put("a", bytes));
  CHECK(open(folder).get("a").value() == bytes);
  REQUIRE(open(folder).put("a", ""));
  CHECK(open(folder).get("a").value() == "");
  REQUIRE(open(folder).erase("a"));
  CHECK(open(folder).get("a").value() == std::nullopt);
  CHECK(open(folder).erase("a").has_value());
}

TEST_CASE("a prefix lists what begins with it, in order, and nothing else") {
  const Folder folder;
  State state = open(folder);
  for (const char* key : {"models.b", "models.a", "models", "modelsé", "models.\xF4\x8F\xBF\xBF",
                          "plugins.a", "model_.", "MODELS.a"})
    REQUIRE(state.put(key, std::string("of ") + key));
  const auto keys = [&](std::string_view prefix) {
    std::vector<std::string> keys;
    for (const State::Item& item : state.list(prefix).value()) {
      CHECK(item.value == "of " + item.key);
      keys.push_back(item.key);
    }
    return keys;
  };
  CHECK(keys("models.") ==
        std::vector<std::string>{"models.a", "models.b", "models.\xF4\x8F\xBF\xBF"});
  CHECK(keys("").size() == 8);
  CHECK(keys({}).size() == 8);
  CHECK(keys("none").empty());
}

TEST_CASE("several changes happen together") {
  const Folder folder;
  State state = open(folder);
  REQUIRE(state.put("old", "1"));
  const std::vector<State::Change> changes = {{"a", "1"}, {"b", "2"}, {"old", std::nullopt}};
  REQUIRE(state.put_all(changes));
  CHECK(state.list("").value().size() == 2);
}

TEST_CASE("of several changes none happens if one cannot") {
  const Folder folder;
  State state = open(folder);
  run_sql(folder,
          "CREATE TRIGGER no BEFORE INSERT ON state WHEN new.key = 'b' "
          "BEGIN SELECT RAISE(ABORT, 'not this one'); END");
  const std::vector<State::Change> changes = {{"a", "1"}, {"b", "2"}};
  const auto refused = state.put_all(changes);
  REQUIRE(refused.has_error());
  CHECK(refused.error().text == file_of(folder).string() + ": put \"b\": not this one");
  CHECK(state.get("a").value() == std::nullopt);
  CHECK(state.put("c", "3").has_value());
}

TEST_CASE("keys and values out of bounds are refused in words") {
  const Folder folder;
  State state = open(folder);
  for (const std::string& key :
       {std::string(), std::string(513, 'k'), std::string("a\0b", 3), std::string("\xFF")}) {
    const auto refused = state.put(key, "v");
    REQUIRE(refused.has_error());
    CHECK(refused.error().text.find("expected 1 to 512 bytes of UTF-8 without NUL") !=
          std::string::npos);
    CHECK(state.get(key).has_error());
  }
  CHECK(state.put("a", std::string(value_bytes_max, 'v')).has_value());
  CHECK(state.put("a", std::string(value_bytes_max + 1, 'v')).error().text ==
        "key \"a\": expected a value of at most 1048576 bytes, found 1048577");
}

TEST_CASE("a damaged file is an error that names it") {
  const Folder folder;
  {
    State state = open(folder);
    for (int i = 0; i < 200; ++i) REQUIRE(state.put(std::to_string(i), std::string(500, 'v')));
  }
  const std::string whole = read_file(file_of(folder));
  std::string holed = whole;
  holed.replace(whole.size() / 2, 8192, 8192, '\x5A');
  for (const std::string& damaged :
       {std::string(4096, 'x'), whole.substr(0, whole.size() / 2), holed}) {
    write_file(file_of(folder), damaged);
    const auto opened = State::open(folder.path());
    REQUIRE(opened.has_error());
    INFO(opened.error().text);
    CHECK(opened.error().text.starts_with(file_of(folder).string() + ": "));
  }
}

TEST_CASE("a file of another version of the host is refused") {
  const Folder folder;
  REQUIRE(open(folder).put("a", "1"));
  run_sql(folder, "UPDATE schema SET version = 2");
  CHECK(State::open(folder.path()).error().text ==
        file_of(folder).string() +
            ": expected schema version 1, found 2: it was written by another version of the host");
}

TEST_CASE("a writer that holds the file too long is an error, not a hang") {
  const Folder folder;
  State state = open(folder);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(file_of(folder).c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(state.put("a", "1").error().text ==
        file_of(folder).string() + ": put \"a\": database is locked");
  sqlite3_close(other);
  CHECK(state.put("a", "1").has_value());
}

TEST_CASE("the file is synced fully, and others may not read it") {
  const Folder folder;
  State state = open(folder);
  REQUIRE(state.put("a", "1"));
  for (const char* name : {"state.db", "state.db-wal"}) {
    struct stat found;
    REQUIRE(stat((folder.path() / name).c_str(), &found) == 0);
    CHECK((found.st_mode & S_IRWXO) == 0);
  }
}

TEST_CASE("what was put before kill -9 is there after it") {
  const Folder folder;
  const pid_t child = fork();
  if (child == 0) {
    auto state = State::open(folder.path());
    if (!state || !state->put("a", "1")) _exit(1);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  CHECK(open(folder).get("a").value() == "1");
}

}  // namespace
}  // namespace spark::store
