// A chain that was cut off, deleted or written anew shows by what is noted beside it.
#include "store/head.h"

#include <fcntl.h>

#include "folder.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;

const std::string some_hash(64, 'a');

std::vector<std::string> doubts(const Folder& folder) {
  return Chain::open(folder.path(), tiny_segments).value().doubts;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a note of where the chain has come to has one form, and nothing else is one") {
  const std::string text = head_text({42, some_hash});
  CHECK(text == "spark-chain-head-1 00000000000000000042 " + some_hash + "\n");
  CHECK(text.size() == 105);
  CHECK(parse_head(text).value() == Head{42, some_hash});
  CHECK(parse_head(head_text({})).value() == Head{0, std::string(64, '0')});
  for (size_t at = 0; at < text.size(); ++at) {
    std::string wrong = text;
    wrong[at] = at > 40 && at < 104 ? 'x' : '~';
    INFO(wrong);
    CHECK(parse_head(wrong).has_error());
    CHECK(parse_head(text.substr(0, at)).has_error());
  }
  CHECK(parse_head(text + " ").has_error());
}

TEST_CASE("the note follows every record and is in place at once") {
  const Folder folder;
  const fs::path file = folder.path() / head_name;
  auto opened = Chain::open(folder.path(), tiny_segments).value();
  CHECK(opened.doubts.empty());
  CHECK(read_head(file).value()->sequence == 0);
  for (int i = 1; i <= 3; ++i) {
    const auto receipt = opened.chain.append(swap_of("model")).value();
    CHECK(read_head(file).value() == Head{receipt.sequence, receipt.hash});
    CHECK(opened.chain.head() == Head{receipt.sequence, receipt.hash});
  }
}

TEST_CASE("a chain that goes on from what is noted raises no doubt") {
  const Folder folder;
  append_all(folder, {"one", "two"}, tiny_segments);
  CHECK(doubts(folder).empty());
  // As after a loss of power, which takes what was not synced.
  const std::string older = read_file(folder.path() / head_name);
  append_all(folder, {"three", "four"}, tiny_segments);
  write_file(folder.path() / head_name, older);
  CHECK(doubts(folder).empty());
  write_file(folder.path() / head_name, "");
  CHECK(doubts(folder).empty());
  folder.forget_head();
  CHECK(doubts(folder).empty());
}

TEST_CASE("a chain that was cut, deleted or written anew is opened, goes on and says so once") {
  struct Case {
    const char* says;
    void (*tamper)(const Folder& folder);
  };
  const Case cases[] = {
      {"ends with record 2 (", [](const Folder& f) { fs::remove(f.segment(3)); }},
      {"has no record: records were removed", [](const Folder& f) { fs::remove_all(f.chain()); }},
      {"the chain was written anew",
       [](const Folder& f) {
         const std::string noted = read_file(f.path() / head_name);
         fs::remove_all(f.chain());
         f.forget_head();
         append_all(f, {"one", "two", "another", "fourth"}, tiny_segments);
         write_file(f.path() / head_name, noted);
       }},
      {"chain.head: expected \"spark-chain-head-1 ",
       [](const Folder& f) { write_file(f.path() / head_name, "nonsense"); }},
  };
  for (const Case& each : cases) {
    const Folder folder;
    append_all(folder, {"one", "two", "three"}, tiny_segments);
    each.tamper(folder);
    const auto first = doubts(folder);
    REQUIRE(first.size() == 1);
    INFO(first[0]);
    CHECK(has(first[0], each.says));
    append_all(folder, {"next"}, tiny_segments);
    CHECK(doubts(folder).empty());
  }
}

TEST_CASE("a key without the checkpoint that it was made for raises a doubt") {
  const Folder folder;
  append_all(folder, {"one"});
  make_checkpoint(folder);
  CHECK(doubts(folder).empty());
  CHECK_FALSE(folder.verified().is_key_alone);
  fs::remove(folder.chain() / checkpoint_name);
  REQUIRE(doubts(folder).size() == 1);
  CHECK(has(doubts(folder)[0], "expected a checkpoint.json beside the key"));
  CHECK(folder.verified().is_key_alone);
}

TEST_CASE("the note beside the chain shows what was cut off after the last checkpoint") {
  const Folder folder;
  append_all(folder, {"one", "two"}, tiny_segments);
  make_checkpoint(folder);
  append_all(folder, {"three"}, tiny_segments);
  CHECK(folder.verified().is_whole());
  CHECK(folder.verified().noted->sequence == 3);
  fs::remove(folder.segment(3));
  const auto report = folder.verified();
  REQUIRE(report.flaws.size() == 1);
  CHECK(report.flaws[0].what == "expected records up to 3, which " +
                                    (folder.path() / head_name).string() +
                                    " notes, found the end: records were cut off");
}

TEST_CASE(
    "the note beside the chain shows a chain that was written anew, and a damaged note itself") {
  const Folder folder;
  append_all(folder, {"one", "two"});
  const std::string noted = read_file(folder.path() / head_name);
  fs::remove_all(folder.chain());
  folder.forget_head();
  append_all(folder, {"one", "another", "third"});
  write_file(folder.path() / head_name, noted);
  CHECK(folder.verified().flaws.at(0).text().find("the chain was written anew") !=
        std::string::npos);
  write_file(folder.path() / head_name, "nonsense");
  CHECK(folder.verified().flaws.at(0).text().find("chain.head: expected \"spark-chain-head-1") !=
        std::string::npos);
}

TEST_CASE("a note kept elsewhere is compared with the record that it names, in any segment") {
  const Folder folder;
  auto opened = Chain::open(folder.path(), tiny_segments).value();
  std::vector<Head> heads;
  for (int i = 0; i < 5; ++i) {
    const auto receipt = opened.chain.append(swap_of("model")).value();
    heads.push_back({receipt.sequence, receipt.hash});
  }
  const Head tail = opened.chain.head();
  for (const Head& head : heads) {
    CHECK(doubt(folder.chain(), tail, head, "state.db").empty());
    CHECK(has(doubt(folder.chain(), tail, {head.sequence, some_hash}, "state.db"),
              "state.db says that the chain had come to record " + std::to_string(head.sequence)));
  }
  fs::remove(folder.segment(1));
  CHECK(has(doubt(folder.chain(), tail, heads[0], "state.db"), "is missing"));
}

TEST_CASE("where the note cannot be kept, the chain is opened and says so") {
  const Folder folder;
  fs::create_directory(folder.path() / head_name);
  auto opened = Chain::open(folder.path()).value();
  REQUIRE_FALSE(opened.doubts.empty());
  CHECK(has(opened.doubts.back(), "cannot be noted"));
  CHECK(opened.chain.append(swap_of("model")).has_value());
}

}  // namespace
}  // namespace spark::store
