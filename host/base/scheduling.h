// How the kernel shares the processor among this process's threads.
#pragma once

namespace spark::base {

// For a thread that runs for microseconds at a time and must run at once. The thread asks for short
// slices. When it wakes, it then need not wait for the slice of a thread with long slices, such as
// the builder. Kernels from 6.12 on obey; others ignore the request, and an old one does not need
// it. Call this function on that thread.
void take_short_slices();

}  // namespace spark::base
