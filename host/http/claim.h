// Which connection of a vital listener makes room when there are too many.
#pragma once

#include <cstdint>

namespace spark::http {

// What a connection has to say for its place. The least makes room first; among equals the one
// that has been so for longest.
enum class Claim : uint8_t {
  answered,    // it has been given its last answer and is about to close
  idle,        // nothing is under way
  unfinished,  // a request is under way, or the first one may be, and no key was presented
  held         // it makes room for nobody
};

struct Standing {
  bool lingering = false;   // the last answer has been written
  bool answering = false;   // a request waits for its answer, or the answer for the peer
  bool unfinished = false;  // bytes of a request have come, read or not, but not all are read
  bool served = false;      // it has been given an answer
  bool overdue = false;     // it has been silent for as long as a head may take
  bool has_key = false;     // the listener's key was presented in the head of a request
};

// Silence is no idleness at first: the request of a connection that was just opened is on its way.
[[nodiscard]] constexpr Claim claim_of(const Standing& standing) {
  if (standing.lingering) return Claim::answered;
  if (standing.answering) return Claim::held;
  if (standing.unfinished) return standing.has_key ? Claim::held : Claim::unfinished;
  return standing.served || standing.overdue ? Claim::idle : Claim::unfinished;
}

}  // namespace spark::http
