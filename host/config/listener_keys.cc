// The keys of listeners, among them those of a socket for operators.
#include <array>

#include "config/keys.h"

namespace spark::config {
namespace {

constexpr std::array<std::string_view, 2> forwardings = {"key", "ignore"};
constexpr std::array<std::string_view, 3> accesses = {"open", "safe", "admin"};

constexpr std::array<std::string_view, 2> roles = {"viewer", "operator"};

constexpr Key peers_table[] = {
    {.name = "users",
     .shape = Shape::ranks,
     .doc = "By name: viewer reads, operator may all that the credential may",
     .words = roles},
    {.name = "groups",
     .shape = Shape::ranks,
     .doc = "The same for the members of a group; a user's own entry goes before",
     .words = roles},
};

constexpr Key listener_table[] = {
    {.name = "address",
     .shape = Shape::address,
     .doc = "A numeric address; 127.0.0.1 unless given"},
    {.name = "port",
     .shape = Shape::whole,
     .doc = "0 takes any free port, which the host prints; needed unless there is a socket",
     .max = 65535},
    {.name = "access",
     .shape = Shape::word,
     .doc = "Who may use the listener's own routes; open unless given",
     .words = accesses},
    {.name = "token_file",
     .shape = Shape::path,
     .doc = "Where the credential lies; made if it is missing"},
    {.name = "cors",
     .shape = Shape::origins,
     .doc = "Origins whose pages may call in a browser; none unless given"},
    {.name = "forwarded",
     .shape = Shape::word,
     .doc = "What a proxy on this machine passes on needs the token on safe routes (key, unless "
            "given), or counts as the proxy's own (ignore)",
     .words = forwardings},
    {.name = "socket",
     .shape = Shape::path,
     .doc = "A socket in the file system instead of address and port, for operators alone: users "
            "of this machine are known by their names"},
    {.name = "mode",
     .shape = Shape::mode,
     .doc = "Who may connect to the socket, as for chmod; 0660 unless given"},
    {.name = "group",
     .shape = Shape::text,
     .doc = "The group that the socket's file gets; this process's unless given"},
    {.name = "peers",
     .shape = Shape::table,
     .doc = "Who may do what by the socket; unless given, this process's user and root operate",
     .inner = &peers_keys},
};
constexpr Retired listener_retired[] = {
    {"host", "write `address`"},
};

}  // namespace

constinit const Keys peers_keys{"a map such as {users: {ada: operator}, groups: {desk: viewer}}",
                                peers_table};
constinit const Keys listener_keys{"a map such as {address: 127.0.0.1, port: 4001}", listener_table,
                                   listener_retired};

}  // namespace spark::config
