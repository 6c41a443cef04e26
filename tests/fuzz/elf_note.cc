// Files that may be plugins: the note is read or refused before anything of the file runs.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "fuzz/target.h"
#include "plugin/elf_note.h"

using namespace spark;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const int file = ::memfd_create("plugin", MFD_CLOEXEC);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  SPARK_FUZZ_CHECK(::ftruncate(file, 0) == 0);
  SPARK_FUZZ_CHECK(::pwrite(file, data, size, 0) == static_cast<ssize_t>(size));
  const auto note = plugin::read_note(path);
  if (!note) {
    SPARK_FUZZ_CHECK(!note.error().text.empty());
    return 0;
  }
  const auto checked = plugin::check_note(*note);
  if (checked) {
    SPARK_FUZZ_CHECK(!note->id.empty() && note->id.size() < 32);
    SPARK_FUZZ_CHECK(!note->version.empty());
  }
  return 0;
}
