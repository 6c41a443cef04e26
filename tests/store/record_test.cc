// The bytes of a record, which auditors' own programs read as well.
#include "store/record.h"
#include "base/hex.h"

#include <algorithm>
#include <fstream>

#include "base/sha256.h"
#include "store/segment.h"
#include "support/catch.h"

namespace spark::store {
namespace {

Entry example() {
  Entry entry;
  entry.sequence = 1;
  entry.utc_ms = 1'717'200'000'123;
  entry.steady_ns = 42'000'000'001;
  entry.boot = "boot-1";
  entry.record = {"admin", "swap", "candidate", {{"model.json", base::sha256_hex("abc")}},
                  "asked", ""};
  return entry;
}

std::string hex_of_bytes(std::string_view bytes) {
  return base::to_hex({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

std::string example_hex() {
  return
      // length, inverted length
      "000000bfffffff40"
      // sequence, utc, steady
      "0000000000000001"
      "0000018fd118947b"
      "00000009c7652401"
      // boot, actor, action, object
      "00000006626f6f742d31"
      "0000000561646d696e"
      "0000000473776170"
      "0000000963616e646964617465"
      // one digest
      "00000001"
      "0000000a6d6f64656c2e6a736f6e"
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      // result, detail
      "0000000561736b6564"
      "00000000"
      // the hash before
      "0000000000000000000000000000000000000000000000000000000000000000";
}

// The hex digits that lines of the document begin with, up to two blanks.
std::string documented_hex() {
  std::ifstream in(SPARK_SOURCE_DIR "/docs/chain.md");
  std::string hex;
  for (std::string line; std::getline(in, line);) {
    line.resize(std::min(line.find("  "), line.size()));
    std::erase(line, ' ');
    if (line.find_first_not_of("0123456789abcdef") == std::string::npos) hex += line;
  }
  return hex;
}

TEST_CASE("a record has the bytes that the document gives, and its hash is of all before it") {
  Entry entry = example();
  const std::string bytes = encode(entry);
  const std::string hashed = bytes.substr(0, bytes.size() - 32);
  CHECK(hex_of_bytes(hashed) == example_hex());
  CHECK(base::to_hex(entry.hash) == base::sha256_hex(hashed));
  CHECK(hex_of_bytes(bytes) == example_hex() + base::to_hex(entry.hash));

  CHECK(documented_hex().find(example_hex() + base::to_hex(entry.hash)) != std::string::npos);
}

TEST_CASE("what is encoded is decoded") {
  Entry entry = example();
  entry.previous = base::sha256_bytes("before");
  entry.record.detail = std::string("\0\xFF…", 5);
  const Entry read = decode(encode(entry)).value();
  CHECK(read.sequence == 1);
  CHECK(read.utc_ms == entry.utc_ms);
  CHECK(read.steady_ns == entry.steady_ns);
  CHECK(read.boot == "boot-1");
  CHECK(read.record.actor == "admin");
  CHECK(read.record.action == "swap");
  CHECK(read.record.object == "candidate");
  REQUIRE(read.record.digests.size() == 1);
  CHECK(read.record.digests[0].name == "model.json");
  CHECK(read.record.digests[0].sha256 == base::sha256_hex("abc"));
  CHECK(read.record.result == "asked");
  CHECK(read.record.detail == entry.record.detail);
  CHECK(read.previous == entry.previous);
  CHECK(read.hash == entry.hash);
}

TEST_CASE("a record cut short or with more behind it is not decoded") {
  Entry entry = example();
  const std::string bytes = encode(entry);
  for (size_t size = 0; size < bytes.size(); ++size) {
    INFO(size);
    CHECK(decode(std::string_view(bytes).substr(0, size)).has_error());
  }
  CHECK(decode(bytes + "x").error().text == "byte 199: expected the record's end");
}

TEST_CASE("long texts are cut between characters and say so") {
  Entry entry = example();
  entry.record.object = std::string(field_bytes_max, 'x');
  entry.record.actor = std::string(field_bytes_max - 4, 'x') + "ééé";
  entry.record.detail = std::string(detail_bytes_max + 1, 'y');
  const Record read = decode(encode(entry)).value().record;
  CHECK(read.object == std::string(field_bytes_max, 'x'));
  CHECK(read.actor == std::string(field_bytes_max - 4, 'x') + "…");
  CHECK(read.detail == std::string(detail_bytes_max - 3, 'y') + "…");
}

TEST_CASE("the longest record is one that can be read") {
  Entry entry = example();
  const std::string longest(2 * detail_bytes_max, '\xFF');
  entry.boot = longest;
  entry.record = {longest, longest,
                  longest, std::vector<Digest>(digests_max, {longest, base::sha256_hex("")}),
                  longest, longest};
  REQUIRE(check(entry.record).has_value());
  const std::string bytes = encode(entry);
  CHECK(body_bytes_of(bytes.substr(0, frame_bytes)) == bytes.size() - frame_bytes);
  CHECK(decode(bytes).value().record.digests.size() == digests_max);
}

TEST_CASE("a digest that is none, and too many of them, are refused in words") {
  Record record = example().record;
  record.digests.push_back({"a.so", "ABC"});
  CHECK(check(record).error().text ==
        "digest of \"a.so\": expected 64 lower-case hex digits, found \"ABC\"");
  record.digests.assign(digests_max + 1, {"a", base::sha256_hex("")});
  CHECK(check(record).error().text == "expected at most 256 digests, found 257");
}

TEST_CASE("a segment's header has the bytes that the document gives") {
  CHECK(hex_of_bytes(segment_header(1, Hash{})) ==
        "53504b43484e310a"
        "0000000000000001" +
            std::string(64, '0'));
  CHECK(segment_name(513) == "00000000000000000513.seg");
}

}  // namespace
}  // namespace spark::store
