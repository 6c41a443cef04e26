// Safe actions against everything that was asked for before them, in whatever order the threads get
// to it: routes, later replies, jobs, timers, publications, clients that give up, plugin objects
// that rest, and a disk that stalls or is full.
//
// The rules: nothing that was asked for before a safe action applies after it, what was answered
// with 503 never applies, and every reply and every `done` ends exactly once.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <random>

#include "actions/action_rig.h"
#include "actions/object_rig.h"
#include "services/leave.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::test;

namespace {

struct Risky {
  std::unique_ptr<Asking> asking;  // null: a publication, or what a timer or job did
  actions::OrderPtr order;         // of a publication
  bool moves_flag = false;
  uint64_t kept = 0;  // the number of its reply
  uint64_t asked_at = 0;
  uint64_t applied_at = 0;  // 0: not
  bool gave_up = false;
};

class Play {
 public:
  explicit Play(uint32_t seed) : random_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
    // The disk recovers, and every thread gets to the end.
    rig_.disk_is_full = false;
    is_stalled_ = false;
    do {
      while (read() || writer() || control() || builder() || object_.job()) {
      }
    } while (rig_.control.step_delayed());
  }

  void check() const {
    for (const int ends : object_.ends) CHECK(ends == 1);
    for (const auto& risky : all_) {
      if (risky->asking) CHECK(risky->asking->sends() <= 1);
      const auto answer = risky->asking ? risky->asking->answer() : std::nullopt;
      if (risky->asking) {
        CHECK(answer.has_value());
        if (answer->code == 503) CHECK(risky->applied_at == 0);
        if (answer->code == 409) CHECK(risky->applied_at == 0);
        if (answer->code == 200) CHECK(risky->applied_at != 0);
      }
      for (const uint64_t safe : safe_at_) {
        const bool before = risky->asked_at < safe;
        if (before) CHECK((risky->applied_at == 0 || risky->applied_at < safe));
      }
    }
    // The flag stands where the last of them put it.
    const uint64_t last_safe = safe_at_.empty() ? 0 : safe_at_.back();
    uint64_t last_enable = 0;
    for (const auto& risky : all_)
      if (risky->moves_flag) last_enable = std::max(last_enable, risky->applied_at);
    CHECK(rig_.value() == (last_safe > last_enable ? 0 : 1));
  }

  [[nodiscard]] size_t orders() const { return all_.size() + safe_at_.size(); }
  [[nodiscard]] size_t superseded() const {
    return static_cast<size_t>(std::count_if(all_.begin(), all_.end(), [](const auto& risky) {
      return risky->asking && risky->asking->answer()->code == 409;
    }));
  }

 private:
  void step() {
    switch (random_() % 19) {
      case 12:
        return (void)read();
      case 13:
        return enable_later();
      case 14:
        return tick();
      case 15:
      case 16:
        return (void)object_.job();
      case 18:
        if (random_() % 4 == 0) object_.rest();
        return;
      case 0:
      case 1:
        return enable();
      case 2:
        return disable();
      case 3:
        return signal();
      case 4:
        return publish();
      case 5:
      case 17:
        return give_up();
      case 6:
        return (void)(is_stalled_ = !is_stalled_);
      case 7:
        return (void)(rig_.disk_is_full = random_() % 4 == 0);
      case 8:
        return (void)builder();
      case 9:
        return (void)rig_.control.step_delayed();
      case 10:
        return (void)writer();
      default:
        return (void)control();
    }
  }

  uint64_t now() { return ++now_; }

  void enable() {
    auto& risky = *all_.emplace_back(std::make_shared<Risky>());
    risky.moves_flag = true;
    ask(risky, [](void* self, const spark_http_request* request, spark_http_reply* reply) {
      const auto& [play, of] = *static_cast<Handler*>(self);
      play->during_handler();
      ActionRig::move_and_answer(&play->rig_, request, reply);
      if (play->rig_.value() == 1 && play->moved_) of->applied_at = play->now();
    });
  }

  // A handler that keeps its reply, and has its effect when a job has ended.
  void enable_later() {
    auto& risky = *all_.emplace_back(std::make_shared<Risky>());
    ask(risky, [](void* self, const spark_http_request*, spark_http_reply* reply) {
      const auto& [play, of] = *static_cast<Handler*>(self);
      of->kept = reply->keep(reply);
      play->during_handler();
      play->object_.post_job([play = play, of = of] { play->apply_kept(*of); });
    });
  }
  void apply_kept(Risky& risky) {
    const auto call = object_.kept->find(risky.kept);
    if (call == nullptr) return;  // it rested
    if (call->commit(false).why == services::Commit::Why::done) risky.applied_at = now();
    if (const auto mine = object_.kept->take(risky.kept))
      mine->send({200, services::Content::json, "{}"});
  }

  // What a timer does in one call: it moves the flag, posts a job, or asks for a swap.
  void tick() {
    const services::Asked::Scope asked(rig_.flags.epoch());
    const uint64_t asked_at = now();
    during_handler();
    switch (random_() % 3) {
      case 0:
        return move_flag(asked_at);
      case 1:
        return object_.post_job([this, asked_at] {
          random_() % 2 == 0 ? move_flag(asked_at) : ask_for_swap(asked_at);
        });
      default:
        return ask_for_swap(asked_at);
    }
  }
  void move_flag(uint64_t asked_at) {
    if (services::move_flag(rig_.flags, rig_.flag, 1).why != services::Commit::Why::done) return;
    auto& move = *all_.emplace_back(std::make_shared<Risky>());
    move.asked_at = asked_at;
    move.applied_at = now();
    move.moves_flag = true;
  }
  // As spark.swap/1 does.
  void ask_for_swap(uint64_t asked_at) {
    auto& swap = *all_.emplace_back(std::make_shared<Risky>());
    swap.order = rig_.orders.accept(services::Asked::present().value_or(rig_.flags.epoch()));
    swap.asked_at = asked_at;
    building_.push_back(&swap);
  }

  // A risky request whose handler is `handle`.
  void ask(Risky& risky, void (*handle)(void*, const spark_http_request*, spark_http_reply*)) {
    risky.asking = std::make_unique<Asking>(confirmed, http::Peer{true, true});
    risky.asked_at = now();
    auto route = std::make_shared<services::Route>(*rig_.route(services::RouteAccess::admin));
    handlers_.push_back({this, &risky});
    route->context = handlers_.back().get();
    route->handle = handle;
    route->replies = object_.kept;
    risky.asking->stamp_ = rig_.flags.epoch();
    const auto serve = [this, route, &asking = *risky.asking] {
      actions::serve_route(route, rig_.rooms, asking);
    };
    // Its worker may be stuck, and read it later.
    if (random_() % 3 == 0) {
      unread_.push_back(serve);
    } else {
      serve();
    }
  }

  bool read() {
    if (unread_.empty()) return false;
    unread_.front()();
    unread_.pop_front();
    return true;
  }

  // A safe action may come while the handler runs.
  void during_handler() {
    moved_ = true;
    if (random_() % 4 != 0) return;
    disable();
    moved_ = false;
  }

  void disable() {
    clients_.push_back(std::make_unique<Asking>());
    rig_.ask_safe(*clients_.back());
    safe_at_.push_back(now());
  }

  void signal() {
    rig_.safe.make_all_safe("signal", false);
    safe_at_.push_back(now());
  }

  void publish() {
    auto& risky = *all_.emplace_back(std::make_shared<Risky>());
    risky.order = rig_.orders.accept(rig_.flags.epoch());
    risky.asked_at = now();
    building_.push_back(&risky);
  }

  bool builder() {
    if (building_.empty()) return false;
    Risky& risky = *building_.front();
    building_.pop_front();
    const auto refused = rig_.orders.begin(*risky.order, [&] { risky.applied_at = now(); });
    CHECK(refused.has_value() == (risky.applied_at == 0));
    return true;
  }

  void give_up() {
    if (all_.empty()) return;
    Risky& risky = *all_[random_() % all_.size()];
    if (!risky.asking || !risky.asking->is_deferred() || risky.asking->answer()) return;
    risky.asking->give_up();
  }

  bool writer() { return !is_stalled_ && rig_.writer.step(); }
  bool control() { return rig_.control.step(); }

  using Handler = std::pair<Play*, Risky*>;
  struct Handlers {
    std::unique_ptr<Handler> handler;
    Handlers(Play* play, Risky* risky) : handler(std::make_unique<Handler>(play, risky)) {}
    [[nodiscard]] Handler* get() const { return handler.get(); }
  };

  std::mt19937 random_;
  ActionRig rig_;
  ObjectRig object_{rig_};
  bool is_stalled_ = false;
  bool moved_ = false;
  uint64_t now_ = 0;
  std::vector<std::shared_ptr<Risky>> all_;
  std::vector<std::unique_ptr<Asking>> clients_;
  std::vector<Handlers> handlers_;
  std::deque<Risky*> building_;
  std::deque<std::function<void()>> unread_;
  std::vector<uint64_t> safe_at_;
};

}  // namespace

TEST_CASE("nothing that was asked for before a safe action applies after it, however they meet") {
  const uint32_t seeds = is_full_soak() ? 20'000 : 500;
  size_t orders = 0;
  size_t superseded = 0;
  for (uint32_t seed = 1; seed <= seeds; ++seed) {
    INFO("seed " << seed);
    Play play(seed);
    play.run(80);
    play.check();
    orders += play.orders();
    superseded += play.superseded();
  }
  CHECK(superseded > 0);
  char figures[160];
  std::snprintf(figures, sizeof figures,
                "interleavings: seeds 1 to %u, %zu orders, %zu of them superseded; none late\n",
                seeds, orders, superseded);
  report_figures("interleavings", figures);
}
