#include "skew_export.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <memory>
#include <utility>

#include "spark/tool/json.h"
#include "spark/tool/state_folders.h"

namespace spark::skew {

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

// What sparkctl prints as JSON.
Result<tool::json::value> ask(const std::string& state_dir, const std::vector<std::string>& words) {
  std::string text;
  const Result<void> done = run_sparkctl(state_dir, words, [&](std::string_view piece) {
    text += piece;
    return Result<void>();
  });
  if (!done) return done.error();
  return tool::parse_json(text, "sparkctl " + words[0]);
}

int64_t whole(const tool::json::value& value, std::string_view path) {
  return static_cast<int64_t>(tool::number(value, path).value_or(0));
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

Result<std::vector<std::string>> recorder_logs(const std::string& state_dir) {
  const Result<tool::json::value> read = ask(state_dir, {"rows", "list", "--json"});
  if (!read) return read.error();
  std::vector<std::string> names;
  for (const auto& log : tool::items(*read, "logs"))
    if (std::string name = tool::raw(log, "name"); name.starts_with("recorder."))
      names.push_back(std::move(name));
  return names;
}

Result<std::vector<Loss>> recorded_losses(const std::string& state_dir) {
  const Result<tool::json::value> read =
      ask(state_dir, {"evidence", "list", "--last", "10000", "--json"});
  if (!read) return read.error();
  std::vector<Loss> losses;
  for (const auto& record : tool::items(*read, "records")) {
    if (tool::raw(record, "action") != "recorder.losses") continue;
    const Result<tool::json::value> detail =
        tool::parse_json(tool::raw(record, "detail"), "a record of losses");
    if (!detail) return detail.error();
    losses.push_back({"recorder." + tool::raw(record, "object"), whole(*detail, "since_utc_ms"),
                      whole(*detail, "to_utc_ms"), whole(*detail, "dropped")});
  }
  return losses;
}

Result<std::string> digest_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest(EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free);
  bool is_well = in && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1;
  std::array<char, 64 * 1024> buffer;
  while (is_well && !in.eof()) {
    in.read(buffer.data(), buffer.size());
    is_well = !in.bad() &&
              EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<size_t>(in.gcount())) == 1;
  }
  std::array<unsigned char, 32> bytes;
  if (!is_well || EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr) != 1)
    return Error{Exit::usage, file + ": cannot be read"};
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4U];
    hex += "0123456789abcdef"[byte & 15U];
  }
  return hex;
}

}  // namespace spark::skew
