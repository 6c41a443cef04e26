#include "sender.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace spark::replay {
namespace {

using tool::Client;
using tool::Error;
using tool::Response;
using tool::Result;
using Clock = std::chrono::steady_clock;

constexpr size_t queue_rows_max = 4 * pipeline_max;

// The state that the connections share. They lock once a batch, which pipelining makes cheap.
//
// Any connection that wants a row reads the next one. A row of another connection's symbol waits in
// that connection's queue. While a queue is full, no connection reads on.
class Run {
 public:
  Run(Source& source, const Sending& sending, Tally& tally, tool::Progress& progress)
      : source_(source),
        sending_(sending),
        tally_(tally),
        progress_(progress),
        queues_(sending.connections) {}

  // One connection's work: batches until there are no more.
  void work(size_t connection, Client& client) {
    Batch batch;
    while (take(connection, client, batch)) {
      if (sending_.rate_per_s > 0) std::this_thread::sleep_until(batch.due);
      const auto sent_at = Clock::now();
      if (Result<void> sent = client.send(batch.requests); !sent) {
        return lose(sent.error(), batch.count);
      }
      batch.answers.clear();
      while (batch.answers.size() < batch.count) {
        Result<Response> answer = client.receive();
        const std::chrono::duration<double, std::milli> latency = Clock::now() - sent_at;
        if (!answer) {
          settle(batch);
          return lose(answer.error(), batch.count - batch.answers.size());
        }
        const Judgement outcome = judge(answer->status, answer->body);
        const bool odd = (outcome.status != 200 && !outcome.not_ready) || !outcome.readable;
        batch.answers.push_back({outcome, latency.count(), odd ? std::move(answer->body) : ""});
      }
      settle(batch);
    }
  }

  Result<void> result() const {
    if (error_) return *error_;
    return {};
  }

 private:
  struct Judged {
    Judgement outcome;
    double latency_ms;
    std::string body;  // of what went wrong
  };
  struct Batch {
    std::string requests;
    size_t count = 0;
    Clock::time_point due;
    std::vector<Judged> answers;
  };

  struct Queued {
    std::string body;
    Clock::time_point due;
  };

  // Fills the batch with rows of this connection; false if there is nothing left to do.
  bool take(size_t connection, const Client& client, Batch& batch) {
    std::unique_lock lock(mutex_);
    batch.requests.clear();
    batch.count = 0;
    const auto add = [&](const std::string& body, Clock::time_point due) {
      if (batch.count++ == 0) batch.due = due;
      client.append_request(batch.requests, "POST", sending_.path, body);
    };
    std::deque<Queued>& own = queues_[connection];
    while (!error_ && batch.count < sending_.pipeline) {
      if (!own.empty()) {
        add(own.front().body, own.front().due);
        own.pop_front();
        continue;
      }
      if (ended_ || (batch.count > 0 && a_queue_is_full())) break;
      if (a_queue_is_full()) {
        changed_.wait(lock);
        continue;
      }
      if (!read()) continue;
      const size_t owner = connection_of(snapshot_.symbol);
      if (owner == connection) {
        add(body_, due_);
      } else {
        queues_[owner].push_back({body_, due_});
        changed_.notify_all();
      }
    }
    if (queues_.size() > 1) changed_.notify_all();
    return !error_ && batch.count > 0;
  }

  // The next row into body_; false at the end, or at an error.
  bool read() {
    const Result<bool> more = source_.next(snapshot_);
    if (!more) error_ = more.error();
    ended_ = !more || !*more;
    if (ended_) return false;
    body_.clear();
    market::append_json(body_, snapshot_);
    if (sending_.rate_per_s > 0) {
      due_ = start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                          static_cast<double>(rows_) / sending_.rate_per_s));
    }
    ++rows_;
    return true;
  }

  // Symbols go round the connections, in the order of their first rows.
  size_t connection_of(const std::string& symbol) {
    if (queues_.size() == 1) return 0;
    return symbols_.try_emplace(symbol, symbols_.size() % queues_.size()).first->second;
  }

  bool a_queue_is_full() const {
    return std::any_of(queues_.begin(), queues_.end(),
                       [](const auto& queue) { return queue.size() >= queue_rows_max; });
  }

  void settle(const Batch& batch) {
    const std::lock_guard lock(mutex_);
    for (const Judged& one : batch.answers) tally_.add(one.outcome, one.latency_ms, one.body);
    progress_.add(batch.answers.size());
  }

  void lose(const Error& error, size_t unanswered) {
    const std::lock_guard lock(mutex_);
    tally_.unanswered += unanswered;
    if (!error_) error_ = error;
    changed_.notify_all();
  }

  Source& source_;
  const Sending& sending_;
  Tally& tally_;
  tool::Progress& progress_;
  const Clock::time_point start_ = Clock::now();

  std::mutex mutex_;                 // guards all below, and the four above
  std::condition_variable changed_;  // a queue, the end, or an error
  std::optional<Error> error_;
  bool ended_ = false;
  uint64_t rows_ = 0;
  Snapshot snapshot_;
  std::string body_;
  Clock::time_point due_;  // of the row in body_
  std::map<std::string, size_t> symbols_;
  std::vector<std::deque<Queued>> queues_;
};

}  // namespace

Result<void> send_all(Source& source, const Sending& sending, Tally& tally,
                      tool::Progress& progress) {
  std::vector<Client> clients;
  for (uint32_t i = 0; i < sending.connections; ++i) clients.emplace_back(sending.to);
  for (Client& client : clients) {
    if (Result<void> connected = client.connect(); !connected) return connected.error();
  }
  Run run(source, sending, tally, progress);
  std::vector<std::jthread> others;
  for (uint32_t i = 1; i < sending.connections; ++i) {
    others.emplace_back([&run, i, &client = clients[i]] { run.work(i, client); });
  }
  run.work(0, clients[0]);
  for (std::jthread& other : others) other.join();
  return run.result();
}

}  // namespace spark::replay
