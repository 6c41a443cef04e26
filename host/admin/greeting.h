// The text that a person sees after the start.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "generation/generation.h"
#include "http/server.h"

namespace spark::admin {

// A host that serves. `binaries` is the folder of sparkd and sparkctl.
struct Started {
  const generation::Generation& live;
  const http::Server& server;
  uint32_t workers;
  std::filesystem::path binaries;
};

// Addresses, the routes of pipelines and plugins, the token's path and the first commands to try,
// which work in the working directory.
[[nodiscard]] std::string greeting(const Started& started);

}  // namespace spark::admin
