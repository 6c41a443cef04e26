// The few Asio types of this layer. Executors are concrete: no type-erased one on the request path.
#pragma once

#include <sys/socket.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

#include "base/assert.h"

namespace spark::http {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
// Of TCP or of a path in the file system: all that is done with a connection is the same.
using AnyStream = asio::generic::stream_protocol;
using Socket = asio::basic_stream_socket<AnyStream, Executor>;
using Acceptor = asio::basic_socket_acceptor<AnyStream, Executor>;
using SteadyTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Of an address that is TCP's; else an empty one.
inline Tcp::endpoint tcp_endpoint(const AnyStream::endpoint& any) {
  Tcp::endpoint endpoint;
  const int family = any.protocol().family();
  if ((family != AF_INET && family != AF_INET6) || any.size() > endpoint.capacity())
    return endpoint;
  std::memcpy(endpoint.data(), any.data(), any.size());
  endpoint.resize(any.size());
  return endpoint;
}

// Memory for one outstanding operation, embedded in the operation's owner, so that waiting
// allocates nothing. Falls back to the heap for an operation that is larger than foreseen.
class OperationMemory {
 public:
  OperationMemory() = default;
  OperationMemory(const OperationMemory&) = delete;
  OperationMemory& operator=(const OperationMemory&) = delete;

  void* allocate(size_t bytes) {
    if (in_use_ || bytes > sizeof bytes_) return ::operator new(bytes);
    in_use_ = true;
    return bytes_;
  }
  void deallocate(void* memory) {
    if (memory != bytes_) return ::operator delete(memory);
    in_use_ = false;
  }

 private:
  alignas(std::max_align_t) std::byte bytes_[256];
  bool in_use_ = false;
};

template <class T>
class OperationAllocator {
 public:
  using value_type = T;

  explicit OperationAllocator(OperationMemory& memory) : memory_(&memory) {}
  template <class U>
  OperationAllocator(const OperationAllocator<U>& other) : memory_(other.memory_) {}

  T* allocate(size_t n) { return static_cast<T*>(memory_->allocate(n * sizeof(T))); }
  void deallocate(T* memory, size_t) { memory_->deallocate(memory); }

  template <class U>
  bool operator==(const OperationAllocator<U>& other) const {
    return memory_ == other.memory_;
  }

 private:
  template <class U>
  friend class OperationAllocator;
  OperationMemory* memory_;
};

// The handler of an operation that waits in `memory`.
template <class Handler>
auto in_memory(OperationMemory& memory, Handler&& handler) {
  return asio::bind_allocator(OperationAllocator<void>(memory), std::forward<Handler>(handler));
}

}  // namespace spark::http
