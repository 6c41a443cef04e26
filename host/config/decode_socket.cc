// listeners.<name>.socket: a listener for operators in the file system.
#include <algorithm>

#include "config/decode.h"
#include "config/keys.h"

namespace spark::config {
namespace {

constexpr size_t socket_path_bytes_max = 107;  // what the system allows
constexpr const char* mode_expected = "the mode of a file as for chmod, such as 0660 or 0600";

uint32_t decode_mode(const Cursor& cursor, uint32_t fallback) {
  const std::string& text = cursor.node().text;
  const bool is_octal =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '7'; });
  const bool is_mode = cursor.node().kind == Kind::scalar && is_octal &&
                       (text.size() == 3 || (text.size() == 4 && text[0] == '0'));
  if (is_mode) return static_cast<uint32_t>(std::stoul(text, nullptr, 8));
  cursor.fail_expected(mode_expected);
  return fallback;
}

PeerRoles decode_roles(const Cursor& cursor, const Key& key) {
  PeerRoles roles;
  if (cursor.node().kind != Kind::map) {
    cursor.fail_expected("a map such as {ada: operator, ben: viewer}");
    return roles;
  }
  if (cursor.node().entries.size() > peers_max) {
    cursor.fail("at most " + std::to_string(peers_max) + " names");
    return roles;
  }
  for (const auto& [name, value] : cursor.node().entries) {
    const auto word = cursor.child(name.text, value).word(key);
    if (word)
      roles.emplace_back(name.text, *word == "viewer" ? PeerRole::viewer : PeerRole::operates);
  }
  return roles;
}

PeerTable decode_peers(const Cursor& cursor) {
  PeerTable peers;
  MapReader map(cursor, peers_keys);
  if (const auto users = map.find("users"))
    peers.users = decode_roles(*users, *peers_keys.find("users"));
  if (const auto groups = map.find("groups"))
    peers.groups = decode_roles(*groups, *peers_keys.find("groups"));
  map.refuse_others();
  return peers;
}

}  // namespace

std::optional<Socket> decode_socket(MapReader& map, const Folders& folders) {
  const auto path = map.find("socket");
  const auto mode = map.find("mode");
  const auto group = map.find("group");
  const auto peers = map.find("peers");
  if (!path) {
    for (const auto& other : {mode, group, peers})
      if (other) other->fail("only a listener with a socket has this key");
    return std::nullopt;
  }
  Socket socket;
  if (const auto at = path->path_from(folders.config)) socket.path = at->lexically_normal();
  if (socket.path.native().size() > socket_path_bytes_max)
    path->fail("the path of a socket has at most " + std::to_string(socket_path_bytes_max) +
               " bytes, this one has " + std::to_string(socket.path.native().size()));
  if (mode) socket.mode = decode_mode(*mode, socket.mode);
  if (group) socket.group = group->text("the name of a group").value_or("");
  if (peers) socket.peers = decode_peers(*peers);
  return socket;
}

}  // namespace spark::config
