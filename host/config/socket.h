// A listener's socket in the file system, as the configuration says. Names of users and groups are
// looked up when the listener is opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spark::config {

enum class PeerRole { viewer, operates };

using PeerRoles = std::vector<std::pair<std::string, PeerRole>>;

struct PeerTable {
  PeerRoles users;
  PeerRoles groups;

  friend bool operator==(const PeerTable&, const PeerTable&) = default;
};

inline constexpr size_t peers_max = 256;  // users, and as many groups

struct Socket {
  std::filesystem::path path;  // absolute
  uint32_t mode = 0660;
  std::string group;               // "": this process's
  std::optional<PeerTable> peers;  // nothing: this process's user and root operate

  friend bool operator==(const Socket&, const Socket&) = default;
};

}  // namespace spark::config
