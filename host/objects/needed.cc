// Bounded reading of an ELF file's dynamic segment, with the dynamic linker's own rules: the
// section table is not used. Every offset is checked by reading there: beyond the end is nothing.
#include "objects/needed.h"

#include <elf.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "base/descriptor.h"

namespace spark::objects {

namespace {

constexpr uint32_t segments_max = 256;
constexpr size_t entries_max = 4096;     // of the dynamic segment
constexpr size_t text_bytes_max = 4096;  // of a name or a search path

class Elf {
 public:
  explicit Elf(const std::filesystem::path& path)
      : descriptor_(base::open_descriptor(path, O_RDONLY | O_NONBLOCK)) {}

  [[nodiscard]] bool is_open() const { return descriptor_.is_open(); }

  template <class T>
  [[nodiscard]] bool read(uint64_t offset, std::span<T> out) const {
    return base::read_at(descriptor_.get(), offset,
                         {reinterpret_cast<char*>(out.data()), out.size_bytes()}) ==
           out.size_bytes();
  }

  // Up to its NUL.
  [[nodiscard]] std::optional<std::string> text(uint64_t offset) const {
    std::array<char, text_bytes_max> bytes;
    const auto got = base::read_at(descriptor_.get(), offset, bytes);
    if (!got) return std::nullopt;
    const size_t length = strnlen(bytes.data(), *got);
    if (length == *got) return std::nullopt;
    return std::string(bytes.data(), length);
  }

 private:
  base::Descriptor descriptor_;
};

std::vector<Elf64_Phdr> segments_of(const Elf& elf) {
  Elf64_Ehdr header;
  if (!elf.is_open() || !elf.read(0, std::span(&header, 1)) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_phentsize != sizeof(Elf64_Phdr) ||
      header.e_phnum > segments_max)
    return {};
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  if (!elf.read(header.e_phoff, std::span(segments))) return {};
  return segments;
}

std::vector<Elf64_Dyn> entries_of(const Elf& elf, const std::vector<Elf64_Phdr>& segments) {
  const auto found = std::find_if(segments.begin(), segments.end(),
                                  [](const Elf64_Phdr& each) { return each.p_type == PT_DYNAMIC; });
  if (found == segments.end()) return {};
  std::vector<Elf64_Dyn> entries(std::min(found->p_filesz / sizeof(Elf64_Dyn), entries_max));
  if (!elf.read(found->p_offset, std::span(entries))) return {};
  const auto end = std::find_if(entries.begin(), entries.end(),
                                [](const Elf64_Dyn& each) { return each.d_tag == DT_NULL; });
  entries.erase(end, entries.end());
  return entries;
}

// Where an address of the loaded library lies in its file.
std::optional<uint64_t> offset_of(const std::vector<Elf64_Phdr>& segments, uint64_t address) {
  for (const Elf64_Phdr& each : segments)
    if (each.p_type == PT_LOAD && address >= each.p_vaddr && address - each.p_vaddr < each.p_filesz)
      return each.p_offset + (address - each.p_vaddr);
  return std::nullopt;
}

bool has_origin(std::string_view search_path) {
  while (!search_path.empty()) {
    const size_t end = std::min(search_path.find(':'), search_path.size());
    std::string_view each = search_path.substr(0, end);
    search_path.remove_prefix(std::min(end + 1, search_path.size()));
    while (each.ends_with("/.")) each.remove_suffix(2);
    while (each.ends_with('/')) each.remove_suffix(1);
    if (each == "$ORIGIN" || each == "${ORIGIN}") return true;
  }
  return false;
}

}  // namespace

Needed read_needed(const std::filesystem::path& file) {
  const Elf elf(file);
  const std::vector<Elf64_Phdr> segments = segments_of(elf);
  const std::vector<Elf64_Dyn> entries = entries_of(elf, segments);
  const auto first = [&](Elf64_Sxword tag) {
    return std::find_if(entries.begin(), entries.end(),
                        [&](const Elf64_Dyn& each) { return each.d_tag == tag; });
  };
  const auto table = first(DT_STRTAB);
  if (table == entries.end()) return {};
  const auto strings = offset_of(segments, table->d_un.d_ptr);
  if (!strings) return {};

  Needed needed;
  for (const Elf64_Dyn& each : entries) {
    if (each.d_tag != DT_NEEDED) continue;
    if (auto name = elf.text(*strings + each.d_un.d_val)) needed.names.push_back(std::move(*name));
  }
  // The linker passes over RPATH where there is a RUNPATH.
  const auto runpath = first(DT_RUNPATH);
  const auto path = runpath != entries.end() ? runpath : first(DT_RPATH);
  if (path == entries.end()) return needed;
  needed.beside = has_origin(elf.text(*strings + path->d_un.d_val).value_or(""));
  needed.inherited = needed.beside && runpath == entries.end();
  return needed;
}

}  // namespace spark::objects
