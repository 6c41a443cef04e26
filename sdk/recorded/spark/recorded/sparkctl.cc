#include "spark/recorded/sparkctl.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <utility>

#include "spark/tool/state_folders.h"

namespace spark::recorded {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

// A program whose output is read; killed if it has not ended.
class Child {
 public:
  static Result<Child> start(std::vector<std::string> words) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return failure("a pipe");
    Child child;
    child.output_ = ends[0];
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int code =
        posix_spawn(&child.pid_, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (code == 0) return child;
    child.pid_ = -1;
    errno = code;
    return failure(words[0]);
  }
  Child(Child&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), output_(std::exchange(other.output_, -1)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (output_ >= 0) ::close(output_);
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  // Empty at the end.
  Result<std::string_view> read() {
    for (;;) {
      const ssize_t size = ::read(output_, buffer_->data(), buffer_->size());
      if (size >= 0) return std::string_view(buffer_->data(), static_cast<size_t>(size));
      if (errno != EINTR) return failure("the output of sparkctl");
    }
  }
  // Its exit code; -1 if a signal ended it.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  Child() = default;
  static Error failure(const std::string& what) {
    return {Exit::failed, what + ": " + std::strerror(errno)};
  }

  pid_t pid_ = -1;
  int output_ = -1;
  std::unique_ptr<std::array<char, 64 * 1024>> buffer_ =
      std::make_unique<std::array<char, 64 * 1024>>();
};

Exit exit_of(int code) {
  const bool is_known =
      code >= static_cast<int>(Exit::failed) && code <= static_cast<int>(Exit::unreachable);
  return is_known ? static_cast<Exit>(code) : Exit::failed;
}

}  // namespace

Result<void> run_sparkctl(const std::string& state_dir, const std::vector<std::string>& words,
                          const std::function<Result<void>(std::string_view)>& take) {
  std::vector<std::string> all{
      (tool::program_folder() / "../../bin/sparkctl").lexically_normal().string()};
  if (!state_dir.empty()) all.insert(all.end(), {"--state-dir", state_dir});
  all.insert(all.end(), words.begin(), words.end());
  Result<Child> child = Child::start(all);
  if (!child) return child.error();
  for (;;) {
    const Result<std::string_view> text = child->read();
    if (!text) return text.error();
    if (text->empty()) break;
    if (Result<void> taken = take(*text); !taken) return taken;
  }
  if (const int code = child->wait(); code != 0)
    return Error{exit_of(code), "sparkctl " + words[0] + " " + words[1] + " has failed"};
  return {};
}

Result<tool::json::value> ask_sparkctl(const std::string& state_dir,
                                       const std::vector<std::string>& words) {
  std::string text;
  const Result<void> done = run_sparkctl(state_dir, words, [&](std::string_view piece) {
    text += piece;
    return Result<void>();
  });
  if (!done) return done.error();
  return tool::parse_json(text, "sparkctl " + words[0]);
}

Result<std::vector<std::string>> recorder_logs(const std::string& state_dir,
                                               const std::string& archive) {
  std::vector<std::string> words = {"rows", "list", "--json"};
  if (!archive.empty()) words.insert(words.end(), {"--archive", archive});
  const Result<tool::json::value> read = ask_sparkctl(state_dir, words);
  if (!read) return read.error();
  std::vector<std::string> names;
  for (const auto& log : tool::items(*read, "logs"))
    if (std::string name = tool::raw(log, "name"); name.starts_with("recorder."))
      names.push_back(std::move(name));
  return names;
}

}  // namespace spark::recorded
