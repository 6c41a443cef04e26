#include "http/descriptors.h"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "base/descriptor.h"

namespace spark::http {

uint64_t descriptor_limit() {
  rlimit descriptors{};
  return ::getrlimit(RLIMIT_NOFILE, &descriptors) == 0 ? descriptors.rlim_cur : 0;
}

int lowest_free_descriptor() {
  return base::Descriptor(::eventfd(0, EFD_CLOEXEC)).get();
}

bool leaves_descriptors(int descriptor, uint64_t limit) {
  constexpr uint64_t kept_max = 64;
  constexpr uint64_t kept_part = 8;
  const uint64_t kept = std::min(kept_max, limit / kept_part);
  return descriptor >= 0 && static_cast<uint64_t>(descriptor) < limit - kept;
}

}  // namespace spark::http
