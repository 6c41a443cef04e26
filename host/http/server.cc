#include "http/server.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/assert.h"
#include "base/worker.h"
#include "http/admission.h"
#include "http/descriptors.h"
#include "http/listen.h"
#include "http/worker.h"

namespace spark::http {
namespace {

constexpr uint32_t head_bytes_limit = 1024 * 1024;
constexpr uint32_t body_bytes_limit = 256 * 1024 * 1024;
constexpr uint32_t connections_limit = 1'000'000;
constexpr uint32_t connections_min = 16;
constexpr uint32_t spare_descriptors = 32;

// Half of the descriptors, since the rest of the host may need the other half, less the descriptors
// of connections that are not counted in this number, and a few to spare.
uint32_t default_connections_max(uint32_t workers) {
  const uint64_t half = std::min<uint64_t>(descriptor_limit(), 2ull * connections_limit) / 2;
  const uint64_t others =
      shed_connections_max + uint64_t{workers} * vital_connections_max + spare_descriptors;
  return half > connections_min + others ? static_cast<uint32_t>(half - others) : connections_min;
}

std::optional<base::Error> check(const Limits& limits, size_t listeners, uint32_t workers) {
  if (listeners == 0) return base::Error("at least one listener is needed");
  if (workers < 1 || workers > base::workers_max) {
    return base::Error("workers must be between 1 and " + std::to_string(base::workers_max));
  }
  if (limits.head_bytes_max > head_bytes_limit ||
      limits.head_bytes_max < uint64_t{limits.target_bytes_max} + request_line_overhead_max) {
    return base::Error("head_bytes_max must hold a target of target_bytes_max and be at most " +
                       std::to_string(head_bytes_limit));
  }
  if (limits.body_bytes_max > body_bytes_limit) {
    return base::Error("body_bytes_max must be at most " + std::to_string(body_bytes_limit));
  }
  const size_t needed = request_bytes_max(limits) + limits.body_bytes_max;
  if (std::min(limits.input_bytes_max, limits.vital_input_bytes_max) < needed) {
    return base::Error(
        "input_bytes_max and vital_input_bytes_max must hold the largest request, compressed and "
        "not: at least " +
        std::to_string(needed));
  }
  return std::nullopt;
}

class ThreadedServer final : public Server {
 public:
  ThreadedServer(const Limits& limits, uint32_t workers) {
    census_.connections_max = limits.connections_max != 0
                                  ? std::min(limits.connections_max, connections_limit)
                                  : default_connections_max(workers);
    for (uint32_t i = 0; i < workers; ++i) {
      workers_.push_back(std::make_unique<Worker>(census_, limits));
    }
  }
  ~ThreadedServer() override { stop(); }

  std::optional<base::Error> add(const ListenerSpec& spec) {
    std::vector<asio::io_context*> contexts;
    for (auto& worker : workers_) contexts.push_back(&worker->io());
    auto listening = listen(spec, contexts);
    if (!listening) return listening.error();
    ports_.push_back(listening->port);
    Door door{spec.token,      listening->address,    spec.vital,
              listening->port, spec.trusts_forwarded, {}};
    if (spec.local) door.peers = std::make_shared<const Peers>(spec.local->peers);
    if (listening->bound) bound_.push_back(std::move(listening->bound));
    for (const std::string& origin : spec.cors) door.cors.push_back(cors_origin(origin));
    for (size_t i = 0; i < workers_.size(); ++i) {
      workers_[i]->add_listener(std::move(listening->acceptors[i]), door);
    }
    return std::nullopt;
  }

  uint16_t port(size_t index) const override { return ports_.at(index); }

  void publish(std::shared_ptr<const std::vector<Router>> routers,
               std::function<void(uint32_t)> acknowledged) override {
    for (uint32_t i = 0; i < workers_.size(); ++i) {
      post(i, [worker = workers_[i].get(), i, routers, acknowledged] {
        worker->set_routers(routers);
        if (acknowledged) acknowledged(i);
      });
    }
  }

  void on_denied(OnDenied tell) override {
    SPARK_ASSERT(threads_.empty(), "workers read it without asking");
    for (auto& worker : workers_) worker->context().on_denied = tell;
  }

  void on_stamp(std::function<uint64_t()> stamp) override {
    SPARK_ASSERT(threads_.empty(), "workers read it without asking");
    for (auto& worker : workers_) worker->context().stamp = stamp;
  }

  void start(std::function<void(uint32_t)> on_worker_start) override {
    SPARK_ASSERT(threads_.empty() && !stopped_, "a server is started once");
    for (uint32_t i = 0; i < workers_.size(); ++i) {
      threads_.emplace_back([worker = workers_[i].get(), i, on_worker_start] {
        base::this_worker = i;
        pthread_setname_np(pthread_self(), ("worker-" + std::to_string(i)).c_str());
        if (on_worker_start) on_worker_start(i);
        worker->run();
      });
    }
  }

  void post(uint32_t worker, std::function<void()> task) override {
    workers_.at(worker)->context().outlet->post(std::move(task));
  }

  void drain(std::function<void()> drained) override {
    const auto left = std::make_shared<std::atomic<size_t>>(workers_.size());
    for (auto& worker : workers_) {
      worker->context().outlet->post([worker = worker.get(), left, drained] {
        worker->drain([left, drained] {
          if (left->fetch_sub(1) == 1 && drained) drained();
        });
      });
    }
  }

  void stop() override {
    if (stopped_) return;
    stopped_ = true;
    for (auto& worker : workers_) {
      worker->context().outlet->post([worker = worker.get()] { worker->shut_down(); });
      worker->context().outlet->shut();
    }
    if (threads_.empty()) {
      for (auto& worker : workers_) worker->run();
    }
    for (auto& thread : threads_) thread.join();
    bound_.clear();
  }

  uint32_t open_connections() const override {
    return census_.data.load(std::memory_order_relaxed) +
           census_.vital.load(std::memory_order_relaxed);
  }
  uint32_t workers() const override { return static_cast<uint32_t>(workers_.size()); }
  const Counts& counts(uint32_t worker) const override {
    return workers_.at(worker)->context().counts;
  }

 private:
  Census census_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<uint16_t> ports_;
  std::vector<std::unique_ptr<BoundSocket>> bound_;  // whose files go with the server
  std::vector<std::thread> threads_;
  bool stopped_ = false;
};

}  // namespace

base::Result<std::unique_ptr<Server>> Server::open(std::vector<ListenerSpec> listeners,
                                                   const Limits& limits, uint32_t workers) {
  if (auto wrong = check(limits, listeners.size(), workers)) return *wrong;
  auto server = std::make_unique<ThreadedServer>(limits, workers);
  for (const ListenerSpec& spec : listeners) {
    if (auto wrong = server->add(spec)) return *wrong;
  }
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace spark::http
