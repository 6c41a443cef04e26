// `sparkctl evidence` as a program, over chains that the store wrote: exit codes and what is
// printed.
#include "ctl/evidence.h"

#include "base/sha256.h"
#include "program.h"
#include "scratch.h"
#include "spark/tool/json.h"
#include "store/chain.h"
#include "store/segment.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark;
using store::Chain;
using store::Record;
using test::contains;
using test::Ran;
using test::Scratch;
namespace fs = std::filesystem;
namespace json = tool::json;

namespace {

// From a folder without a chain.
Ran run(const Scratch& scratch, const std::string& arguments, const std::string& before = "") {
  return test::run("sparkctl evidence " + arguments, scratch.path(), before);
}

// Records "model 1" to "model <count>" in <scratch>/<name>, two to a segment.
std::string write_chain(const Scratch& scratch, int count, const std::string& name = "state") {
  auto opened = Chain::open(scratch.path(name), {.boot = "boot", .segment_bytes_max = 1}).value();
  std::vector<Record> batch;
  for (int i = 1; i <= count; ++i) {
    batch.push_back({"admin",
                     "swap",
                     "model " + std::to_string(i),
                     {{"model.json", base::sha256_hex("abc")}},
                     "done",
                     "a \x1B[31m\xFF\xC2\x9B"});
    if (i % 2 == 1 && i != count) continue;
    opened.chain.append(batch).value();
    batch.clear();
  }
  opened.chain.checkpoint().value();
  return scratch.path(name);
}

json::value parsed(const Ran& ran) {
  return tool::parse_json(ran.text, "what sparkctl printed").value();
}

}  // namespace

TEST_CASE("evidence verify answers 0 for a whole chain and says how far it goes") {
  const Scratch scratch;
  const std::string option = "--state-dir " + write_chain(scratch, 5);
  const Ran ran = run(scratch, "verify " + option);
  INFO(ran.text);
  CHECK(ran.code == 0);
  CHECK(contains(ran.text, "5 in 3 segments"));
  CHECK(contains(ran.text, "record 5, signed "));
  CHECK(contains(ran.text, ": matches\n"));
  CHECK(contains(ran.text, "until checkpoint 5\n"));
  CHECK(contains(ran.text, "\nThe chain is whole.\n"));

  const json::value value = parsed(run(scratch, "verify --json " + option));
  CHECK(value.at("whole").as_bool());
  CHECK(tool::number(value, "records") == 5);
  CHECK(tool::number(value, "segments") == 3);
  CHECK(tool::number(value, "torn_bytes") == 0);
  CHECK(tool::text(value, "last_hash").size() == 64);
  CHECK(tool::text(value.at("checkpoints").at(0), "state") == "matches");
  CHECK(tool::items(value, "flaws").empty());
}

TEST_CASE("evidence verify compares every file with its record") {
  const auto record = [](const char* path, const char* bytes) {
    return Record{
        "plugin p",     "p.file", "", {{std::string("file ") + path, base::sha256_hex(bytes)}},
        "generation 1", "{}"};
  };
  struct {
    const char* what;
    const char* path;
    const char* bytes;  // null: the file is removed
    const char* trouble;
    int code;
  } const cases[] = {
      {"as recorded", "p/a.json", "two", "3 as recorded", 0},
      {"one byte changed", "p/a.json", "twO", "p/a.json: expected ", 1},
      {"an older state", "p/a.json", "one", "p/a.json: expected ", 1},
      {"cut", "p/b/c.txt", "", "p/b/c.txt: expected ", 1},
      {"removed", "p/b/c.txt", nullptr, "expected the file that is on record, found none", 1},
      {"archived, with a record", "p/old.txt", nullptr, "1 archived", 0},
      {"foreign", "p/z.txt", "x", "p/z.txt: no record names it", 1},
  };
  for (const auto& each : cases) {
    const Scratch scratch;
    const fs::path state = scratch.path("state");
    auto opened = Chain::open(state, {.boot = "boot", .segment_bytes_max = 1}).value();
    const Record archived{
        "http", "evidence.archived",
        "",     {},
        "done", R"({"files":[{"path":"p/old.txt","sha256":")" + base::sha256_hex("old") + "\"}]}"};
    const std::vector<Record> all = {record("p/a.json", "one"), record("p/b/c.txt", "three"),
                                     record("p/old.txt", "old"), record("p/a.json", "two"),
                                     archived};
    opened.chain.append(all).value();
    const fs::path evidence = state / "evidence";
    fs::create_directories(evidence / "p/b");
    scratch.write("state/evidence/" + std::string("p/a.json"), "two");
    scratch.write("state/evidence/" + std::string("p/b/c.txt"), "three");
    scratch.write("state/evidence/" + std::string("p/old.txt"), "old");
    if (each.bytes != nullptr)
      scratch.write("state/evidence/" + std::string(each.path), each.bytes);
    else
      fs::remove(evidence / each.path);
    const Ran ran = run(scratch, "verify --state-dir " + state.string());
    INFO(each.what << "\n" << ran.text);
    CHECK(ran.code == each.code);
    CHECK(contains(ran.text, each.trouble));
  }
}

TEST_CASE("evidence verify answers 1 for a chain that was changed, and says where") {
  const Scratch scratch;
  const std::string state = write_chain(scratch, 5);
  const fs::path segment = fs::path(state) / "chain" / store::segment_name(3);
  std::string text = test::read_file(segment);
  text[text.find("model 4")] = 'M';
  std::ofstream(segment, std::ios::binary) << text;
  const Ran ran = run(scratch, "verify --state-dir " + state);
  INFO(ran.text);
  CHECK(ran.code == 1);
  CHECK(contains(ran.text, "THE CHAIN IS NOT WHOLE:\n  " + segment.string() + ": byte "));
  CHECK(contains(ran.text, ", record 4: the record was changed"));

  const Ran as_json = run(scratch, "verify --json --state-dir " + state);
  CHECK(as_json.code == 1);
  const json::value flaw = parsed(as_json).at("flaws").at(0);
  CHECK(tool::text(flaw, "file") == segment.string());
  CHECK(tool::number(flaw, "seq") == 4);
  CHECK(tool::number(flaw, "byte") > 48);
}

TEST_CASE("an exported checkpoint shows what was cut off later") {
  const Scratch scratch;
  const std::string state = write_chain(scratch, 4);
  const fs::path chain = fs::path(state) / "chain";
  const std::string option = " --state-dir " + state;
  CHECK(run(scratch, "checkpoint" + option).text == test::read_file(chain / "checkpoint.json"));
  REQUIRE(run(scratch, "checkpoint --out kept.json" + option).code == 0);
  CHECK(test::read_file(scratch.path("kept.json")) == test::read_file(chain / "checkpoint.json"));
  fs::copy_file(chain / "key.pub.pem", scratch.path("kept.pem"));
  const std::string kept = "verify --checkpoint kept.json --key kept.pem" + option;
  CHECK(run(scratch, kept).code == 0);

  fs::remove(chain / store::segment_name(3));
  fs::remove(chain / "checkpoint.json");
  CHECK(run(scratch, "verify" + option).code == 1);
  fs::remove(fs::path(state) / "chain.head");
  const Ran alone = run(scratch, "verify" + option);
  CHECK(alone.code == 0);
  CHECK(contains(alone.text, "expected a checkpoint.json beside the key"));
  const Ran ran = run(scratch, kept);
  INFO(ran.text);
  CHECK(ran.code == 1);
  CHECK(contains(ran.text, "record 3: expected records up to 4, which the checkpoint kept.json"));
  const Ran none = run(scratch, "checkpoint" + option);
  CHECK(none.code == 1);
  CHECK(contains(none.text, "checkpoint.json: No such file or directory"));
}

TEST_CASE("a changed checkpoint is not exported") {
  const Scratch scratch;
  const fs::path file = fs::path(write_chain(scratch, 1)) / "chain" / "checkpoint.json";
  std::string text = test::read_file(file);
  text[text.find("boot\": \"") + 8] = 'B';
  std::ofstream(file, std::ios::binary) << text;
  const Ran ran = run(scratch, "checkpoint --state-dir state");
  CHECK(ran.code == 1);
  CHECK(contains(ran.text, "the signature is not of what it says"));
}

TEST_CASE("evidence list shows the last records and keeps a terminal whole") {
  const Scratch scratch;
  const std::string option = " --state-dir " + write_chain(scratch, 6);
  const Ran ran = run(scratch, "list --last 3" + option);
  INFO(ran.text);
  CHECK(ran.code == 0);
  CHECK_FALSE(contains(ran.text, "model 3"));
  for (const char* shown : {"model 4", "model 5", "model 6", "swap", "a \\u{1b}[31m\\xff\\u{9b}"})
    CHECK(contains(ran.text, shown));

  const json::value all = parsed(run(scratch, "list --json" + option));
  const json::array& records = tool::items(all, "records");
  REQUIRE(records.size() == 6);
  for (size_t i = 0; i < 6; ++i) {
    INFO(i);
    CHECK(tool::number(records[i], "seq") == i + 1);
    CHECK(tool::text(records[i], "object") == "model " + std::to_string(i + 1));
    CHECK(tool::text(records[i].at("digests").at(0), "sha256") == base::sha256_hex("abc"));
    if (i > 0) CHECK(tool::text(records[i], "previous") == tool::text(records[i - 1], "hash"));
  }
}

TEST_CASE("the state folder is the option's, else the environment's, else var") {
  const Scratch scratch;
  write_chain(scratch, 1, "one");
  write_chain(scratch, 2, "two");
  write_chain(scratch, 3, "var");
  const std::string set = "SPARK_STATE_DIR=" + scratch.path("two");
  const auto records = [&](const std::string& option, const std::string& before) {
    return tool::number(parsed(run(scratch, "verify --json" + option, before)), "records");
  };
  CHECK(records(" --state-dir one", set) == 1);
  CHECK(records("", set) == 2);
  CHECK(records("", "") == 3);
}

TEST_CASE("mistakes on the command line are answered with 2 and what was expected") {
  const Scratch scratch;
  const std::string option = " --state-dir " + write_chain(scratch, 1);
  struct Case {
    std::string arguments, expected;
  };
  for (const Case& c :
       {Case{"", "expected verify, files, checkpoint, list, archive-chain"},
        Case{"verify --state-dir none", "--state-dir none: expected the host's"},
        Case{"verify --checkpoint none.json" + option, "none.json"},
        Case{"verify --key none.pem" + option, "none.pem"},
        Case{"verify extra" + option, "unexpected \"extra\""},
        Case{"list --last 0" + option, "--last"}, Case{"list --last x" + option, "--last"}}) {
    const Ran ran = run(scratch, c.arguments);
    INFO(c.arguments << ": " << ran.text);
    CHECK(ran.code == 2);
    CHECK(contains(ran.text, c.expected));
  }
}
