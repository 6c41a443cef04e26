// The names in a folder, closed with the object.
#pragma once

#include <dirent.h>

#include <memory>

#include "base/descriptor.h"

namespace spark::objects {

struct CloseListing {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Listing = std::unique_ptr<DIR, CloseListing>;

// Takes the folder over. Null if that failed; errno says why.
[[nodiscard]] inline Listing listing_of(base::Descriptor folder) {
  Listing listing(::fdopendir(folder.get()));
  if (listing) static_cast<void>(folder.release());
  return listing;
}

}  // namespace spark::objects
