// Which connection of a vital listener makes room when there are too many.
#pragma once

#include <cstdint>

namespace spark::http {

// How strong a connection's claim to its place is. The weakest makes room first; among equals the
// connection that has had its claim for longest.
enum class Claim : uint8_t {
  answered,    // its last response is written, and it is about to close
  idle,        // nothing is under way
  unfinished,  // a request is under way, or the first one may be, and no key was presented
  held         // it makes no room for another connection
};

struct Standing {
  bool lingering = false;   // the last response has been written
  bool answering = false;   // a request waits for its response, or one with a key for its peer
  bool unfinished = false;  // not all of a request has come, or a peer does not take its response
  bool served = false;      // it has been given a response
  bool overdue = false;     // it has been silent for as long as a head may take
  bool has_key = false;     // the listener's key was presented in the head of a request
};

// A new connection that is silent does not count as idle: its request may be on the way.
[[nodiscard]] constexpr Claim claim_of(const Standing& standing) {
  if (standing.lingering) return Claim::answered;
  if (standing.answering) return Claim::held;
  if (standing.unfinished) return standing.has_key ? Claim::held : Claim::unfinished;
  return standing.served || standing.overdue ? Claim::idle : Claim::unfinished;
}

}  // namespace spark::http
