// How the kernel shares the processor among this process's threads.
#pragma once

namespace spark::base {

// For a thread that runs for microseconds at a time and must do so at once: it asks for short
// slices, so that when it wakes it need not wait for the slice of a thread that has long ones, such
// as the builder's. Kernels from 6.12 on do so; others ignore it, and an old one does not need it.
// Call it on that thread.
void take_short_slices();

}  // namespace spark::base
