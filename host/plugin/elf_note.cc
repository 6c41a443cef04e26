// Bounded reading of an ELF file: header, program headers, PT_NOTE segments. The section table is
// not used, since the loader does not use it either and a stripped file may lack it.
#include "plugin/elf_note.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/descriptor.h"
#include "base/names.h"
#include "base/printable.h"
#include "spark/abi.h"

namespace spark::plugin {

namespace {

constexpr uint32_t segments_max = 256;
constexpr uint64_t notes_bytes_max = 64 * 1024;  // of one note segment

#if defined(__x86_64__)
constexpr uint16_t machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr uint16_t machine = EM_AARCH64;
#else
#error "name this machine's EM_ number"
#endif

// A regular file, read at offsets that are checked against its length first.
class File {
 public:
  static base::Result<File> open(const std::filesystem::path& path) {
    // Not blocking: opening a FIFO would otherwise wait for its writer.
    File file(base::open_descriptor(path, O_RDONLY | O_NONBLOCK));
    struct stat found {};
    if (!file.descriptor_.is_open() || ::fstat(file.descriptor_.get(), &found) != 0)
      return base::Error(std::strerror(errno));
    if (!S_ISREG(found.st_mode)) return base::Error("it is not a regular file");
    file.bytes_ = static_cast<uint64_t>(found.st_size);
    if (file.bytes_ > objects::library_bytes_max)
      return base::Error("it has " + std::to_string(file.bytes_) + " bytes, more than " +
                         std::to_string(objects::library_bytes_max));
    return file;
  }

  [[nodiscard]] bool holds(uint64_t offset, uint64_t bytes) const {
    return offset <= bytes_ && bytes <= bytes_ - offset;
  }

  // All of `out`, or false.
  [[nodiscard]] bool read(uint64_t offset, std::span<std::byte> out) const {
    return holds(offset, out.size()) &&
           base::read_at(descriptor_.get(), offset,
                         {reinterpret_cast<char*>(out.data()), out.size()}) == out.size();
  }

 private:
  explicit File(base::Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  base::Descriptor descriptor_;
  uint64_t bytes_ = 0;
};

base::Result<Elf64_Ehdr> read_header(const File& file) {
  Elf64_Ehdr header;
  if (!file.read(0, std::as_writable_bytes(std::span(&header, 1))))
    return base::Error("it is too short for a shared object");
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return base::Error("it is not an ELF file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_ident[EI_VERSION] != EV_CURRENT || header.e_version != EV_CURRENT)
    return base::Error("it is not a 64-bit little-endian ELF file");
  if (header.e_type != ET_DYN) return base::Error("it is not a shared object");
  if (header.e_machine != machine)
    return base::Error("it is for another machine (number " + std::to_string(header.e_machine) +
                       ", expected " + std::to_string(machine) + ")");
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 ||
      header.e_phnum > segments_max)
    return base::Error("its program headers are malformed");
  const uint64_t sections_bytes = uint64_t{header.e_shentsize} * header.e_shnum;
  if (!file.holds(header.e_shoff, sections_bytes)) return base::Error("it is cut short");
  return header;
}

base::Result<std::vector<Elf64_Phdr>> read_segments(const File& file) {
  const auto header = read_header(file);
  if (!header) return header.error();
  std::vector<Elf64_Phdr> segments(header->e_phnum);
  if (!file.read(header->e_phoff, std::as_writable_bytes(std::span(segments))))
    return base::Error("its program headers lie outside the file");
  // The loader maps segments without a look at the file's length; touching a page beyond it is a
  // SIGBUS.
  for (const Elf64_Phdr& segment : segments)
    if (!file.holds(segment.p_offset, segment.p_filesz)) return base::Error("it is cut short");
  return segments;
}

// The text in a NUL-padded field, or nothing if it does not end.
template <size_t size>
std::optional<std::string> text_of(const char (&field)[size]) {
  const size_t length = strnlen(field, size);
  if (length == size || !base::is_printable({field, length})) return std::nullopt;
  return std::string(field, length);
}

base::Result<Note> decode(std::span<const std::byte> bytes) {
  spark_note_desc desc;
  if (bytes.size() != sizeof desc)
    return base::Error("its spark note has " + std::to_string(bytes.size()) + " bytes, expected " +
                       std::to_string(sizeof desc));
  std::memcpy(&desc, bytes.data(), sizeof desc);
  const auto id = text_of(desc.id);
  const auto version = text_of(desc.version);
  const auto vendor = text_of(desc.vendor);
  if (!id || !version || !vendor)
    return base::Error("a text in its spark note does not end or is not printable");
  return Note{desc.abi_major, desc.abi_minor, *id, *version, *vendor};
}

// Walks the notes of one segment and appends the spark notes among them.
base::Result<void> collect(std::span<const std::byte> bytes, uint64_t align,
                           std::vector<Note>& found) {
  const auto rounded = [align](uint64_t size) { return (size + align - 1) & ~(align - 1); };
  while (bytes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr header;
    std::memcpy(&header, bytes.data(), sizeof header);
    // 64-bit sums of 32-bit sizes cannot wrap.
    const uint64_t desc_at = rounded(sizeof header + uint64_t{header.n_namesz});
    const uint64_t end = desc_at + header.n_descsz;
    if (end > bytes.size()) return base::Error("its notes are malformed");
    constexpr std::string_view name(SPARK_NOTE_NAME, sizeof SPARK_NOTE_NAME);  // with its NUL
    if (header.n_type == SPARK_NOTE_TYPE && header.n_namesz == name.size() &&
        std::memcmp(bytes.data() + sizeof header, name.data(), name.size()) == 0) {
      auto note = decode(bytes.subspan(desc_at, header.n_descsz));
      if (!note) return note.error();
      found.push_back(std::move(*note));
    }
    bytes = bytes.subspan(std::min<uint64_t>(rounded(end), bytes.size()));
  }
  return {};
}

base::Result<Note> find_note(const File& file) {
  const auto segments = read_segments(file);
  if (!segments) return segments.error();
  std::vector<Note> found;
  for (const Elf64_Phdr& segment : *segments) {
    if (segment.p_type != PT_NOTE) continue;
    if (segment.p_filesz > notes_bytes_max) return base::Error("its notes are too long");
    std::vector<std::byte> bytes(segment.p_filesz);
    if (!file.read(segment.p_offset, bytes)) return base::Error("its notes cannot be read");
    const auto walked = collect(bytes, segment.p_align == 8 ? 8 : 4, found);
    if (!walked) return walked.error();
  }
  if (found.empty())
    return base::Error("it has no " SPARK_NOTE_SECTION ", so it is no spark plugin");
  if (found.size() > 1) return base::Error("it has more than one " SPARK_NOTE_SECTION);
  return std::move(found.front());
}

}  // namespace

base::Result<Note> read_note(const std::filesystem::path& path) {
  const auto refuse = [&](const base::Error& why) {
    return base::Error(path.string() + ": " + why.text);
  };
  const auto file = File::open(path);
  if (!file) return refuse(file.error());
  auto note = find_note(*file);
  if (!note) return refuse(note.error());
  return note;
}

base::Result<void> check_note(const Note& note) {
  if (!base::is_plugin_id(note.id))
    return base::Error("plugin id '" + note.id + "' is not of the form [a-z][a-z0-9-]{0,30}");
  if (note.version.empty()) return base::Error("plugin '" + note.id + "' has no version");
  const auto number = [](uint32_t major, uint32_t minor) {
    return std::to_string(major) + "." + std::to_string(minor);
  };
  if (note.abi_major != SPARK_ABI_MAJOR || note.abi_minor > SPARK_ABI_MINOR)
    return base::Error("plugin '" + note.id + "' " + note.version + " needs ABI " +
                       number(note.abi_major, note.abi_minor) + ", this host offers " +
                       number(SPARK_ABI_MAJOR, SPARK_ABI_MINOR));
  return {};
}

}  // namespace spark::plugin
