// As much of an ELF64 file as says what a library shows to the world.
#pragma once

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/file_text.h"

namespace spark::testing {

class ElfFile {
 public:
  explicit ElfFile(const std::string& path) {
    bytes_ = spark::test::read_file(path);
    if (bytes_.compare(0, SELFMAG, ELFMAG) != 0) throw std::runtime_error(path + " is not ELF");
    const auto header = at<Elf64_Ehdr>(0);
    for (size_t i = 0; i < header.e_shnum; ++i) {
      sections_.push_back(at<Elf64_Shdr>(header.e_shoff + i * header.e_shentsize));
    }
    names_ = sections_.at(header.e_shstrndx);
  }

  struct Symbol {
    std::string name;
    unsigned binding;
  };
  // Symbols that this library defines for others.
  [[nodiscard]] std::vector<Symbol> exported() const {
    std::vector<Symbol> out;
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_type != SHT_DYNSYM) continue;
      const Elf64_Shdr& strings = sections_.at(section.sh_link);
      for (size_t at_byte = 0; at_byte < section.sh_size; at_byte += sizeof(Elf64_Sym)) {
        const auto symbol = at<Elf64_Sym>(section.sh_offset + at_byte);
        const unsigned binding = ELF64_ST_BIND(symbol.st_info);
        if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL) continue;
        out.push_back({text(strings, symbol.st_name), binding});
      }
    }
    return out;
  }

  // Content of a section; "" if there is none.
  [[nodiscard]] std::string section(const std::string& name, uint32_t type) const {
    for (const Elf64_Shdr& one : sections_) {
      if (one.sh_type == type && text(names_, one.sh_name) == name) {
        return bytes_.substr(one.sh_offset, one.sh_size);
      }
    }
    return "";
  }

 private:
  template <class T>
  [[nodiscard]] T at(size_t offset) const {
    T out;
    std::memcpy(&out, bytes_.substr(offset, sizeof out).data(), sizeof out);
    return out;
  }
  [[nodiscard]] std::string text(const Elf64_Shdr& strings, size_t offset) const {
    return bytes_.c_str() + strings.sh_offset + offset;
  }

  std::string bytes_;
  std::vector<Elf64_Shdr> sections_;
  Elf64_Shdr names_{};
};

}  // namespace spark::testing
