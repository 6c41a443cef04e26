// One thread's share of the server: its event loop, acceptors, connections and timer wheel.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "http/asio.h"
#include "http/connection.h"
#include "http/context.h"

namespace spark::http {

// Counts the connections of all workers together, since the limit is the host's. Vital listeners
// are counted apart: load on a data listener takes no connection from operators.
struct Census {
  std::atomic<uint32_t> data{0};
  std::atomic<uint32_t> vital{0};
  uint32_t connections_max = 0;  // of data

  std::atomic<uint32_t>& of(bool is_vital) { return is_vital ? vital : data; }
};

class Worker {
 public:
  using Routers = std::shared_ptr<const std::vector<Router>>;

  Worker(Census& census, const Limits& limits);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  [[nodiscard]] asio::io_context& io() { return io_; }
  [[nodiscard]] Context& context() { return context_; }

  // Before run().
  void add_listener(Acceptor acceptor, Door door);

  // Runs until shut_down(). The functions below are called on this thread. [worker]
  void run();
  void set_routers(Routers routers);
  void drain(std::function<void()> drained);
  // Closes everything, so that run() returns.
  void shut_down();

 private:
  struct Gate {
    Gate(Acceptor acceptor_, uint32_t listener_)
        : acceptor(std::move(acceptor_)), pause(acceptor.get_executor()), listener(listener_) {}
    Acceptor acceptor;
    SteadyTimer pause;
    AnyStream::endpoint peer;
    uint32_t listener;
    uint32_t pending = 0;  // accepts and pauses that are outstanding
    bool is_vital = false;
  };

  void forget(Connection& connection);
  void accept(Gate& gate);
  void on_accept(Gate& gate, const boost::system::error_code& error, Socket socket);
  void rest(Gate& gate);
  [[nodiscard]] bool is_shut(const Gate& gate) const;
  void shut_gates(bool vital);
  void empty_backlog(Gate& gate);
  void admit(Socket socket, const Gate& gate, const AnyStream::endpoint& peer);
  [[nodiscard]] Peer peer_of(Socket& socket, const Gate& gate,
                             const AnyStream::endpoint& peer) const;
  void start_data(Connection& connection, uint32_t open);
  void start_vital(Connection& connection);
  [[nodiscard]] Connection* least_claimant(const Connection& newcomer) const;
  void shed_vital(Connection& connection);
  void tick();
  // After a late tick all that is there to be read may have come during the delay. run() serves it,
  // and once nothing is left, what comes is new.
  void keep_stamp();
  [[nodiscard]] uint64_t present_tick() const;
  [[nodiscard]] bool has_pending(bool vital) const;
  void go_on_draining();

  Census& census_;
  Context context_;
  asio::io_context io_;
  asio::executor_work_guard<Executor> work_;
  SteadyTimer ticker_;
  OperationMemory ticker_memory_;
  bool ticking_ = false;
  bool stopped_ = false;
  bool interrupted_ = false;  // a tick came late: run() finds out when the worker has caught up
  int64_t origin_ns_;         // of ticks
  std::vector<std::unique_ptr<Gate>> gates_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<Connection*> vital_connections_;  // those of vital listeners, the oldest first
  bool vital_shut_ = false;                     // the second half of draining
  std::vector<std::function<void()>> on_drained_;
};

}  // namespace spark::http
