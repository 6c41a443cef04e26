#include "serving/noted.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "base/start_id.h"
#include "base/worker.h"
#include "serving/request_texts.h"

namespace spark::serving {
namespace {

using base::log::Level;
using pipeline::Outcome;

constexpr int64_t log_every_ns =
    1'000'000'000;  // per worker and stage: a storm is counted, not printed

// Text of bounded size, without an allocation.
class Line {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    const size_t room = bytes_.size() - size_;
    const auto end =
        fmt::format_to_n(bytes_.data() + size_, room, format, std::forward<Args>(args)...);
    size_ += std::min(end.size, room);
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, base::log::text_bytes_max> bytes_;
  size_t size_ = 0;
};

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::not_reached:
      return "(not reached)";
    case Outcome::skipped:
      return "(skipped)";
    case Outcome::refused:
      return "(breaker open)";
    case Outcome::late:
      return "(late)";
    case Outcome::not_ready:
      return "(not ready)";
    case Outcome::failed:
      return "(failed)";
    case Outcome::ok:
      return "";
  }
  return "";
}

bool is_failure(const pipeline::Trace& trace) {
  return trace.outcome == Outcome::failed || trace.outcome == Outcome::late;
}

// Whether a failure of a stage gets a line: then the line names the request.
bool has_news(const generation::PipelineWorker& own) {
  const auto traces = own.runner->traces();
  for (size_t i = 0; i < traces.size(); ++i)
    if (is_failure(traces[i]) && own.runner->rendered_ns() - own.logged_at_ns[i] >= log_every_ns)
      return true;
  return false;
}

void add_ids(Line& line, const generation::RequestNotes& notes) {
  if (!notes.is_noted()) return;
  line.add(" request_id={}", notes.request_id());
  if (!notes.trace_id().empty()) line.add(" trace_id={}", notes.trace_id());
}

void log_failures(const generation::Served& served, generation::PipelineWorker& own) {
  const int64_t now_ns = own.runner->rendered_ns();
  const auto traces = own.runner->traces();
  for (size_t i = 0; i < traces.size(); ++i) {
    if (!is_failure(traces[i]) || now_ns - own.logged_at_ns[i] < log_every_ns) continue;
    own.logged_at_ns[i] = now_ns;
    Line detail;
    detail.add(" ({} us)", traces[i].elapsed_ns / 1000);
    add_ids(detail, own.notes);
    const auto& title = served.titles[i];
    base::log::write_about(title.about, Level::warn, title.text, own.runner->failure(i),
                           detail.view(), base::log::enabled(Level::warn));
  }
}

// predict: slow request_id=… trace_id=… code=200 elapsed_us=12345 unlogged=0 stages: features=81 …
void log_slow(const generation::Served& served, generation::PipelineWorker& own) {
  const pipeline::Runner& runner = *own.runner;
  const bool is_logged = own.notes.takes_line(runner.rendered_ns());
  served.metrics.note_slow(is_logged);
  if (!is_logged || !base::log::enabled(Level::warn)) return;
  Line line;
  line.add("{}", runner.code() >= 500 ? "failed" : "slow");
  add_ids(line, own.notes);
  line.add(" code={} elapsed_us={} unlogged={} stages_us:", runner.code(),
           runner.elapsed_ns() / 1000, own.notes.take_unlogged());
  const auto traces = runner.traces();
  for (size_t i = 0; i < traces.size(); ++i) {
    line.add(" {}={}{}", served.plan->stages[i].name, traces[i].elapsed_ns / 1000,
             word(traces[i].outcome));
  }
  base::log::write(Level::warn, served.name, line.view());
}

}  // namespace

uint64_t sequence_of(const http::Exchange& exchange, const generation::Served& served) {
  return exchange.number() * served.workers.size() + base::this_worker;
}

void note(const http::Exchange& exchange, const generation::Served& served,
          generation::PipelineWorker& own) {
  const pipeline::Runner& runner = *own.runner;
  const bool is_noted =
      own.notes.looks_at(runner.code(), runner.elapsed_ns(), runner.rendered_ns());
  if (!is_noted && !(runner.has_failures() && has_news(own))) return;
  const http::Request& request = exchange.request();
  const std::string_view trace = http::trace_id_of(request);
  const std::string_view sent = sane_id(only_header(request, "X-Request-Id"));
  if (!sent.empty()) return own.notes.keep(sent, "", trace);
  std::array<char, 24> end{'-'};
  const char* const stop =
      std::to_chars(end.data() + 1, end.data() + end.size(), sequence_of(exchange, served)).ptr;
  own.notes.keep(base::start_id(), {end.data(), static_cast<size_t>(stop - end.data())}, trace);
}

void log_noted(const generation::Served& served, generation::PipelineWorker& own) {
  if (own.runner->has_failures()) log_failures(served, own);
  if (own.notes.is_slow()) log_slow(served, own);
}

}  // namespace spark::serving
