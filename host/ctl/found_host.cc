#include "ctl/found_host.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

#include "spark/tool/json.h"
#include "spark/tool/state_folders.h"
#include "spark/tool/terminal.h"

namespace spark::ctl {

namespace fs = std::filesystem;
namespace json = tool::json;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

constexpr const char* name_another = "name the host with --admin and --token-file";

// A host that another user runs has an id that cannot be signalled, but it is there.
bool is_running(int64_t pid) {
  return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno != ESRCH;
}

std::string reachable(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

Error unreadable(const fs::path& file, int code) {
  return Error{Exit::usage, file.string() + ": " + std::strerror(code) +
                                "; run sparkctl as the user that sparkd runs as, or " +
                                name_another};
}

}  // namespace

Result<FoundHost> read_run_file(const fs::path& state_dir, std::string_view text) {
  const fs::path file = state_dir / "run.json";
  const Result<json::value> run = tool::parse_json(text, file.string());
  if (!run) return Error{Exit::usage, run.error().text};
  const double pid = tool::number(*run, "pid").value_or(0);
  const bool is_pid = pid >= 1 && pid <= std::numeric_limits<pid_t>::max();
  FoundHost host{state_dir, is_pid ? static_cast<int64_t>(pid) : 0, {}, "", {}};
  const json::value* listeners = tool::find(*run, "listeners");
  const json::object none;
  for (const auto& member :
       listeners != nullptr && listeners->is_object() ? listeners->get_object() : none) {
    const std::string access = tool::raw(member.value(), "access");
    const bool is_admin = access.empty() ? member.key() == "admin" : access == "admin";
    const double port = tool::number(member.value(), "port").value_or(0);
    const std::string address = tool::raw(member.value(), "address");
    const std::string socket = tool::raw(member.value(), "socket");
    if (!socket.empty() && host.admin.port == 0 && host.admin.socket.empty()) {
      const Result<tool::Address> there = tool::parse_url("unix:" + socket);
      if (!there) continue;
      host.admin = *there;
      host.token_file = tool::raw(member.value(), "token_file");
    }
    if (!socket.empty()) continue;
    if (!(port >= 1 && port <= 65'535) || !tool::is_numeric(address)) continue;
    const tool::Address at{reachable(address), static_cast<uint16_t>(port)};
    host.listeners.emplace(member.key(), at);
    if (!is_admin || host.admin.port != 0 || !host.admin.socket.empty()) continue;
    host.admin = at;
    host.token_file = tool::raw(member.value(), "token_file");
  }
  if (host.pid == 0 || (host.admin.port == 0 && host.admin.socket.empty())) {
    return Error{Exit::usage, file.string() +
                                  ": expected what sparkd writes, with its pid and a listener of "
                                  "admin access; " +
                                  name_another};
  }
  if (host.token_file.empty()) host.token_file = (state_dir / "admin.token").string();
  return host;
}

Result<std::optional<FoundHost>> host_of(const fs::path& state_dir, bool is_trusted) {
  const fs::path file = state_dir / "run.json";
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<FoundHost>();
    return unreadable(file, errno);
  }
  if (!is_trusted && about.st_uid != ::geteuid() && about.st_uid != 0) {
    return Error{Exit::usage, file.string() + " is the file of user " +
                                  std::to_string(about.st_uid) +
                                  ", not yours, and would say where your credential goes; if that "
                                  "is right, say --state-dir " +
                                  state_dir.string() + ", else " + name_another};
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unreadable(file, errno);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  Result<FoundHost> host = read_run_file(state_dir, text);
  if (!host) return host.error();
  if (!is_running(host->pid)) {
    return Error{Exit::unreachable, "the host that wrote " + file.string() + " (process " +
                                        std::to_string(host->pid) +
                                        ") has ended; start it again, or name another one with "
                                        "--admin or --state-dir"};
  }
  return std::optional<FoundHost>(std::move(*host));
}

Result<std::optional<FoundHost>> find_host(const fs::path& named) {
  if (!named.empty()) {
    auto host = host_of(named, true);
    if (host && !*host) {
      return Error{Exit::unreachable, "no host runs with the state folder " + named.string() +
                                          ": a host that serves has its run.json there"};
    }
    return host;
  }
  for (const fs::path& folder : tool::state_folders()) {
    if (!tool::is_state_folder(folder)) continue;
    return host_of(folder, false);
  }
  return std::optional<FoundHost>();
}

void tell_apart(const FoundHost& found) {
  std::string others;
  for (const fs::path& folder : tool::state_folders()) {
    if (folder == found.state_dir || !tool::is_state_folder(folder)) continue;
    const auto other = host_of(folder, false);
    if (!other || !*other || (*other)->pid == found.pid) continue;
    others += (others.empty() ? "" : ", ") + (*other)->admin.text() + " (" + folder.string() + ")";
  }
  if (others.empty()) return;
  tool::put(stderr, "sparkctl: asking " + found.admin.text() + " (" + found.state_dir.string() +
                        ", the nearest); also running: " + others + ", which --state-dir names\n");
}

}  // namespace spark::ctl
