#include "http/worker.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "http/descriptors.h"

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

Worker::Worker(Census& census, const Limits& limits)
    : census_(census),
      context_(limits),
      io_(1),
      work_(asio::make_work_guard(io_)),
      ticker_(io_),
      origin_ns_(base::steady_ns()) {
  context_.outlet = std::make_shared<Outlet>(io_);
  context_.on_closed = [this](Connection& connection) { forget(connection); };
}

Worker::~Worker() {
  SPARK_ASSERT(connections_.empty(), "a worker is shut down before it goes");
}

void Worker::add_listener(Acceptor acceptor, Door door) {
  const auto listener = static_cast<uint32_t>(context_.doors.size());
  gates_.push_back(std::make_unique<Gate>(std::move(acceptor), listener));
  gates_.back()->is_vital = door.vital;
  context_.doors.push_back(std::move(door));
}

void Worker::run() {
  for (auto& gate : gates_) accept(*gate);
  for (;;) {
    io_.run();  // until nothing is left to do, or until a late tick interrupts it
    if (!std::exchange(interrupted_, false)) return;
    io_.restart();
    io_.poll();  // whatever came while the worker was stuck
    if (interrupted_) continue;
    context_.catching_up_until_ns = 0;
    keep_stamp();
  }
}

void Worker::set_routers(Routers routers) {
  SPARK_ASSERT(routers != nullptr && routers->size() == context_.doors.size(),
               "one router per listener");
  context_.routers = std::move(routers);
  ++context_.publications;
}

void Worker::accept(Gate& gate) {
  if (is_shut(gate)) return;
  ++gate.pending;
  gate.acceptor.async_accept(gate.peer, [this, &gate](const ErrorCode& error, Socket socket) {
    --gate.pending;
    on_accept(gate, error, std::move(socket));
  });
}

void Worker::on_accept(Gate& gate, const ErrorCode& error, Socket socket) {
  if (stopped_) return;
  if (!error) {
    const bool leaves_enough =
        gate.is_vital || leaves_descriptors(socket.native_handle() + 1, descriptor_limit());
    admit(std::move(socket), gate, gate.peer);
    if (!leaves_enough) return rest(gate);
  } else if (error != asio::error::connection_aborted && error != asio::error::operation_aborted) {
    return rest(gate);
  }
  accept(gate);
  go_on_draining();
}

// Descriptors or memory have most likely run out, so trying again at once would only burn time. A
// data listener rests sooner, so that descriptors are left for operators.
void Worker::rest(Gate& gate) {
  context_.counts.accept_failures.add();
  ++gate.pending;
  gate.pause.expires_after(std::chrono::milliseconds(accept_pause_ms));
  gate.pause.async_wait([this, &gate](const ErrorCode&) {
    --gate.pending;
    if (stopped_) return;
    if (!gate.is_vital && !leaves_descriptors(lowest_free_descriptor(), descriptor_limit()))
      return rest(gate);
    if (is_shut(gate)) empty_backlog(gate);
    accept(gate);
    go_on_draining();
  });
}

bool Worker::is_shut(const Gate& gate) const {
  return stopped_ || (context_.draining && (!gate.is_vital || vital_shut_));
}

// Accepts the connections that the kernel has accepted: they must be served, too.
void Worker::empty_backlog(Gate& gate) {
  if (!gate.acceptor.is_open()) return;  // it rested while it was emptied and shut
  ErrorCode error;
  AnyStream::endpoint peer;  // gate.peer may belong to a connection that on_accept() has yet to see
  for (;;) {
    Socket socket(io_);
    gate.acceptor.accept(socket, peer, error);
    if (error == asio::error::would_block) break;
    if (error && error != asio::error::connection_aborted) return rest(gate);
    if (!error) admit(std::move(socket), gate, peer);
  }
  gate.acceptor.close(error);
}

Peer Worker::peer_of(Socket& socket, const Gate& gate, const AnyStream::endpoint& peer) const {
  const auto& peers = context_.doors[gate.listener].peers;
  if (peers == nullptr) return Peer{is_loopback(tcp_endpoint(peer).address())};
  LocalPeer who = identify(socket.native_handle(), *peers);
  return Peer{true, false, false, std::move(who.user), who.role};
}

void Worker::admit(Socket socket, const Gate& gate, const AnyStream::endpoint& peer) {
  const bool is_tcp = context_.doors[gate.listener].peers == nullptr;
  ErrorCode error;
  socket.non_blocking(true, error);
  if (!error && is_tcp) socket.set_option(Tcp::no_delay(true), error);
  if (!error) socket.set_option(Socket::send_buffer_size(send_buffer_bytes), error);
  if (error) return;  // gone already
  const uint32_t open = census_.of(gate.is_vital).fetch_add(1, std::memory_order_relaxed) + 1;
  context_.counts.accepted.add();
  context_.counts.open.add();
  tick();
  Peer who = peer_of(socket, gate, peer);
  const auto connection =
      std::make_shared<Connection>(context_, std::move(socket), gate.listener, std::move(who));
  connection->place = connections_.size();
  connections_.push_back(connection);
  if (!gate.is_vital) return start_data(*connection, open);
  vital_connections_.push_back(connection.get());
  start_vital(*connection);
}

void Worker::start_data(Connection& connection, uint32_t open) {
  if (open <= census_.connections_max) return connection.start();
  context_.counts.shed.add();
  if (open > census_.connections_max + shed_connections_max) return connection.close();
  connection.shed();
}

// Operators get in even if a client holds many connections open: others make room.
void Worker::start_vital(Connection& connection) {
  size_t staying =
      vital_connections_.size() -
      static_cast<size_t>(std::count_if(vital_connections_.begin(), vital_connections_.end(),
                                        [](const Connection* each) { return each->is_leaving(); }));
  for (; staying > vital_connections_max; --staying) {
    Connection* least = least_claimant(connection);
    if (least == nullptr) return shed_vital(connection);
    context_.counts.yielded.add();
    least->yield();
  }
  connection.start();
}

// The connection that makes room before all others; null if none does.
Connection* Worker::least_claimant(const Connection& newcomer) const {
  Connection* least = nullptr;
  auto least_rank = std::make_pair(Claim::held, uint64_t{0});
  for (Connection* each : vital_connections_) {
    if (each == &newcomer || each->is_leaving()) continue;
    const auto rank = std::make_pair(each->claim(), each->since());
    if (rank >= least_rank) continue;
    least = each;
    least_rank = rank;
  }
  return least;
}

void Worker::shed_vital(Connection& connection) {
  context_.counts.shed.add();
  if (vital_connections_.size() > 2 * vital_connections_max) return connection.close();
  connection.shed();
}

void Worker::forget(Connection& connection) {
  const bool is_vital = connection.is_vital();
  if (is_vital) std::erase(vital_connections_, &connection);
  census_.of(is_vital).fetch_sub(1, std::memory_order_relaxed);
  context_.counts.open.sub();
  const size_t place = connection.place;
  connections_.back()->place = place;
  std::swap(connections_[place], connections_.back());
  connections_.pop_back();  // its last owner perhaps; close() touches nothing afterwards
  go_on_draining();
}

uint64_t Worker::present_tick() const {
  return static_cast<uint64_t>((base::steady_ns() - origin_ns_) / tick_ns);
}

// The wheel turns only while there are connections.
void Worker::tick() {
  if (ticking_) return;
  context_.wheel.advance(present_tick(), [](Wheel::Timer& timer) {
    static_cast<Connection::Deadline&>(timer).owner->expire();
  });
  ticking_ = true;
  context_.date.keep(base::utc_ms());
  keep_stamp();
  context_.ticked_ns = base::steady_ns();
  ticker_.expires_after(std::chrono::milliseconds(tick_ms));
  ticker_.async_wait(in_memory(ticker_memory_, [this](const ErrorCode& error) {
    ticking_ = false;
    if (error) return;
    if (!connections_.empty()) return tick();
    keep_stamp();
    context_.ticked_ns = 0;  // idle, not stuck
  }));
}

void Worker::keep_stamp() {
  const int64_t now_ns = base::steady_ns();
  if (context_.is_stuck(now_ns)) {
    context_.catching_up_until_ns = now_ns + tick_ns;
    interrupted_ = true;
    io_.stop();
  } else if (context_.stamp && now_ns >= context_.catching_up_until_ns) {
    context_.ticked_stamp = context_.stamp();
  }
}

void Worker::drain(std::function<void()> drained) {
  on_drained_.push_back(std::move(drained));
  if (!context_.draining) {
    context_.draining = true;
    shut_gates(false);
    const auto present = connections_;  // closing takes one off the list
    for (const auto& connection : present) connection->drain();
  }
  go_on_draining();
}

void Worker::shut_gates(bool vital) {
  for (auto& gate : gates_) {
    if (gate->is_vital != vital) continue;
    ErrorCode ignored;
    gate->acceptor.cancel(ignored);
    empty_backlog(*gate);
  }
}

bool Worker::has_pending(bool vital) const {
  return std::any_of(gates_.begin(), gates_.end(), [vital](const auto& gate) {
    return gate->is_vital == vital && gate->pending > 0;
  });
}

// Operators still get in until the last data connection is gone: a drain may take as long as the
// slowest request, and operators may need a safe action meanwhile.
void Worker::go_on_draining() {
  if (!context_.draining || has_pending(false)) return;
  if (connections_.size() > vital_connections_.size()) return;
  if (!vital_shut_) {
    vital_shut_ = true;
    shut_gates(true);
    const auto present = connections_;
    for (const auto& connection : present) connection->drain();
  }
  if (!connections_.empty() || has_pending(true)) return;
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
