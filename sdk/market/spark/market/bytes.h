// A file's bytes, unpacked where it is packed: plain, gzip, or zip as exchanges publish it (one CSV
// file inside). Content tells the formats apart, not the name. Bytes are unpacked on demand, in
// bounded memory. A file that unpacks to far more than market data can is refused on the way. A
// zip's directory is read whole before its files are counted: a hostile one takes about three times
// its size.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "spark/tool/result.h"

namespace spark::market {

class Bytes {
 public:
  virtual ~Bytes() = default;

  // Reads up to `size` bytes; 0 at the end. The error says why, without a place.
  virtual tool::Result<size_t> read(char* to, size_t size) = 0;

  // The name of the file inside; empty if there is none.
  [[nodiscard]] virtual std::string inner_name() const { return {}; }
};

// The error is of usage and names the file.
tool::Result<std::unique_ptr<Bytes>> open_bytes(const std::string& path);

// Minutes without a trade pack 23 to 1, one row repeated for ever 340 to 1.
inline constexpr uint64_t unpacked_ratio_max = 100;
inline constexpr uint64_t unpacked_bytes_free = 16 * 1024 * 1024;  // not judged below that

// Whether the bytes unpack to more than market data can.
[[nodiscard]] constexpr bool is_bomb(uint64_t unpacked_bytes, uint64_t packed_bytes) {
  return unpacked_bytes > unpacked_bytes_free && unpacked_bytes / unpacked_ratio_max > packed_bytes;
}

}  // namespace spark::market
