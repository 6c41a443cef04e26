// The host that a command speaks to if the user names no address: the one that runs with the state
// folder that is found, as the folder's run.json says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "spark/tool/address.h"
#include "spark/tool/result.h"

namespace spark::ctl {

struct FoundHost {
  std::filesystem::path state_dir;
  int64_t pid = 0;
  tool::Address admin;                             // that can be connected to
  std::string token_file;                          // that the host asks for
  std::map<std::string, tool::Address> listeners;  // all of them, by name
};

// What `text`, the run.json of that folder, says. The admin listener is the first one with admin
// access, or the one called admin. An address that means "any" is this machine's loopback. Pure.
[[nodiscard]] tool::Result<FoundHost> read_run_file(const std::filesystem::path& state_dir,
                                                    std::string_view text);

// The host that runs with that state folder; nothing if the folder has no run.json. Errors: the
// file cannot be read; it is another user's (unless `is_trusted`: its writer says where the
// credential goes); the host that wrote it has ended.
[[nodiscard]] tool::Result<std::optional<FoundHost>> host_of(const std::filesystem::path& state_dir,
                                                             bool is_trusted);

// The host of the state folder `named`, if not empty, which must run. Otherwise the host of the
// nearest state folder (tool::state_folders()); nothing if none is found, or if it has no run.json.
[[nodiscard]] tool::Result<std::optional<FoundHost>> find_host(const std::filesystem::path& named);

// If further hosts run with state folders that are farther away, says on standard error which one
// is asked. For a host that was found, not named.
void tell_apart(const FoundHost& found);

}  // namespace spark::ctl
