// Descriptors have one owner each; reads and writes are whole, and failures leave their reason.
#include "base/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark::base;
using spark::test::TemporaryFolder;

namespace {

bool is_open(int number) {
  return ::fcntl(number, F_GETFD) >= 0;
}

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
  }
  Descriptor out;
  Descriptor in;
};

}  // namespace

TEST_CASE("a descriptor is closed once, by its last owner") {
  Pipe pipe;
  const int number = pipe.out.get();
  {
    const Descriptor owner = std::move(pipe.out);
    CHECK_FALSE(pipe.out.is_open());
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));
  const Descriptor released(pipe.in.release());
  CHECK_FALSE(pipe.in.is_open());
  CHECK(is_open(released.get()));
}

TEST_CASE("a failure's reason is still there when the descriptor has been closed") {
  Descriptor opened = open_descriptor("/", O_RDONLY | O_DIRECTORY);
  REQUIRE(opened.is_open());
  errno = ENOSPC;
  opened.close();
  CHECK(errno == ENOSPC);
  CHECK_FALSE(open_descriptor("/nonexistent/file", O_RDONLY).is_open());
  CHECK(errno == ENOENT);
}

TEST_CASE("what is opened is closed in programs that are started") {
  CHECK((::fcntl(open_descriptor("/", O_RDONLY).get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a stream is read until its end, or until there is enough") {
  const std::string text(100'000, 'x');
  const TemporaryFolder folder;
  const auto file = folder.path() / "file";
  const Descriptor out = open_descriptor(file, O_WRONLY | O_CREAT, 0600);
  REQUIRE(write_all(out.get(), text));
  for (const size_t bytes_max : {size_t{0}, size_t{1}, size_t{20'000}, text.size() + 1}) {
    const Descriptor in = open_descriptor(file, O_RDONLY);
    CHECK(read_until_end(in.get(), bytes_max) == text.substr(0, bytes_max));
  }
  CHECK_FALSE(read_until_end(out.get(), 1));  // opened for writing only
  CHECK(errno == EBADF);
}

TEST_CASE("bytes are read and written at their place") {
  const TemporaryFolder folder;
  const Descriptor file = open_descriptor(folder.path() / "file", O_RDWR | O_CREAT, 0600);
  REQUIRE(write_all(file.get(), "0123456789"));
  REQUIRE(write_all_at(file.get(), 3, "abc"));
  std::array<char, 4> four{};
  CHECK(read_at(file.get(), 2, four) == 4);
  CHECK(std::string(four.data(), four.size()) == "2abc");
  CHECK(read_at(file.get(), 8, four) == 2);
  CHECK(read_at(file.get(), 80, four) == 0);
  CHECK_FALSE(read_at(-1, 0, four));
}

TEST_CASE("what cannot be written whole is a failure") {
  CHECK_FALSE(write_all(open_descriptor("/dev/full", O_WRONLY).get(), "x"));
  CHECK(errno == ENOSPC);
  CHECK_FALSE(write_all_at(-1, 0, "x"));
  CHECK(errno == EBADF);
}
