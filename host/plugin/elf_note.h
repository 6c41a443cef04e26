// A plugin's identity and the ABI that it needs, read from the file before its code runs.
//
// The file is untrusted: every offset and size in it is checked against the file's length before it
// is used. The rejected alternative, dlopen first and ask afterwards, runs constructors of a
// library that may turn out to be for another host.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "objects/limits.h"

namespace spark::plugin {

struct Note {
  uint32_t abi_major = 0;
  uint32_t abi_minor = 0;  // the lowest minor version that the plugin needs
  std::string id;
  std::string version;
  std::string vendor;
};

// Reads .note.spark. Fails, naming the path, for anything but a regular file of at most
// library_bytes_max that is a 64-bit little-endian shared object for this machine with exactly one
// well-formed note. [builder]
[[nodiscard]] base::Result<Note> read_note(const std::filesystem::path& path);

// Same major version as the host, a minor version that the host has, a well-formed id
// ([a-z][a-z0-9-]{0,30}) and a version. The refusal names both versions.
[[nodiscard]] base::Result<void> check_note(const Note& note);

}  // namespace spark::plugin
