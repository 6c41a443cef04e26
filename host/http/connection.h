// A socket and its deadlines: reads into the session's input, writes the session's output, closes
// without a reset.
//
// Life: reading and answering -> the last response is written -> our side is shut and the peer's
// bytes are dropped for a moment (a close with unread bytes would be a reset, which may overtake
// the response) -> closed. Output is written at once, without a queue; the connection waits for
// the peer only if the kernel does not take all bytes.
#pragma once

#include <cstdint>
#include <memory>

#include "http/asio.h"
#include "http/claim.h"
#include "http/context.h"
#include "http/phase.h"
#include "http/session.h"
#include "http/wheel.h"

namespace spark::http {

class Connection final : public std::enable_shared_from_this<Connection>, private Carrier {
 public:
  // The timer of the connection in the worker's wheel.
  struct Deadline : Wheel::Timer {
    Connection* owner = nullptr;
  };

  // The context outlives the connection; the socket does not block.
  Connection(Context& context, Socket socket, uint32_t listener, Peer peer);

  void start();
  // Answers 503 and closes.
  void shed();
  // The context is draining: closes when nothing is under way.
  void drain();
  // How strong its claim to its place is, and since when (a tick).
  [[nodiscard]] Claim claim();
  [[nodiscard]] uint64_t since() const { return since_; }
  [[nodiscard]] bool is_vital() const { return session_.is_vital(); }
  // Makes room for another connection. Reads the bytes that have arrived: closes if they hold
  // no complete request, else after the response to it.
  void yield();
  // The connection is making room, and waits for no deferred response and not for the peer.
  [[nodiscard]] bool is_leaving() const;
  // The deadline has come.
  void expire();
  // Closes at once. Idempotent.
  void close();
  // The same with a reset: unsent bytes are dropped.
  void abort();

  size_t place = 0;  // in the worker's list

 private:
  enum class Intent : uint8_t { none, close, shrink };  // why a read was cancelled

  bool more_to_read() override;
  void resume() override {
    if (!closed_) run();
  }
  std::weak_ptr<Session> session() override {
    return std::shared_ptr<Session>(shared_from_this(), &session_);
  }

  void run();
  void read();
  void refuse_input();
  void turn_away(std::string_view why);
  void on_read(const boost::system::error_code& error, size_t bytes);
  void on_cancelled();
  void flush();
  void await_room();
  // Bytes that the kernel holds because the peer has not acknowledged them.
  int untaken_bytes();
  bool peer_has_taken_bytes();  // since the last look
  void on_writable(const boost::system::error_code& error);
  void finish();
  void leave();
  void linger(size_t bytes);
  void set_deadline();
  Phase present_phase() const;
  bool can_shrink() const;
  void cancel_read(Intent intent);
  void shrink();

  Context& context_;
  Session session_;
  Socket socket_;
  OperationMemory read_memory_;
  OperationMemory write_memory_;
  Deadline deadline_;
  Intent intent_ = Intent::none;
  bool reading_ = false;    // a read is outstanding
  bool writing_ = false;    // a wait for room is outstanding
  bool peer_done_ = false;  // the peer has shut its side
  bool lingering_ = false;
  bool leaving_ = false;  // it makes room for another connection
  bool closed_ = false;
  Phase phase_ = Phase::none;   // the phase that deadline_ ends
  uint64_t phase_request_ = 0;  // the number of the request in that phase
  uint64_t since_ = 0;          // the tick at which the phase began
  int untaken_bytes_ = 0;
  uint64_t lingered_bytes_ = 0;
};

}  // namespace spark::http
