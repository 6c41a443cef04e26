#include "admin/peer_names.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace spark::admin {
namespace {

using base::Error;
using base::Result;

constexpr const char* users_file = "/etc/passwd";

// Names may be numbers: of a user that only other machines have a name for.
std::optional<uint32_t> number_in(const std::string& name) {
  const bool is_number =
      !name.empty() && name.size() <= 9 &&
      std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? std::optional(static_cast<uint32_t>(std::stoul(name))) : std::nullopt;
}

// The main thread is the only one that asks, so the calls that are not for many threads will do.
Result<uint32_t> user_number(const std::string& name) {
  if (const passwd* const user = ::getpwnam(name.c_str())) return uint32_t{user->pw_uid};
  if (const auto number = number_in(name)) return *number;
  return Error("peers: this machine has no user '" + name + "'");
}

Result<uint32_t> group_number(const std::string& name, const char* key) {
  if (const group* const found = ::getgrnam(name.c_str())) return uint32_t{found->gr_gid};
  if (const auto number = number_in(name)) return *number;
  return Error(std::string(key) + ": this machine has no group '" + name + "'");
}

// Users of a directory service are known if the table names them or one of its groups lists them.
void name_members(const std::string& group_name, http::Peers& peers) {
  const group* const found = ::getgrnam(group_name.c_str());
  if (found == nullptr) return;
  std::vector<std::string> members;
  for (char** member = found->gr_mem; *member != nullptr; ++member) members.emplace_back(*member);
  for (const std::string& member : members)
    if (const auto number = user_number(member)) peers.names.emplace(*number, member);
}

void name_local_users(http::Peers& peers) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(users_file, "re"),
                                                             std::fclose);
  if (file == nullptr) return;
  while (const passwd* const user = ::fgetpwent(file.get()))
    peers.names.emplace(user->pw_uid, user->pw_name);
}

http::PeerRole role_of(config::PeerRole role) {
  return role == config::PeerRole::operates ? http::PeerRole::operates : http::PeerRole::viewer;
}

Result<void> fill(const config::PeerTable& table, http::Peers& peers) {
  for (const auto& [name, role] : table.users) {
    const auto number = user_number(name);
    if (!number) return number.error();
    peers.users[*number] = role_of(role);
    if (!number_in(name)) peers.names[*number] = name;
  }
  for (const auto& [name, role] : table.groups) {
    const auto number = group_number(name, "peers");
    if (!number) return number.error();
    peers.groups[*number] = role_of(role);
    name_members(name, peers);
  }
  return {};
}

}  // namespace

Result<http::LocalSocket> local_socket(const config::Socket& socket) {
  http::LocalSocket local{socket.path, socket.mode, {}, {}};
  if (!socket.group.empty()) {
    const auto number = group_number(socket.group, "group");
    if (!number) return number.error();
    local.group = *number;
  }
  if (socket.peers) {
    if (const auto filled = fill(*socket.peers, local.peers); !filled) return filled.error();
  } else {  // both may read the host's credential anyway
    local.peers.users = {{0, http::PeerRole::operates}, {::geteuid(), http::PeerRole::operates}};
  }
  name_local_users(local.peers);
  return local;
}

}  // namespace spark::admin
