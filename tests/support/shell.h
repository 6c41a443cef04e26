// Commands of a shell, and what came of them.
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

// Arguments are the test's own and need no quoting.
inline Ran run_shell(const std::string& line) {
  Ran ran;
  FILE* const pipe = popen(("{ " + line + "; } 2>&1").c_str(), "r");
  if (pipe == nullptr) return ran;
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
