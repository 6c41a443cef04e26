#include "ctl/tools.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "base/descriptor.h"
#include "spark/tool/listener.h"
#include "spark/tool/state_folders.h"

namespace spark::ctl {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = "spark-";
constexpr int describe_timeout_ms = 2'000;
constexpr size_t line_bytes_max = 200;

// Reads until the end of the stream, a full line's worth, or the deadline.
std::string read_some_text(int from) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(describe_timeout_ms);
  std::string text;
  while (text.size() < line_bytes_max) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd polled{from, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&polled, 1, static_cast<int>(left.count())) <= 0) break;
    std::array<char, line_bytes_max> buffer;
    const ssize_t count = base::read_some(from, buffer);
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<size_t>(count));
  }
  return text.substr(0, std::min(text.find('\n'), line_bytes_max));
}

// Starts `path --describe` with its output going to `output`; -1 if that fails.
pid_t start_describe(const std::string& path, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string name = path;
  std::string flag = "--describe";
  char* const arguments[] = {name.data(), flag.data(), nullptr};
  pid_t child = -1;
  if (posix_spawn(&child, path.c_str(), &actions, nullptr, arguments, environ) != 0) child = -1;
  posix_spawn_file_actions_destroy(&actions);
  return child;
}

}  // namespace

fs::path tools_folder() {
  return (tool::program_folder() / "../libexec/spark").lexically_normal();
}

fs::path plugins_folder() {
  return (tool::program_folder() / "../lib/spark/plugins").lexically_normal();
}

std::vector<Tool> list_tools(const fs::path& folder) {
  std::vector<Tool> tools;
  std::error_code code;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
    const std::string name = at->path().filename().string();
    const bool named = name.starts_with(prefix) && name.size() > prefix.size();
    if (!named || !at->is_regular_file(code) || ::access(at->path().c_str(), X_OK) != 0) continue;
    tools.push_back({name.substr(prefix.size()), at->path()});
  }
  std::sort(tools.begin(), tools.end(),
            [](const Tool& a, const Tool& b) { return a.verb < b.verb; });
  return tools;
}

std::string words_of(const Tool& tool) {
  std::string words = tool.verb;
  if (const size_t first = words.find('-'); first != std::string::npos) words[first] = ' ';
  return words;
}

std::vector<std::string> with_tool_verb(
    std::vector<std::string> arguments, const std::vector<Tool>& tools,
    const std::function<bool(const std::string&)>& takes_value) {
  size_t first = 0;
  while (first < arguments.size() && arguments[first].starts_with('-')) {
    first += takes_value(arguments[first]) ? 2 : 1;
  }
  if (first + 1 >= arguments.size()) return arguments;
  const std::string verb = arguments[first] + "-" + arguments[first + 1];
  const bool is_tool =
      std::any_of(tools.begin(), tools.end(), [&](const Tool& tool) { return tool.verb == verb; });
  if (is_tool) {
    arguments[first] = verb;
    arguments.erase(arguments.begin() + static_cast<ptrdiff_t>(first) + 1);
  }
  return arguments;
}

std::string describe(const Tool& tool) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "";
  const base::Descriptor output(ends[0]);
  base::Descriptor input(ends[1]);
  const pid_t child = start_describe(tool.path.string(), input.get());
  input.close();
  std::string line;
  if (child > 0) {
    line = read_some_text(output.get());
    ::kill(child, SIGKILL);  // ended or hung; a child that was not waited for keeps its number
    ::waitpid(child, nullptr, 0);
  }
  return line;
}

tool::Error become(const Tool& tool, const std::vector<std::string>& arguments,
                   const Options& options) {
  if (!options.admin.empty()) ::setenv("SPARK_ADMIN", options.admin.c_str(), 1);
  if (!options.token_file.empty()) ::setenv("SPARK_TOKEN_FILE", options.token_file.c_str(), 1);
  if (!options.state_dir.empty())
    ::setenv("SPARK_STATE_DIR", fs::absolute(options.state_dir).c_str(), 1);
  for (const auto& [name, url] : options.listeners)
    ::setenv(tool::listener_variable(name).c_str(), url.c_str(), 1);

  std::vector<std::string> texts{tool.path.string()};
  if (options.json) texts.emplace_back("--json");
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  ::execv(pointers[0], pointers.data());
  return tool::Error{tool::Exit::failed,
                     tool.path.string() + ": cannot be run: " + std::strerror(errno)};
}

}  // namespace spark::ctl
