// Checkpoints: what is signed, by whom, and when the next one is due.
#include "store/checkpoint.h"

#include <sys/stat.h>

#include "folder.h"
#include "store/signing_key.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;

CheckpointState state_of(const VerifyReport& report, size_t index = 0) {
  return report.checkpoints.at(index).state;
}

bool has_flaw(const VerifyReport& report, const std::string& part) {
  for (const Flaw& flaw : report.flaws)
    if (flaw.text().find(part) != std::string::npos) return true;
  return false;
}

TEST_CASE("a checkpoint says where the chain is, and is signed") {
  const Folder folder;
  append_all(folder, {"one", "two"}, {.boot = "given"});
  auto opened = Chain::open(folder.path(), {.boot = "given"}).value();
  const Checkpoint made = opened.chain.checkpoint().value();
  CHECK(made.sequence == 2);
  CHECK(made.hash == opened.chain.hash());
  CHECK(made.boot == "given");
  CHECK(is_signed(made));
  const Checkpoint read = read_checkpoint(folder.chain() / checkpoint_name).value();
  CHECK(checkpoint_json(read) == checkpoint_json(made));
  CHECK(signed_text(made) == "spark-checkpoint-1\nseq 2\nhash " + made.hash + "\nutc " + made.utc +
                                 "\nboot given\npublic_key " + made.public_key + "\n");
}

TEST_CASE("a change of any character of a checkpoint is noticed") {
  const Folder folder;
  append_all(folder, {"one"});
  make_checkpoint(folder);
  const fs::path file = folder.chain() / checkpoint_name;
  const std::string whole = read_file(file);
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const int mask : {0x01, 0x20, 0x80}) {
      write_byte(file, at, static_cast<char>(whole[at] ^ mask));
      const auto report = folder.verified();
      INFO("byte " << at << ", mask " << mask);
      REQUIRE_FALSE(report.is_whole());
      REQUIRE(report.flaws[0].file == file);
      REQUIRE(state_of(report) == CheckpointState::wrong);
    }
    write_byte(file, at, whole[at]);
  }
}

TEST_CASE("a text that is no checkpoint is refused with the member that is wrong") {
  const Folder folder;
  append_all(folder, {"one"});
  const std::string whole = checkpoint_json(make_checkpoint(folder));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    return text.replace(text.find(from), from.size(), to);
  };
  struct Case {
    std::string text, expected;
  };
  const std::vector<Case> cases = {
      {"", "expected a checkpoint as a JSON object"},
      {"[]", "expected a checkpoint as a JSON object"},
      {"{}", "format: expected \"spark-checkpoint-1\""},
      {changed("checkpoint-1", "checkpoint-2"), "format: expected \"spark-checkpoint-1\""},
      {changed("\"seq\": 1", "\"seq\": -1"), "seq: expected a whole number from 0"},
      {changed("\"seq\": 1", "\"seq\": \"1\""), "seq: expected a whole number from 0"},
      {changed("\"hash\": \"", "\"hash\": \"0"), "hash: expected 64 lower-case hex digits"},
      {changed("\"boot\": \"", "\"boot\": \" "), "boot: expected visible characters"},
      {changed("\"signature\"", "\"sign\""), "signature: expected 128 lower-case hex digits"},
      {changed("{", "{\"more\": 1,"),
       "expected format, seq, hash, utc, boot, public_key and signature only"},
  };
  for (const Case& c : cases) {
    const auto parsed = parse_checkpoint(c.text);
    INFO(c.text);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().text == c.expected);
  }
}

TEST_CASE("a chain written anew and signed by a new key is not the one that was kept") {
  const Folder folder;
  append_all(folder, {"one", "two"});
  make_checkpoint(folder);
  const fs::path kept = folder.path() / "kept.json";
  const fs::path kept_key = folder.path() / "kept.pem";
  fs::copy_file(folder.chain() / checkpoint_name, kept);
  fs::copy_file(folder.chain() / public_key_name, kept_key);
  fs::remove_all(folder.chain());
  append_all(folder, {"one", "forged"});
  make_checkpoint(folder);

  CHECK(folder.verified().is_whole());  // by itself it is a chain like any other
  const auto by_checkpoint = verify({folder.chain(), kept, {}});
  CHECK(state_of(by_checkpoint, 1) == CheckpointState::wrong);
  CHECK(has_flaw(by_checkpoint, "kept.json: expected a checkpoint signed by the key"));
  const auto by_key = verify({folder.chain(), {}, kept_key});
  CHECK(state_of(by_key) == CheckpointState::wrong);
  CHECK(has_flaw(by_key, "checkpoint.json: expected a checkpoint signed by the key"));
  // Even with the key, which a thief has.
  const auto by_both = verify({folder.chain(), kept, kept_key});
  CHECK(has_flaw(by_both, "kept.json: expected the hash"));
}

TEST_CASE("a checkpoint kept elsewhere matches while the chain goes on") {
  const Folder folder;
  append_all(folder, {"one"});
  make_checkpoint(folder);
  fs::copy_file(folder.chain() / checkpoint_name, folder.path() / "kept.json");
  append_all(folder, {"two", "three"});
  make_checkpoint(folder);
  const auto report =
      verify({folder.chain(), folder.path() / "kept.json", folder.chain() / public_key_name});
  CHECK(report.is_whole());
  CHECK(state_of(report, 0) == CheckpointState::matches);
  CHECK(state_of(report, 1) == CheckpointState::matches);
  CHECK(report.checkpoints[1].checkpoint.sequence == 1);
}

TEST_CASE("a chain without records has a checkpoint too, which later records do not break") {
  const Folder folder;
  append_all(folder, {});
  CHECK(make_checkpoint(folder).sequence == 0);
  CHECK(state_of(folder.verified()) == CheckpointState::matches);
  append_all(folder, {"one"});
  CHECK(folder.verified().is_whole());
  CHECK(state_of(folder.verified()) == CheckpointState::matches);
}

TEST_CASE("a flaw before a checkpoint's record leaves it unreached") {
  const Folder folder;
  append_all(folder, {"one", "two"}, tiny_segments);
  make_checkpoint(folder);
  fs::remove(folder.segment(1));
  CHECK(state_of(folder.verified()) == CheckpointState::not_reached);
  CHECK(folder.verified().flaws.size() == 1);
  fs::remove(folder.segment(2));
  CHECK(state_of(folder.verified()) == CheckpointState::not_reached);
  CHECK(folder.verified().flaws.size() == 1);
}

TEST_CASE("files that were named and are not there are flaws") {
  const Folder folder;
  append_all(folder, {"one"});
  const auto no_checkpoint = verify({folder.chain(), folder.path() / "none.json", {}});
  CHECK(has_flaw(no_checkpoint, "none.json"));
  const auto no_key = verify({folder.chain(), {}, folder.path() / "none.pem"});
  CHECK(has_flaw(no_key, "none.pem"));
  make_checkpoint(folder);
  fs::remove(folder.chain() / public_key_name);
  CHECK(has_flaw(folder.verified(), "key.pub.pem"));
}

TEST_CASE("the private key is its owner's alone, and is kept") {
  const Folder folder;
  append_all(folder, {"one"});
  const std::string first = make_checkpoint(folder).public_key;
  CHECK(make_checkpoint(folder).public_key == first);
  CHECK(read_public_key(folder.chain() / public_key_name).value() == first);
  struct stat found;
  REQUIRE(stat((folder.chain() / private_key_name).c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  // A crash between the two files.
  fs::remove(folder.chain() / public_key_name);
  CHECK(make_checkpoint(folder).public_key == first);
}

TEST_CASE("a key that does not fit is an error that says what to do, and no new one is made") {
  const Folder folder;
  append_all(folder, {"one"});
  make_checkpoint(folder);
  const fs::path key = folder.chain() / private_key_name;
  auto opened = Chain::open(folder.path()).value();
  const auto refused = [&](const std::string& why) {
    const auto made = opened.chain.checkpoint();
    REQUIRE(made.has_error());
    INFO(made.error().text);
    CHECK(made.error().text.find(why) != std::string::npos);
  };
  const std::string whole = read_file(key);
  write_file(key, "no key");
  refused("key.pem: expected a PEM file with an Ed25519 private key");
  fs::remove(key);
  refused("put the key back");
  CHECK_FALSE(fs::exists(key));
  const Folder other;
  append_all(other, {});
  make_checkpoint(other);
  fs::copy_file(other.chain() / private_key_name, key);
  refused("key.pub.pem is not the public key of");
  write_file(key, whole);
  CHECK(opened.chain.checkpoint().has_value());
}

TEST_CASE("a checkpoint is due after enough records, or enough time with at least one") {
  constexpr int64_t hour_ns = checkpoint_wait_ns_max;
  struct Case {
    CheckpointProgress progress;
    bool due;
  };
  for (const Case& c : {Case{{0, 0, 0, 0}, false}, Case{{0, 0, 0, 9 * hour_ns}, false},
                        Case{{0, 0, 1, hour_ns - 1}, false}, Case{{0, 0, 1, hour_ns}, true},
                        Case{{0, 0, 255, 0}, false}, Case{{0, 0, 256, 0}, true},
                        Case{{256, 5, 300, hour_ns + 4}, false},
                        Case{{256, 5, 300, hour_ns + 5}, true}, Case{{256, 5, 512, 5}, true}}) {
    INFO(c.progress.sequence << " records at " << c.progress.now_ns);
    CHECK(checkpoint_due(c.progress) == c.due);
  }
}

}  // namespace
}  // namespace spark::store
