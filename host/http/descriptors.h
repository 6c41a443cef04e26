// How near the process is to its limit of open files.
//
// The kernel gives out the lowest free number, so a number near the limit means that nearly all are
// taken; nothing has to be counted.
#pragma once

#include <cstdint>

namespace spark::http {

// Of the process, as it is now.
[[nodiscard]] uint64_t descriptor_limit();

// The lowest number that is free, or -1 if none is. [any]
[[nodiscard]] int lowest_free_descriptor();

// Whether data listeners may take descriptors up to this number and leave enough to operators and
// to the host's own files: the last 64 of the limit, or the last eighth of a small one.
[[nodiscard]] bool leaves_descriptors(int descriptor, uint64_t limit);

}  // namespace spark::http
