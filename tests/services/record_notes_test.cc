// What a start makes of a chain and of values that a crash may have parted.
#include "services/record_notes.h"

#include "services/durable_name.h"
#include "store/chain.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;

TEST_CASE("a note reads as it is written, and nothing else does") {
  for (const RecordNote note : {RecordNote{17, false}, {0, true}, {UINT64_MAX, false}})
    CHECK(note_of(to_text(note)) == note);
  for (const char* text : {"", "x", "17 ", "17 different", "-1", " differs"})
    CHECK_FALSE(note_of(text));
}

TEST_CASE("a note stands beside its value, below its plugin's name") {
  const DurableName weight = {"canary", "weight", "canary.weight/1"};
  const std::string note = note_name_in_file(weight);
  CHECK(note == "canary/:record:weight/canary.weight/1");
  CHECK(value_name_in_file(note) == weight.in_file());
  CHECK(is_note(note));
  CHECK_FALSE(is_note(weight.in_file()));
  CHECK(is_hosts_own("canary/:timer:daily/host.timer/1"));
  CHECK_FALSE(is_note("canary/:timer:daily/host.timer/1"));
  CHECK_FALSE(is_hosts_own(":chain"));
}

TEST_CASE("a value differs if a later record names it, or its own is lost") {
  using Notes = std::map<std::string, RecordNote>;
  struct Case {
    const char* what;
    Notes notes;
    LastRecords last;
    uint64_t head;
    Notes expected;
  };
  for (const Case& c : {
           Case{"both agree", {{"w", {7, false}}}, {{"w", 7}}, 9, {}},
           {"the record has gone before", {{"w", {7, false}}}, {}, 9, {}},
           {"the crash fell in between", {{"w", {7, false}}}, {{"w", 8}}, 9, {{"w", {7, true}}}},
           {"the value was never put", {}, {{"w", 8}}, 9, {{"w", {0, true}}}},
           {"the chain was cut off", {{"w", {7, false}}}, {}, 6, {{"w", {7, true}}}},
           {"it is noted already", {{"w", {7, true}}}, {{"w", 8}}, 9, {}},
           {"another one differs",
            {{"v", {8, false}}, {"w", {7, false}}},
            {{"v", 8}, {"w", 9}},
            9,
            {{"w", {7, true}}}},
       }) {
    INFO(c.what);
    CHECK(corrections(c.notes, c.last, c.head) == c.expected);
  }
}

TEST_CASE("the chain's records name values, those put and those taken away") {
  const test::TemporaryFolder folder;
  const DurableName weight = {"canary", "weight", "canary.weight/1"};
  const DurableName gone = {"canary", "gone", "canary.gone/1"};
  auto opened = store::Chain::open(folder.path()).value();
  REQUIRE(
      opened.chain.append({"a", "canary.v", "", {digest_of(weight, "1")}, "", "{}"}).has_value());
  REQUIRE(opened.chain
              .append({"a",
                       "canary.v",
                       "",
                       {digest_of(weight, "2"), digest_of(gone, std::nullopt)},
                       "",
                       "{}"})
              .has_value());
  REQUIRE(opened.chain.append({"a", "swap", "", {{"model.json", std::string(64, '0')}}, "", ""})
              .has_value());
  const auto chain = folder.path() / "chain";
  CHECK(last_records(chain, 0).value() ==
        LastRecords{{note_name_in_file(weight), 2}, {note_name_in_file(gone), 2}});
  CHECK(last_records(chain, 2)->empty());
  CHECK(last_records(folder.path() / "none", 0).has_error());
}
