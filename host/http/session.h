// A connection's conversation, apart from its socket: bytes in, answers out, in order.
//
// Requests are parsed one after the other out of `input`; each is routed, checked and handled, and
// its answer appended to `output`. The next one is looked at only when the one before is answered.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/buffer.h"
#include "http/context.h"
#include "http/exchange.h"
#include "http/origin.h"
#include "http/parser.h"

namespace spark::http {

class Session : public std::enable_shared_from_this<Session>, public Exchange {
 public:
  Session(Context& context, uint32_t listener, Peer peer);

  // The answer to the request that was given `ticket`; ignored if it is no longer waited for.
  void answer_deferred(uint64_t ticket, uint32_t code, ContentType type, std::string_view body);

  [[nodiscard]] bool is_vital() const { return context_.doors[listener_].vital; }

 protected:
  // Answers what has been read, as far as it may. False: there is too much unsent output to go on.
  [[nodiscard]] bool serve();
  // Answers with an error of this layer; nothing further is read.
  void refuse(uint32_t code, std::string_view text);
  // Gives up waiting for a deferred answer.
  void refuse_deferred();

  [[nodiscard]] size_t unsent() const { return output_.size() - sent_; }
  [[nodiscard]] bool awaiting() const { return awaiting_; }    // a deferred answer
  [[nodiscard]] uint32_t wait_ms() const { return wait_ms_; }  // for it
  [[nodiscard]] bool closing() const { return closing_; }      // the last answer is in output_
  [[nodiscard]] bool started() const {
    return parser_.started();
  }  // part of a request has been read
  [[nodiscard]] bool in_body() const { return parser_.in_body(); }
  [[nodiscard]] uint64_t served() const { return served_; }
  // The key of a vital listener was presented, by a request whose head has been read.
  [[nodiscard]] bool has_key() const { return has_key_; }

  // Bytes have been read and will be committed to `input_`.
  void arrived();

  // A deferred answer has been appended.
  virtual void resume() = 0;
  // Whether there are bytes that have arrived and not been read.
  virtual bool more_to_read() = 0;
  [[nodiscard]] bool is_input_tight() const { return context_.budget_of(listener_).is_tight(); }

  Context& context_;
  Buffer input_;
  std::string output_;
  size_t sent_ = 0;
  bool leaving_ = false;  // the next answer is the last

 private:
  // Exchange, for the handler of the present request.
  const Request& request() const override { return context_.request; }
  Response& response() override { return context_.answer; }
  Peer peer() const override { return peer_; }
  std::string_view complaint() const override { return complaint_; }
  uint64_t stamp() const override { return arrival_; }
  std::unique_ptr<Deferred> defer(uint32_t wait_ms, LateAnswer late) override;

  void begin();
  void fail();
  void handle();
  void call();
  void conclude();
  void dispatch();
  [[nodiscard]] Router::Match find_route();
  [[nodiscard]] Decision decide_on(Access access) const;
  [[nodiscard]] bool is_too_late() const;
  [[nodiscard]] OriginJudgement judge_page() const;
  bool may_come_from(const Router::Match& match);
  bool may_call(const Route& route);
  void run_begun();
  [[nodiscard]] Failure inflate(InputMemory& memory);
  bool has_readable_body(InputMemory& memory);
  void deny(const Decision& decision);
  void run(const Handler& handler);
  // An error answer that leaves the connection as it is.
  void decline(uint32_t code, std::string_view text);
  After after(bool wants_close);

  Parser parser_;
  uint32_t listener_;
  Peer peer_;
  bool awaiting_ = false;
  bool closing_ = false;
  bool has_key_ = false;
  // Of the request that is being answered.
  bool keep_alive_ = false;
  bool http_1_0_ = false;
  bool head_only_ = false;
  Router::Match match_;             // found at its head …
  uint64_t match_publication_ = 0;  // … in these routers
  Handler begun_;                   // it has taken effect: what is left to do
  std::string_view complaint_;
  std::string_view cors_;  // headers that its answer gets for its page's origin; the door's
  // Stamps: of the oldest bytes in `input_`, and of those that came while an answer was awaited.
  uint64_t arrival_ = 0;
  uint64_t awaiting_since_ = 0;
  bool came_while_awaiting_ = false;
  uint32_t wait_ms_ = 0;
  LateAnswer late_;
  uint64_t ticket_ = 0;
  uint64_t served_ = 0;
};

}  // namespace spark::http
