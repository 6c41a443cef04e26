// Bodies made to cost as much as they can: long names, many elements, numbers at the edges, deep
// nesting, names given twice, escapes, bytes that are no text, names that are nearly right. The
// same families are sent to the running host, held against the limits of error texts, and replayed
// by the fuzz targets. Generated, since the large ones do not belong into the repository.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spark::test {

// A value that is hostile by itself, of about `bytes` bytes. Most are JSON.
struct HostileValue {
  std::string family;
  std::string text;
};
[[nodiscard]] std::vector<HostileValue> hostile_values(uint32_t seed, size_t bytes);

// Who reads a body: that decides where in it a hostile value is looked at.
enum class Reader { any, pipeline, inference, repository, change };

struct HostilePlace {
  Reader reader;
  std::string_view around;  // `{"x":@}`, with one @ for the value
};
[[nodiscard]] std::span<const HostilePlace> hostile_places();

struct HostileBody {
  std::string family;   // of the value, and its place
  std::string text;     // as sent
  std::string headers;  // lines such as "Content-Encoding: gzip\r\n", or none
  size_t bytes = 0;     // of work that it asks for: its size, or what it inflates to
};

// Every value in every place where `reader` looks; Reader::any: in every place there is.
[[nodiscard]] std::vector<HostileBody> hostile_bodies(Reader reader, uint32_t seed, size_t bytes);

}  // namespace spark::test
