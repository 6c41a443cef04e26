#include "http/peers.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace spark::http {
namespace {

// The kernel allows 65,536 groups a process.
std::vector<uint32_t> groups_of(int socket) {
  std::vector<uint32_t> groups(32);
  for (int tries = 0; tries < 2; ++tries) {
    auto bytes = static_cast<socklen_t>(groups.size() * sizeof groups.front());
    const int got = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes);
    if (got != 0 && errno != ERANGE) break;
    groups.resize(bytes / sizeof groups.front());
    if (got == 0) return groups;
  }
  return {};
}

}  // namespace

PeerRole role_of(const Peers& peers, uint32_t user, std::span<const uint32_t> groups) {
  if (const auto own = peers.users.find(user); own != peers.users.end()) return own->second;
  PeerRole strongest = PeerRole::stranger;
  for (const uint32_t group : groups) {
    const auto entry = peers.groups.find(group);
    if (entry != peers.groups.end()) strongest = std::max(strongest, entry->second);
  }
  return strongest;
}

LocalPeer identify(int socket, const Peers& peers) {
  ucred who{};
  socklen_t bytes = sizeof who;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &bytes) != 0)
    return {"unknown", PeerRole::stranger};
  std::vector<uint32_t> groups = groups_of(socket);
  groups.push_back(who.gid);
  const auto name = peers.names.find(who.uid);
  return {name != peers.names.end() ? name->second : "uid " + std::to_string(who.uid),
          role_of(peers, who.uid, groups)};
}

}  // namespace spark::http
