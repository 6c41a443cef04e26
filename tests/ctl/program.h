// Runs what the build has made, as people do.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace spark::test {

struct Ran {
  int code = -1;
  std::string text;  // standard output and standard error
};

// Through the shell, in `folder`; arguments are the test's own and need no quoting. `before`: what
// the shell sets for the command, such as NAME=value.
inline Ran run(const std::string& command, const std::string& folder = ".",
               const std::string& before = "") {
  Ran ran;
  const std::string line =
      "cd " + folder + " && " + before + " " SPARK_BUILD_DIR "/bin/" + command + " 2>&1";
  FILE* pipe = popen(line.c_str(), "r");
  std::array<char, 4096> buffer;
  while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe))
    ran.text.append(buffer.data(), count);
  const int status = pclose(pipe);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace spark::test
