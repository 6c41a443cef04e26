// listeners: where the host is reached, and who may do what there.
#include <arpa/inet.h>

#include <algorithm>
#include <limits>

#include "config/decode.h"
#include "config/keys.h"
#include "config/origin.h"

namespace spark::config {
namespace {

constexpr const char* address_default =
    "127.0.0.1";  // a host must be told before it answers strangers

bool is_numeric_address(const std::string& text) {
  in6_addr room{};  // large enough for both
  return inet_pton(AF_INET, text.c_str(), &room) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &room) == 1;
}

std::string decode_address(const std::optional<Cursor>& cursor) {
  if (!cursor) return address_default;
  if (cursor->node().kind == Kind::scalar && is_numeric_address(cursor->node().text)) {
    return cursor->node().text;
  }
  cursor->fail_expected("a numeric address such as 127.0.0.1, 0.0.0.0 or ::1");
  return address_default;
}

std::optional<Access> decode_access(const std::optional<Cursor>& cursor) {
  if (!cursor) return Access::open;
  const auto word = cursor->word(*listener_keys.find("access"));
  if (!word) return std::nullopt;
  return *word == "admin" ? Access::admin : *word == "safe" ? Access::safe : Access::open;
}

std::vector<std::string> decode_cors(const Cursor& cursor) {
  std::vector<std::string> origins;
  const auto& items = cursor.node().items;
  if (cursor.node().kind != Kind::list) {
    cursor.fail_expected("a list of origins such as [https://console.example]");
  } else if (items.size() > cors_origins_max) {
    cursor.fail("at most " + std::to_string(cors_origins_max) + " origins");
  } else {
    for (size_t i = 0; i < items.size(); ++i) {
      auto origin = cursor.item(i).parsed(parse_origin, origin_expected, false);
      if (origin) origins.push_back(std::move(*origin));
    }
  }
  return origins;
}

void decode_place(const Entry& entry, MapReader& map, Listener& listener) {
  listener.address = decode_address(map.find("address"));
  if (const auto port = map.find("port")) {
    constexpr int64_t port_max = std::numeric_limits<uint16_t>::max();
    listener.port = static_cast<uint16_t>(port->whole(0, port_max).value_or(0));
  } else if (map.is_map()) {
    entry.value.fail("missing key 'port'");
  }
}

// No browser and no other machine reaches a socket.
void refuse_beside_socket(MapReader& map) {
  for (const char* name : {"address", "port", "cors", "forwarded"})
    if (const auto other = map.find(name)) other->fail("a listener with a socket has no such key");
}

Listener decode_listener(const Entry& entry, const Folders& folders) {
  Listener listener;
  listener.name = entry.name;
  listener.place = entry.place;
  MapReader map(entry.value, listener_keys);
  listener.socket = decode_socket(map, folders);
  const auto written_access = map.find("access");
  if (listener.socket) {
    refuse_beside_socket(map);
    if (written_access && decode_access(written_access) != Access::admin)
      written_access->fail("a socket is for operators: its access is admin");
  } else {
    decode_place(entry, map, listener);
  }
  const std::optional<Access> access =
      listener.socket ? Access::admin : decode_access(written_access);
  listener.access =
      access.value_or(Access::admin);  // unreadable: the strict one, for the checks below
  if (listener.access == Access::admin && !listener.socket)
    listener.token_file = folders.state / (entry.name + ".token");
  if (const auto token_file = map.find("token_file")) {
    if (access == Access::open) {
      token_file->fail("only a listener with access: admin or access: safe has a token_file");
    } else if (const auto path = token_file->path_from(folders.config)) {
      listener.token_file = *path;
    }
  }
  if (const auto cors = map.find("cors")) listener.cors = decode_cors(*cors);
  if (const auto forwarded = map.find("forwarded"))
    listener.trusts_forwarded = forwarded->word(*listener_keys.find("forwarded")) == "ignore";
  map.refuse_others();
  return listener;
}

}  // namespace

std::vector<Listener> decode_listeners(const Cursor& cursor, const Folders& folders) {
  std::vector<Listener> listeners;
  read_named(cursor, "listener", listeners_max,
             [&](const Entry& entry) { listeners.push_back(decode_listener(entry, folders)); });
  if (cursor.node().kind == Kind::map && listeners.empty()) {
    cursor.fail("expected at least one listener");
  }
  return listeners;
}

}  // namespace spark::config
