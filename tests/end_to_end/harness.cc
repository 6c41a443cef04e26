// Starting, asking and ending sparkd.
#include "end_to_end/harness.h"
#include "base/descriptor.h"
#include "support/file_text.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace spark::test {
namespace {

constexpr auto start_wait_max = std::chrono::seconds(60);  // sanitizer builds on a loaded machine

pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& output) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::unsetenv("ML_PORT");
  ::unsetenv("ML_HOST");
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int signal_of(int status) {
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

double ms_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

Ended end_of(pid_t pid, const std::filesystem::path& output) {
  int status = 0;
  rusage used{};
  ::wait4(pid, &status, 0, &used);
  return {exit_code_of(status), read_file(output), ms_of(used.ru_utime) + ms_of(used.ru_stime),
          signal_of(status)};
}

// One request, and all that comes until the host has ended the connection: by then everything that
// it does after the answer is done, so that whoever reads series next finds this request in them.
std::string last_words(uint16_t port, const std::string& request) {
  const base::Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval wait{.tv_sec = 60, .tv_usec = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  std::string answer;
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(request.size())) {
    char bytes[16'384];
    for (ssize_t got = 0; (got = ::recv(socket.get(), bytes, sizeof bytes, 0)) > 0;)
      answer.append(bytes, static_cast<size_t>(got));
  }
  return answer;
}

}  // namespace

Ended run(const std::vector<std::string>& command) {
  TemporaryFolder folder;
  const auto output = folder.path() / "output";
  return end_of(spawn(command, output), output);
}

Ended run_and_kill(const std::vector<std::string>& command, std::chrono::microseconds after) {
  TemporaryFolder folder;
  const auto output = folder.path() / "output";
  const pid_t pid = spawn(command, output);
  std::this_thread::sleep_for(after);
  ::kill(pid, SIGKILL);
  return end_of(pid, output);
}

std::filesystem::path binary(std::string_view name) {
  return std::filesystem::path(SPARK_BUILD_DIR) / "bin" / name;
}

std::filesystem::path source(std::string_view relative) {
  return std::filesystem::path(SPARK_SOURCE_DIR) / relative;
}

std::vector<std::string> sparkd_command(const std::vector<std::string>& overrides,
                                        const std::filesystem::path& config,
                                        const std::filesystem::path& state_dir) {
  std::vector<std::string> command = {
      binary("sparkd").string(), "--config",
      (config.empty() ? source("configs/executor.yaml") : config).string()};
  const auto set = [&](const std::string& value) {
    command.push_back("--set");
    command.push_back(value);
  };
  for (const char* listener : {"executor", "ml-engine", "admin"}) {
    set(std::string("listeners.") + listener + ".port=0");
  }
  set("listeners.admin.token_file=" + (state_dir / "admin.token").string());
  set("state_dir=" + state_dir.string());
  for (const auto& value : overrides) set(value);
  return command;
}

Sparkd::Sparkd(const std::vector<std::string>& overrides, const std::filesystem::path& config,
               const std::filesystem::path& state_dir)
    : state_dir_(state_dir.empty() ? folder_.path() / "state" : state_dir),
      log_(folder_.path() / "log") {
  const auto run_file = state_dir_ / "run.json";
  std::filesystem::remove(run_file);  // of one that was killed
  pid_ = spawn(sparkd_command(overrides, config, state_dir_), log_);

  const auto deadline = std::chrono::steady_clock::now() + start_wait_max;
  while (!std::filesystem::exists(run_file)) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("sparkd ended: " + read_file(log_));
    }
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("sparkd does not serve: " + read_file(log_));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const auto run = boost::json::parse(read_file(run_file));
  for (const auto& [name, listener] : run.at("listeners").as_object()) {
    ports_[std::string(name)] = static_cast<uint16_t>(listener.at("port").as_int64());
  }
}

Sparkd::~Sparkd() {
  if (pid_ >= 0) {
    // Twice: at once, and by the ordinary way out, where a sanitizer looks for leaks.
    ::kill(pid_, SIGTERM);
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  const std::string log = read_file(log_);
  for (const char* report : {"Sanitizer", "runtime error:"}) {
    if (log.find(report) == std::string::npos) continue;
    std::fputs(log.c_str(), stderr);
    std::fputs("sparkd had a sanitizer's report; see above\n", stderr);
    std::abort();
  }
}

tool::Client Sparkd::client(const std::string& listener, std::string token) const {
  tool::ClientOptions options;
  options.token = std::move(token);
  return tool::Client({"127.0.0.1", port(listener)}, options);
}

std::string Sparkd::url(const std::string& listener) const {
  return "http://127.0.0.1:" + std::to_string(port(listener));
}

std::string Sparkd::token() const {
  std::string token = read_file(state_dir_ / "admin.token");
  while (!token.empty() && token.back() == '\n') token.pop_back();
  return token;
}

void Sparkd::signal(int number) const {
  ::kill(pid_, number);
}

void await_counts(tool::Client& client) {
  (void)client.call("GET", "/").value();
}

Ended Sparkd::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return {exit_code_of(status), read_file(log_), 0, signal_of(status)};
}

std::string Sparkd::output() const {
  return read_file(log_);
}

bool Sparkd::prints(std::string_view text) const {
  const auto deadline = std::chrono::steady_clock::now() + start_wait_max;
  while (output().find(text) == std::string::npos) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

boost::json::value Sparkd::json(const std::string& listener, std::string_view method,
                                std::string_view path, std::string_view body,
                                uint32_t expected_status) const {
  const auto connection = client(listener, token());
  std::string request;
  connection.append_request(request, method, path, body);
  request.insert(request.find("\r\n") + 2, "Connection: close\r\n");
  const std::string answer = last_words(port(listener), request);
  const size_t head = answer.find("\r\n\r\n");
  if (head == std::string::npos) throw std::runtime_error(std::string(path) + " is not answered");
  const std::string answer_body = answer.substr(head + 4);
  if (!answer.starts_with("HTTP/1.1 " + std::to_string(expected_status))) {
    throw std::runtime_error(std::string(path) + " answered " + answer.substr(9, 3) + ": " +
                             answer_body);
  }
  return boost::json::parse(answer_body);
}

std::string Sparkd::text(const std::string& listener, std::string_view path) const {
  auto connection = client(listener);
  return connection.call("GET", path).value().body;
}

double Sparkd::resident_bytes() const {
  std::ifstream statm("/proc/" + std::to_string(pid_) + "/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double Sparkd::metric(std::string_view series) const {
  std::istringstream lines(text("executor", "/metrics"));
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > series.size() && line.starts_with(series) && line[series.size()] == ' ') {
      return std::strtod(line.c_str() + series.size(), nullptr);
    }
  }
  return -1;
}

}  // namespace spark::test
