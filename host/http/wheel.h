// A coarse timer wheel: many timeouts that are nearly always put off before they expire.
//
// Pure: the wheel counts ticks and reads no clock. Putting a timer off only stores the new tick;
// the wheel moves the timer when it reaches the old place. So a request costs one store, where
// Asio's timers would cost a heap operation and an allocation. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace spark::http {

class Wheel {
 public:
  // Embedded in its owner; taken off the wheel when destroyed.
  class Timer {
   public:
    Timer() = default;
    ~Timer() { unlink(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    [[nodiscard]] uint64_t due() const { return due_; }
    [[nodiscard]] bool is_set() const { return next_ != this; }

   private:
    friend class Wheel;
    void unlink() {
      previous_->next_ = next_;
      next_->previous_ = previous_;
      previous_ = next_ = this;
    }
    void link_before(Timer& other) {
      previous_ = other.previous_;
      next_ = &other;
      previous_->next_ = this;
      other.previous_ = this;
    }

    Timer* previous_ = this;
    Timer* next_ = this;
    uint64_t due_ = 0;
    uint64_t visit_ = 0;  // when the wheel comes by; at most due_
  };

  [[nodiscard]] uint64_t now() const { return now_; }

  // The timer expires at tick `due`, or at the next tick if `due` is not after now.
  void set(Timer& timer, uint64_t due) {
    timer.due_ = due > now_ ? due : now_ + 1;
    if (timer.is_set() && timer.visit_ <= timer.due_) return;
    place(timer);
  }

  void cancel(Timer& timer) { timer.unlink(); }

  // Goes to tick `now` and calls expired(Timer&) for each timer that is due, in the order of their
  // ticks. The timer is off the wheel by then; expired() may set and cancel any timer. Ticks never
  // go back.
  template <class Expired>
  void advance(uint64_t now, Expired&& expired) {
    // A long sleep passes every slot once; more rounds would find nothing new.
    if (now > now_ + slots_) now_ = now - slots_;
    while (now_ < now) {
      ++now_;
      Timer passing;  // timers set meanwhile belong to later visits
      splice(slot(now_), passing);
      while (passing.is_set()) visit(*passing.next_, expired);
    }
  }

 private:
  static constexpr size_t slots_ = 1024;  // about 100 s of 100 ms ticks; later ones come by again

  Timer& slot(uint64_t tick) { return heads_[tick % slots_]; }

  void place(Timer& timer) {
    timer.unlink();
    const uint64_t latest = now_ + slots_ - 1;
    timer.visit_ = timer.due_ < latest ? timer.due_ : latest;
    timer.link_before(slot(timer.visit_));
  }

  static void splice(Timer& from, Timer& to) {
    if (!from.is_set()) return;
    to.link_before(from);
    from.unlink();
  }

  template <class Expired>
  void visit(Timer& timer, Expired&& expired) {
    if (timer.due_ > now_) {
      place(timer);
    } else {
      timer.unlink();
      expired(timer);
    }
  }

  uint64_t now_ = 0;
  std::array<Timer, slots_> heads_;
};

}  // namespace spark::http
