#include "sender.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace spark::replay {
namespace {

using tool::Answer;
using tool::Client;
using tool::Error;
using tool::Result;
using Clock = std::chrono::steady_clock;

// What the connections share. One lock a batch; with pipelining it is not felt.
class Run {
 public:
  Run(Source& source, const Sending& sending, Tally& tally, tool::Progress& progress)
      : source_(source), sending_(sending), tally_(tally), progress_(progress) {}

  // One connection's work: batches until there are no more.
  void work(Client& client) {
    Batch batch;
    while (take(client, batch)) {
      if (sending_.rate_per_s > 0) std::this_thread::sleep_until(batch.due);
      const auto sent_at = Clock::now();
      if (Result<void> sent = client.send(batch.requests); !sent) {
        return lose(sent.error(), batch.count);
      }
      batch.answers.clear();
      while (batch.answers.size() < batch.count) {
        Result<Answer> answer = client.receive();
        const std::chrono::duration<double, std::milli> latency = Clock::now() - sent_at;
        if (!answer) {
          settle(batch);
          return lose(answer.error(), batch.count - batch.answers.size());
        }
        const Outcome outcome = judge(answer->status, answer->body);
        const bool odd = outcome.status != 200 || !outcome.readable;
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
    Outcome outcome;
    double latency_ms;
    std::string body;  // of what went wrong
  };
  struct Batch {
    std::string requests;
    size_t count = 0;
    Clock::time_point due;
    std::vector<Judged> answers;
  };

  // Fills the batch from the source; false if there is nothing left to do.
  bool take(const Client& client, Batch& batch) {
    const std::lock_guard lock(mutex_);
    batch.requests.clear();
    batch.count = 0;
    if (sending_.rate_per_s > 0) {
      batch.due =
          start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                       static_cast<double>(taken_) / sending_.rate_per_s));
    }
    while (!error_ && batch.count < sending_.pipeline) {
      const Result<bool> more = source_.next(snapshot_);
      if (!more) error_ = more.error();
      if (!more || !*more) break;
      body_.clear();
      market::append_json(body_, snapshot_);
      client.append_request(batch.requests, "POST", sending_.path, body_);
      ++batch.count;
    }
    taken_ += batch.count;
    return batch.count > 0;
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
  }

  Source& source_;
  const Sending& sending_;
  Tally& tally_;
  tool::Progress& progress_;
  const Clock::time_point start_ = Clock::now();

  std::mutex mutex_;  // guards all below, and the four above
  std::optional<Error> error_;
  uint64_t taken_ = 0;
  Snapshot snapshot_;
  std::string body_;
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
    others.emplace_back([&run, &client = clients[i]] { run.work(client); });
  }
  run.work(clients[0]);
  for (std::jthread& other : others) other.join();
  return run.result();
}

}  // namespace spark::replay
