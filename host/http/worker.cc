#include "http/worker.h"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"

namespace spark::http {
namespace {

using ErrorCode = boost::system::error_code;

constexpr int64_t tick_ns = int64_t{tick_ms} * 1'000'000;

bool is_loopback(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
  }
  return address.is_loopback();
}

}  // namespace

Worker::Worker(Census& census, const Limits& limits_)
    : Context(limits_),
      census_(census),
      io_(1),
      work_(asio::make_work_guard(io_)),
      ticker_(io_),
      origin_ns_(base::steady_ns()) {
  outlet = std::make_shared<Outlet>(io_);
}

Worker::~Worker() {
  SPARK_ASSERT(connections_.empty(), "a worker is shut down before it goes");
}

void Worker::add_listener(Acceptor acceptor, Door door) {
  gates_.push_back(
      std::make_unique<Gate>(std::move(acceptor), static_cast<uint32_t>(doors.size())));
  doors.push_back(std::move(door));
}

void Worker::run() {
  for (auto& gate : gates_) accept(*gate);
  io_.run();
}

void Worker::set_routers(Routers routers_) {
  SPARK_ASSERT(routers_ != nullptr && routers_->size() == doors.size(), "one router per listener");
  routers = std::move(routers_);
  ++publications;
}

void Worker::accept(Gate& gate) {
  if (draining || stopped_) return;
  ++gate.pending;
  gate.acceptor.async_accept(gate.peer, [this, &gate](const ErrorCode& error, Socket socket) {
    --gate.pending;
    on_accept(gate, error, std::move(socket));
  });
}

void Worker::on_accept(Gate& gate, const ErrorCode& error, Socket socket) {
  if (stopped_) return;
  if (!error) {
    admit(std::move(socket), gate.listener, gate.peer);
  } else if (error != asio::error::connection_aborted && error != asio::error::operation_aborted) {
    return rest(gate);
  }
  accept(gate);
  report_if_drained();
}

// Out of descriptors or memory, most likely: trying again at once would only burn time.
void Worker::rest(Gate& gate) {
  counts.accept_failures.add();
  ++gate.pending;
  gate.pause.expires_after(std::chrono::milliseconds(accept_pause_ms));
  gate.pause.async_wait([this, &gate](const ErrorCode&) {
    --gate.pending;
    if (stopped_) return;
    if (draining) empty_backlog(gate);
    accept(gate);
    report_if_drained();
  });
}

// What the kernel has accepted is ours, even if we have not seen it yet.
void Worker::empty_backlog(Gate& gate) {
  ErrorCode error;
  Tcp::endpoint peer;  // gate.peer may belong to a connection that on_accept() has yet to see
  for (;;) {
    Socket socket(io_);
    gate.acceptor.accept(socket, peer, error);
    if (error == asio::error::would_block) break;
    if (error && error != asio::error::connection_aborted) return rest(gate);
    if (!error) admit(std::move(socket), gate.listener, peer);
  }
  gate.acceptor.close(error);
}

void Worker::admit(Socket socket, uint32_t listener, const Tcp::endpoint& peer) {
  ErrorCode error;
  socket.non_blocking(true, error);
  if (!error) socket.set_option(Tcp::no_delay(true), error);
  if (!error) socket.set_option(Socket::send_buffer_size(send_buffer_bytes), error);
  if (error) return;  // gone already
  const uint32_t open = census_.open.fetch_add(1, std::memory_order_relaxed) + 1;
  counts.accepted.add();
  counts.open.add();
  tick();
  const auto connection = std::make_shared<Connection>(*this, std::move(socket), listener,
                                                       Peer{is_loopback(peer.address())});
  connection->place = connections_.size();
  connections_.push_back(connection);
  const uint32_t spare = doors[listener].vital ? vital_connections_max : 0;
  if (open <= census_.connections_max + spare) return connection->start();
  counts.shed.add();
  if (open > census_.connections_max + shed_connections_max) return connection->close();
  connection->shed();
}

void Worker::forget(Connection& connection) {
  const size_t place = connection.place;
  connections_.back()->place = place;
  std::swap(connections_[place], connections_.back());
  connections_.pop_back();  // its last owner perhaps; close() touches nothing afterwards
  census_.open.fetch_sub(1, std::memory_order_relaxed);
  counts.open.sub();
  report_if_drained();
}

uint64_t Worker::present_tick() const {
  return static_cast<uint64_t>((base::steady_ns() - origin_ns_) / tick_ns);
}

// The wheel turns only while there is somebody to time.
void Worker::tick() {
  if (ticking_) return;
  wheel.advance(present_tick(), [](Wheel::Timer& timer) {
    static_cast<Connection::Deadline&>(timer).owner->expire();
  });
  ticking_ = true;
  ticked_ns = base::steady_ns();
  ticker_.expires_after(std::chrono::milliseconds(tick_ms));
  ticker_.async_wait(asio::bind_allocator(OperationAllocator<void>(ticker_memory_),
                                          [this](const ErrorCode& error) {
                                            ticking_ = false;
                                            if (!error && !connections_.empty()) tick();
                                          }));
}

void Worker::drain(std::function<void()> drained) {
  on_drained_.push_back(std::move(drained));
  if (!draining) {
    draining = true;
    for (auto& gate : gates_) {
      ErrorCode ignored;
      gate->acceptor.cancel(ignored);
      empty_backlog(*gate);
    }
    const auto present = connections_;  // closing takes one off the list
    for (const auto& connection : present) connection->drain();
  }
  report_if_drained();
}

void Worker::report_if_drained() {
  if (!draining || !connections_.empty()) return;
  for (const auto& gate : gates_) {
    if (gate->pending > 0) return;
  }
  for (auto& drained : std::exchange(on_drained_, {})) asio::post(io_, std::move(drained));
}

void Worker::shut_down() {
  stopped_ = true;
  ErrorCode ignored;
  for (auto& gate : gates_) {
    gate->acceptor.close(ignored);
    gate->pause.cancel();
  }
  while (!connections_.empty()) connections_.back()->close();
  ticker_.cancel();
  work_.reset();
}

}  // namespace spark::http
