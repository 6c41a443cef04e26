// Records are found by what they are, newest segments first, and after a sequence.
#include "store/search.h"

#include "folder.h"
#include "store/chain.h"
#include "support/catch.h"

namespace spark::store {
namespace {

// A chain of `count` records "0", "1" …, with few records in a segment.
void fill(const Folder& folder, int count) {
  auto opened = Chain::open(folder.path(), {.boot = "b", .segment_bytes_max = 1'000}).value();
  for (int i = 0; i < count; ++i)
    REQUIRE(opened.chain
                .append({"a", i % 2 == 0 ? "p.even" : "p.odd", "", {}, "done", std::to_string(i)})
                .has_value());
}

std::string details_of(const std::vector<Entry>& entries) {
  std::string text;
  for (const Entry& entry : entries) text += entry.record.detail + " ";
  return text;
}

bool is_even(const Entry& entry) {
  return entry.record.action == "p.even";
}

}  // namespace

TEST_CASE("the last records that are wanted are found, over segments, in their order") {
  const Folder folder;
  fill(folder, 40);
  const auto chain = folder.path() / "chain";
  REQUIRE(list_segments(chain)->size() > 3);
  CHECK(details_of(find_last(chain, {is_even, 0, 3, {}}).value()) == "34 36 38 ");
  CHECK(find_last(chain, {is_even, 0, 1'000, {}})->size() == 20);
  CHECK(find_last(chain, {is_even, INT64_MAX, 1'000, {}})->empty());
  const auto none = [](const Entry&) { return false; };
  CHECK(find_last(chain, {none, 0, 1, {}})->empty());
}

TEST_CASE("a search that is stopped returns") {
  const Folder folder;
  fill(folder, 40);
  int asked = 0;
  const auto stop_soon = [&asked] { return ++asked == 2; };
  const auto found = find_last(folder.path() / "chain", {is_even, 0, 1'000, stop_soon});
  REQUIRE(found.has_value());
  CHECK(asked == 2);
  CHECK(found->size() <= 2);
}

TEST_CASE("records after a sequence come in order, whatever segment they are in") {
  const Folder folder;
  fill(folder, 40);
  for (const uint64_t after : {0u, 1u, 17u, 39u, 40u, 100u}) {
    std::vector<uint64_t> seen;
    const auto read = each_after(folder.path() / "chain", after,
                                 [&](const Entry& entry) { seen.push_back(entry.sequence); });
    REQUIRE(read.has_value());
    CHECK(seen.size() == (after < 40 ? 40 - after : 0));
    if (!seen.empty()) CHECK(seen.front() == after + 1);
  }
}

}  // namespace spark::store
