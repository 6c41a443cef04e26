// Operators' requests without a socket and without threads: queues that are stepped by hand, and a
// record that is kept in memory or refused.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/action_routes.h"
#include "http/buffered_response.h"
#include "spark/ext/draft/http.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

namespace spark::test {

struct Sent {
  uint32_t code = 0;
  std::string body;
};

// A client, and what it was answered: the first answer counts, as on a connection.
class Asking final : public http::Exchange {
 public:
  explicit Asking(std::string body = "", http::Peer peer = {true, false},
                  std::string_view path = "/verb")
      : body_(std::move(body)), path_(path), peer_(peer) {
    request_.method = http::Method::post;
    request_.method_text = "POST";
    request_.path = path_;
    request_.body = body_;
  }
  const http::Request& request() const override { return request_; }
  http::Response& response() override { return response_; }
  http::Peer peer() const override { return peer_; }
  std::string_view complaint() const override { return complaint_; }
  uint64_t stamp() const override { return stamp_; }
  std::unique_ptr<http::Deferred> defer(uint32_t, http::LateResponse late) override {
    late_ = std::move(late);
    return std::make_unique<Reply>(answer_, sends_);
  }

  uint64_t number() const override { return 1; }
  void follow_up(http::FollowUp) override {}

  // How often it was answered; the answer that comes too late does not count.
  [[nodiscard]] int sends() const { return *sends_; }
  [[nodiscard]] bool is_deferred() const { return static_cast<bool>(late_); }
  // The client has waited long enough.
  void give_up() {
    if (*answer_) return;
    http::BufferedResponse late;
    late.begin();
    late_(late);
    *answer_ = Sent{late.code(), late.body()};
  }
  [[nodiscard]] std::optional<Sent> answer() const {
    if (*answer_) return *answer_;
    if (!response_.has_status()) return std::nullopt;
    return Sent{response_.code(), const_cast<http::BufferedResponse&>(response_).body()};
  }

  std::string_view complaint_;
  uint64_t stamp_ = 0;  // when it was sent

 private:
  class Reply final : public http::Deferred {
   public:
    Reply(std::shared_ptr<std::optional<Sent>> answer, std::shared_ptr<int> sends)
        : answer_(std::move(answer)), sends_(std::move(sends)) {}
    void send(uint32_t code, http::ContentType, std::string body) override {
      ++*sends_;
      if (!*answer_) *answer_ = Sent{code, std::move(body)};
    }

   private:
    std::shared_ptr<std::optional<Sent>> answer_;
    std::shared_ptr<int> sends_;
  };

  std::string body_;
  std::string path_;
  http::Peer peer_;
  http::Request request_;
  http::BufferedResponse response_;
  http::LateResponse late_;
  std::shared_ptr<std::optional<Sent>> answer_ = std::make_shared<std::optional<Sent>>();
  std::shared_ptr<int> sends_ = std::make_shared<int>(0);
};

inline constexpr const char* confirmed = R"({"confirm":true})";

struct ActionRig {
  TemporaryFolder folder;
  ManualQueue control;
  ManualQueue writer;
  store::Chain chain = std::move(store::Chain::open(folder.path()).value().chain);
  services::Flags flags;
  store::Recorder recorder{chain};
  actions::ActionContext context{control, writer, recorder};
  actions::Orders orders{flags};
  actions::SafeActions safe{flags, context};
  actions::ActionRooms rooms{context, orders, safe};
  bool disk_is_full = false;
  std::vector<store::Record> records;
  spark_flag* flag = nullptr;
  int calls = 0;  // of the plugin's handlers

  ActionRig() {
    flag = *flags.declare("p.on", 1, 0);
    flags.all_declared();
    recorder.append = [this](const store::Record& record) -> base::Result<store::Receipt> {
      if (disk_is_full) return base::Error("no space left");
      records.push_back(record);
      return store::Receipt{records.size(), std::string(64, '0')};
    };
  }

  void run_all() {
    while (writer.step() || control.step()) {
    }
  }
  [[nodiscard]] int64_t value() const { return flag->value; }

  // "action result" of each record.
  [[nodiscard]] std::vector<std::string> recorded() const {
    std::vector<std::string> all;
    for (const auto& record : records) all.push_back(record.action + " " + record.result);
    return all;
  }

  // A plugin's verb that answers {"done":true}; a risky one moves the flag to 1 first.
  actions::RoutePtr route(services::RouteAccess access) {
    auto made = std::make_shared<services::Route>();
    made->owner = "p";
    made->method = "POST";
    made->path = "/verb";
    made->access = access;
    made->flag = flag;
    made->context = this;
    const bool risky = access == services::RouteAccess::admin;
    made->handle = risky ? &ActionRig::move_and_answer : &ActionRig::answer;
    return made;
  }

  void ask_safe(Asking& asking, services::RouteAccess access = services::RouteAccess::safe) {
    actions::begin_safe_route(route(access), rooms, asking.peer())(asking);
  }
  void ask_risky(Asking& asking) {
    asking.stamp_ = flags.epoch();
    actions::serve_route(route(services::RouteAccess::admin), rooms, asking);
  }

  static void answer(void* self, const spark_http_request*, spark_http_reply* reply) {
    ++static_cast<ActionRig*>(self)->calls;
    reply->send(reply, 200, SPARK_CONTENT_JSON, R"({"done":true})", 13);
  }
  static void move_and_answer(void* self, const spark_http_request* request,
                              spark_http_reply* reply);
};

}  // namespace spark::test
