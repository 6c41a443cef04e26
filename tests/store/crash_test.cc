// What is left of a chain after crashes and full disks.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "folder.h"

namespace spark::store {
namespace {

TEST_CASE("a torn last record is cut off at any byte, reported, and its number given again") {
  const Folder folder;
  append_all(folder, {"one", "two"});
  const std::string whole = read_file(folder.segment(1));
  const auto first = segment_header_bytes + frame_bytes +
                     body_bytes_of(whole.substr(segment_header_bytes, frame_bytes));
  for (size_t size = first + 1; size < whole.size(); ++size) {
    write_file(folder.segment(1), whole.substr(0, size));
    auto opened = Chain::open(folder.path()).value();
    INFO(size);
    REQUIRE(opened.cut_bytes == size - first);
    REQUIRE(opened.chain.sequence() == 1);
    REQUIRE(read_file(folder.segment(1)) == whole.substr(0, first));
    REQUIRE(opened.chain.append(swap_of("again")).value().sequence == 2);
    REQUIRE(folder.verified().records == 2);
    REQUIRE(folder.verified().is_whole());
  }
}

TEST_CASE("zeros that a crash left behind the last record are cut off") {
  const Folder folder;
  append_all(folder, {"one", "two"});
  const std::string whole = read_file(folder.segment(1));
  for (const size_t kept : {whole.size(), whole.size() - 8, whole.size() - 100}) {
    write_file(folder.segment(1), whole.substr(0, kept) + std::string(4096, '\0'));
    auto opened = Chain::open(folder.path()).value();
    INFO(kept);
    CHECK(opened.cut_bytes >= 4096);
    CHECK(opened.chain.sequence() == (kept == whole.size() ? 2 : 1));
    CHECK(folder.verified().torn_bytes == 0);
  }
}

TEST_CASE("zeros in front of more data are no crash's") {
  const Folder folder;
  append_all(folder, {"one", "two"});
  std::string changed = read_file(folder.segment(1));
  changed.replace(segment_header_bytes, 64, 64, '\0');
  write_file(folder.segment(1), changed);
  CHECK(Chain::open(folder.path()).has_error());
}

TEST_CASE("a segment that a crash kept from its name is made again") {
  const Folder folder;
  append_all(folder, {"one"}, tiny_segments);
  write_file(folder.chain() / "segment.new",
             "SPKCHN1\nand much more than a header has, since it is old");
  append_all(folder, {"two"}, tiny_segments);
  CHECK(folder.verified().is_whole());
  CHECK(folder.verified().segments == 2);
}

TEST_CASE("a segment that a crash left without a record is continued") {
  const Folder folder;
  append_all(folder, {"one", "two"}, tiny_segments);
  folder.forget_head();  // the second record was acknowledged, as none is that a crash takes
  write_file(folder.segment(2), read_file(folder.segment(2)).substr(0, segment_header_bytes));
  CHECK(folder.verified().is_whole());
  append_all(folder, {"again"}, tiny_segments);
  CHECK(folder.verified().is_whole());
  CHECK(folder.verified().segments == 2);
}

// In a child, since the limit on file size holds for the whole process. Returns its exit code.
template <class Work>
int in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool limit_files(uint64_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, RLIM_INFINITY};
  return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

TEST_CASE("what does not fit on the disk is taken back, and later records are taken") {
  const Folder folder;
  append_all(folder, {"one"});
  const std::string before = read_file(folder.segment(1));
  const bool in_batch = GENERATE(false, true);
  const int code = in_child([&] {
    auto opened = Chain::open(folder.path());
    // Room for one of a batch, and for part of the next.
    const uint64_t room = in_batch ? before.size() + 20 : 20;
    bool right = opened.has_value() && limit_files(before.size() + room);
    const std::vector<Record> batch(in_batch ? 3 : 1, swap_of("two"));
    const auto refused = opened->chain.append(batch);
    right = right && refused.has_error() &&
            refused.error().text.find(folder.segment(1).string() + ": File too large") !=
                std::string::npos;
    right = right && read_file(folder.segment(1)) == before && opened->chain.sequence() == 1;
    right = right && folder.verified().is_whole() && folder.verified().torn_bytes == 0;
    right = right && limit_files(RLIM_INFINITY);
    return right && opened->chain.append(batch).has_value();
  });
  CHECK(code == 0);
  append_all(folder, {"three"});
  CHECK(folder.verified().is_whole());
  CHECK(folder.verified().records == (in_batch ? 5 : 3));
}

TEST_CASE("a new segment that does not fit on the disk leaves the chain as it was") {
  const Folder folder;
  append_all(folder, {"one"}, tiny_segments);
  const int code = in_child([&] {
    auto opened = Chain::open(folder.path(), tiny_segments);
    bool right = opened.has_value() && limit_files(segment_header_bytes - 1);
    right = right && opened->chain.append(swap_of("two")).has_error();
    // The header fits, the record does not.
    right = right && limit_files(segment_header_bytes + 1);
    right = right && opened->chain.append(swap_of("two")).has_error();
    right = right && folder.verified().is_whole() && folder.verified().records == 1;
    right = right && limit_files(RLIM_INFINITY);
    return right && opened->chain.append(swap_of("two")).has_value();
  });
  CHECK(code == 0);
  append_all(folder, {"three"}, tiny_segments);
  CHECK(folder.verified().is_whole());
  CHECK(folder.verified().records == 3);
}

}  // namespace
}  // namespace spark::store
