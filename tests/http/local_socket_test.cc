// Listeners in the file system: what is bound, who is known there, and who may do what.
#include "http/local_socket.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "http/admission.h"
#include "http/server.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark::http;
namespace fs = std::filesystem;
using spark::base::Descriptor;
using spark::test::TemporaryFolder;

namespace {

LocalSocket at(const fs::path& path) {
  return {path, 0600, {}, {}};
}

std::string problem(const LocalSocket& socket) {
  const auto bound = BoundSocket::bind(socket);
  return bound ? "" : bound.error().text;
}

// What a host leaves that was killed: a socket's file that nobody listens at.
void leave_socket(const fs::path& path) {
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.native().copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}

uint32_t mode_of(const fs::path& path) {
  struct stat about {};
  REQUIRE(::lstat(path.c_str(), &about) == 0);
  return about.st_mode & 07777;
}

}  // namespace

TEST_CASE("a socket has its mode when it listens, and its file goes with it") {
  const TemporaryFolder folder;
  LocalSocket socket = at(folder.path() / "admin.sock");
  socket.mode = 0666;
  {
    const auto bound = BoundSocket::bind(socket);
    REQUIRE(bound.has_value());
    CHECK(mode_of(socket.path) == 0666);
  }
  CHECK_FALSE(fs::exists(socket.path));
}

TEST_CASE("a socket that a dead host left is replaced, a live one is refused") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "admin.sock";
  leave_socket(path);
  auto first = BoundSocket::bind(at(path));
  REQUIRE(first.has_value());
  CHECK(problem(at(path)).find("a running program listens there") != std::string::npos);
  CHECK(fs::exists(path));  // what was refused removed nothing
}

TEST_CASE("a file that another host has put in the place of a socket stays") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "admin.sock";
  {
    auto bound = BoundSocket::bind(at(path));
    REQUIRE(bound.has_value());
    fs::remove(path);
    leave_socket(path);
  }
  CHECK(fs::exists(path));
}

TEST_CASE("what is no place for a socket is named, and what to do") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "file";
  std::ofstream(file) << "kept";
  CHECK(problem(at(file)).find("a file that is no socket") != std::string::npos);
  CHECK(fs::file_size(file) == 4);
  CHECK(problem(at(folder.path() / "none" / "a")).find("its folder cannot be opened") !=
        std::string::npos);
  CHECK(problem(at(folder.path() / std::string(120, 'a'))).find("more than 107 bytes") !=
        std::string::npos);
  const fs::path shared = folder.path() / "shared";
  fs::create_directory(shared);
  REQUIRE(::chmod(shared.c_str(), 0777) == 0);
  CHECK(problem(at(shared / "a")).find("everybody may replace files") != std::string::npos);
  REQUIRE(::chmod(shared.c_str(), 01777) == 0);  // as /tmp is
  CHECK(problem(at(shared / "a")).empty());
}

TEST_CASE("of two hosts that clear one path at once only one goes on") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "admin.sock";
  leave_socket(path);
  const Descriptor other(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(::flock(other.get(), LOCK_EX) == 0);
  CHECK(problem(at(path)).find("holds a lock on its folder") != std::string::npos);
  CHECK(fs::exists(path));
}

TEST_CASE("a user's own entry counts before those of groups, of which the strongest does") {
  Peers peers;
  peers.users = {{7, PeerRole::viewer}};
  peers.groups = {{70, PeerRole::viewer}, {71, PeerRole::operates}};
  const uint32_t both[] = {70, 71};
  const uint32_t weak[] = {70, 99};
  const uint32_t none[] = {99};
  CHECK(role_of(peers, 7, both) == PeerRole::viewer);
  CHECK(role_of(peers, 8, both) == PeerRole::operates);
  CHECK(role_of(peers, 8, weak) == PeerRole::viewer);
  CHECK(role_of(peers, 8, none) == PeerRole::stranger);
  CHECK(role_of(peers, 0, none) == PeerRole::stranger);  // root is nobody special
}

TEST_CASE("the kernel says who has connected") {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  const Descriptor here(ends[0]);
  const Descriptor there(ends[1]);
  Peers peers;
  CHECK(identify(here.get(), peers).user == "uid " + std::to_string(::geteuid()));
  peers.names[::geteuid()] = "ada";
  peers.groups[::getegid()] = PeerRole::viewer;
  CHECK(identify(here.get(), peers).user == "ada");
  CHECK(identify(here.get(), peers).role == PeerRole::viewer);
}

TEST_CASE("who may call what by a socket") {
  Door door;
  door.peers = std::make_shared<const Peers>();
  Door with_token = door;
  with_token.token = "s3cret";
  const auto caller = [](PeerRole role, bool reads, bool forwarded = false,
                         std::string_view authorization = "") {
    return Caller{true, forwarded, authorization, "localhost", role, reads};
  };
  constexpr auto stranger = PeerRole::stranger;
  constexpr auto viewer = PeerRole::viewer;
  constexpr auto operates = PeerRole::operates;
  const struct {
    const char* name;
    Access route;
    Caller who;
    uint32_t status;
    bool has_key;
  } cases[] = {
      {"a stranger the safe direction", Access::safe, caller(stranger, false), 0, false},
      {"a viewer the safe direction", Access::safe, caller(viewer, false), 0, true},
      {"an operator the safe direction", Access::safe, caller(operates, false), 0, true},
      {"a stranger nothing else", Access::admin, caller(stranger, true), 403, false},
      {"a viewer reads", Access::admin, caller(viewer, true), 0, true},
      {"a viewer changes nothing", Access::admin, caller(viewer, false), 403, false},
      {"an operator all", Access::admin, caller(operates, false), 0, true},
      {"no proxy for its user", Access::admin, caller(operates, false, true), 403, false},
      {"not even the safe direction", Access::safe, caller(operates, false, true), 403, false},
      {"a wrong token", Access::admin, caller(operates, false, false, "Bearer no"), 401, false},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    const Decision decision = decide(c.route, c.who, door);
    CHECK(decision.status == c.status);
    CHECK(decision.has_key == c.has_key);
    CHECK_FALSE(decision.has_token);
  }
  for (const bool forwarded : {false, true}) {
    const Decision decision =
        decide(Access::admin, caller(stranger, false, forwarded, "Bearer s3cret"), with_token);
    CHECK(decision.status == 0);
    CHECK(decision.has_token);
  }
}
