// A connection's conversation, apart from its socket: bytes in, responses out, in order.
//
// Requests are parsed one after the other out of the input. Each is refused, or admitted and
// handled, and its response is appended to the output. The next request comes only after that.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "http/admission.h"
#include "http/buffer.h"
#include "http/context.h"
#include "http/exchange.h"
#include "http/output.h"
#include "http/parser.h"

namespace spark::http {

class Session;

// The functions of the connection that a session calls.
class Carrier {
 public:
  // Whether bytes have arrived that were not read.
  virtual bool more_to_read() = 0;
  // A deferred response has been appended to the output.
  virtual void resume() = 0;
  // The session, for a deferred response, which may come after the session's end.
  virtual std::weak_ptr<Session> session() = 0;

 protected:
  ~Carrier() = default;
};

class Session final : public Exchange {
 public:
  // Context and carrier outlive it.
  Session(Context& context, uint32_t listener, Peer peer, Carrier& carrier);

  [[nodiscard]] Buffer& input() { return input_; }
  [[nodiscard]] const Buffer& input() const { return input_; }
  [[nodiscard]] Output& output() { return output_; }
  [[nodiscard]] const Output& output() const { return output_; }

  // `bytes` bytes have been read into the room of input().
  void arrived(size_t bytes);
  // Answers the requests that have been read. False: too much output is unsent to go on.
  [[nodiscard]] bool serve();
  // Answers with an error of this layer; nothing further is read.
  void refuse(uint32_t code, std::string_view text);
  // Gives up waiting for a deferred response.
  void refuse_deferred();
  // The response to the request that was given `ticket`; ignored if no longer waited for.
  void answer_deferred(uint64_t ticket, uint32_t code, ContentType type, std::string_view body);
  // The next response is the last.
  void end_soon() { ending_ = true; }

  [[nodiscard]] bool awaiting() const { return awaiting_; }    // a deferred response
  [[nodiscard]] uint32_t wait_ms() const { return wait_ms_; }  // for it
  [[nodiscard]] bool closing() const { return closing_; }      // the last response is in the output
  [[nodiscard]] bool started() const {
    return parser_.started();
  }  // part of a request has been read
  [[nodiscard]] bool in_body() const { return parser_.in_body(); }
  [[nodiscard]] uint64_t served() const { return served_; }
  // The key of a vital listener was presented, by a request whose head has been read.
  [[nodiscard]] bool has_key() const { return admission_.has_key(); }
  [[nodiscard]] bool is_vital() const { return admission_.door().vital; }
  // There is little memory left for unfinished requests.
  [[nodiscard]] bool is_input_tight() const {
    return context_.budget_of(admission_.listener()).is_tight();
  }

 private:
  // Exchange, for the handler of the present request.
  const Request& request() const override { return context_.request; }
  Response& response() override { return context_.answer; }
  Peer peer() const override { return admission_.peer(); }
  std::string_view complaint() const override { return complaint_; }
  uint64_t stamp() const override { return arrival_; }
  std::unique_ptr<Deferred> defer(uint32_t wait_ms, LateResponse late) override;
  uint64_t number() const override { return context_.counts.requests.get(); }
  void follow_up(FollowUp work) override { context_.follow_up = work; }

  void begin();
  void fail();
  void handle();
  void call();
  void conclude();
  void count(uint32_t code);
  void dispatch();
  void run(const Handler& handler);
  void end_wait();
  After after(bool wants_close);

  Context& context_;
  Carrier& carrier_;
  Buffer input_;
  Output output_;
  Parser parser_;
  Admission admission_;
  bool awaiting_ = false;
  bool ending_ = false;
  bool closing_ = false;
  // Of the request that is being answered.
  bool keep_alive_ = false;
  bool http_1_0_ = false;
  bool head_only_ = false;
  Tally* tally_ = nullptr;  // its route's
  Handler begun_;           // the rest of a request that took effect at its head
  std::string_view complaint_;
  // Stamps: of the oldest bytes in `input_`, and of bytes that came during a deferred response.
  uint64_t arrival_ = 0;
  uint64_t awaiting_since_ = 0;
  bool came_while_awaiting_ = false;
  uint32_t wait_ms_ = 0;
  LateResponse late_;
  uint64_t ticket_ = 0;
  uint64_t served_ = 0;
};

}  // namespace spark::http
