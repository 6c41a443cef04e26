// A host that appends is killed again and again: what it was told is recorded must be there.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <random>

#include "base/clock.h"
#include "base/hex.h"
#include "folder.h"
#include "support/case_count.h"

namespace spark::store {
namespace {

using test::is_full_soak;

struct Acknowledged {
  uint64_t sequence;
  char hash[64];
};

// Appends until it is killed, and says through the pipe what it was told is recorded.
[[noreturn]] void append_for_ever(const Folder& folder, int pipe, uint32_t seed) {
  std::minstd_rand random(seed);
  auto opened = Chain::open(folder.path(), {.boot = "boot", .segment_bytes_max = 2'000});
  if (!opened) _exit(1);
  while (true) {
    std::vector<Record> batch(1 + random() % 3, swap_of("model"));
    batch[0].detail = std::string(random() % 400, 'x');
    const auto receipts = opened->chain.append(batch);
    if (!receipts) _exit(2);
    for (const Receipt& receipt : *receipts) {
      Acknowledged said{receipt.sequence, {}};
      receipt.hash.copy(said.hash, sizeof said.hash);
      if (::write(pipe, &said, sizeof said) != sizeof said) _exit(3);
    }
    if (random() % 8 == 0 && !opened->chain.checkpoint()) _exit(4);
  }
}

// Kills it after some records and at some moment of the next; adds what it acknowledged.
void run_and_kill(const Folder& folder, std::mt19937& random,
                  std::map<uint64_t, std::string>& acknowledged) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const uint32_t seed = random();
  const pid_t child = fork();
  if (child == 0) append_for_ever(folder, ends[1], seed);
  close(ends[1]);
  const auto read_one = [&] {
    Acknowledged said;
    if (::read(ends[0], &said, sizeof said) != sizeof said) return false;
    acknowledged[said.sequence] = std::string(said.hash, sizeof said.hash);
    return true;
  };
  for (uint32_t left = random() % 12; left > 0; --left) REQUIRE(read_one());
  const int64_t until_ns = base::steady_ns() + random() % 3'000'000;
  while (base::steady_ns() < until_ns) {
  }
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  while (read_one()) {
  }
  close(ends[0]);
}

TEST_CASE("records acknowledged before kill -9 are there after it, and the chain is whole") {
  const Folder folder;
  std::mt19937 random(20240531);
  std::map<uint64_t, std::string> acknowledged;
  const size_t rounds = is_full_soak() ? 200 : 20;
  size_t passed = 0;
  for (size_t round = 0; round < rounds; ++round) {
    INFO("round " << round);
    run_and_kill(folder, random, acknowledged);
    const auto report = folder.verified();
    INFO((report.is_whole() ? "" : report.flaws[0].text()));
    REQUIRE(report.is_whole());
    ++passed;
  }
  std::map<uint64_t, std::string> found;
  for (const Entry& entry : entries_of(folder)) found[entry.sequence] = base::to_hex(entry.hash);
  for (const auto& [sequence, hash] : acknowledged) {
    INFO("record " << sequence);
    CHECK(found[sequence] == hash);
  }
  test::report_cases("chain-kill", passed, rounds,
                     std::to_string(acknowledged.size()) + " records acknowledged, all there");
}

}  // namespace
}  // namespace spark::store
