// The users of this machine who connect by a socket in the file system: who they are, as the kernel
// says (SO_PEERCRED), and what the listener lets them do.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace spark::http {

enum class PeerRole : uint8_t {
  stranger,  // the safe direction only, like everybody on this machine
  viewer,    // reads admin routes
  operates   // what the credential allows
};

// By the system's numbers, looked up when the listener was opened, since a directory service may
// take long to answer. Constant from then on.
struct Peers {
  std::map<uint32_t, std::string> names;  // of users
  std::map<uint32_t, PeerRole> users;
  std::map<uint32_t, PeerRole> groups;
};

// A user's own entry counts, else the strongest of those of the user's groups. Pure.
[[nodiscard]] PeerRole role_of(const Peers& peers, uint32_t user, std::span<const uint32_t> groups);

struct LocalPeer {
  std::string user;  // a name, or "uid 1001" of a user without a name
  PeerRole role = PeerRole::stranger;
};

// Who connected to that socket, at the time of connecting. Never waits. [worker]
[[nodiscard]] LocalPeer identify(int socket, const Peers& peers);

}  // namespace spark::http
