#include "base/scheduling.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace spark::base {
namespace {

// The kernel's struct sched_attr, first version; its header cannot be included beside <sched.h>.
struct Attributes {
  uint32_t size = sizeof(Attributes);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t slice_ns = 0;
  uint64_t deadline_ns = 0;
  uint64_t period_ns = 0;
};
static_assert(sizeof(Attributes) == 48, "SCHED_ATTR_SIZE_VER0");

}  // namespace

void take_short_slices() {
  Attributes wanted;
  wanted.nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));  // as it is
  wanted.slice_ns = 200'000;
  // A kernel that refuses schedules the thread as it did before.
  (void)syscall(SYS_sched_setattr, 0, &wanted, 0);
}

}  // namespace spark::base
