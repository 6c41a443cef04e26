// Objects of the store that plugins still read: they are not removed.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace spark::services {

inline constexpr size_t leases_max = 64;  // of one owner

// All functions may be called on any thread.
class Leases {
 public:
  // The lease's number, never 0; 0: the owner has too many. `owner` stands for the plugin object.
  [[nodiscard]] uint64_t take(const void* owner, std::string sha256);
  void release(const void* owner, uint64_t number);
  void release_all(const void* owner);

  [[nodiscard]] std::set<std::string> objects() const;

 private:
  struct Lease {
    const void* owner;
    std::string sha256;
  };

  mutable std::mutex mutex_;  // guards the members below
  std::map<uint64_t, Lease> leases_;
  uint64_t last_number_ = 0;
};

}  // namespace spark::services
