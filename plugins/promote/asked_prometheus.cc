#include "asked_prometheus.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "gates/alert_history.h"
#include "gates/document_reader.h"
#include "spark/error.h"

namespace promote {
namespace {

constexpr int64_t step_s = 60;
constexpr int64_t steps = 1'440;
constexpr uint32_t all_wait_ms = 5'000;
constexpr uint32_t one_wait_ms = 3'000;
constexpr size_t words_bytes_max = 200;

[[noreturn]] void fail(const std::string& why) {
  throw spark::Error(why, SPARK_E_FAILED);
}

// What the server says goes into records and pages.
std::string quoted(const std::string& words) {
  std::string out = words.substr(0, words_bytes_max);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < ' ' || c >= 0x7f; }, '?');
  return out;
}

std::string escaped(std::string_view text) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    if (is_plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

std::string range_of(const std::string& query, int64_t until_s) {
  return "/api/v1/query_range?query=" + escaped(query) +
         "&start=" + std::to_string(until_s - (steps - 1) * step_s) +
         "&end=" + std::to_string(until_s) + "&step=" + std::to_string(step_s);
}

// A warning says that a part of the answer is missing.
void expect_success(const Document& answer) {
  if (answer.at("status").text() != "success")
    fail("it says: " + quoted(answer.at("error").text().value_or("no success")));
  if (const auto warnings = answer.at("warnings").texts(); !warnings.empty())
    fail("it warns: " + quoted(warnings.front()));
}

struct Series {
  std::string name;
  std::string severity;
  std::vector<int64_t> at_s;  // of its samples, in order
};

std::vector<Series> series_of(const char* what, const std::string& text) {
  const Document answer(what, text);
  expect_success(answer);
  if (answer.at("data.resultType").text() != "matrix") fail("expected a matrix");
  std::vector<Series> all;
  for (const Value& each : answer.at("data.result").list()) {
    Series series{each.at("metric.alertname").text().value_or(""),
                  each.at("metric.severity").text().value_or(""),
                  {}};
    for (const Value& sample : each.at("values").list()) {
      const auto pair = sample.list();
      const auto at_s = pair.size() == 2 ? pair[0].number() : std::nullopt;
      if (!at_s) fail("a sample without a time");
      if (!series.at_s.empty() && *at_s <= static_cast<double>(series.at_s.back()))
        fail("samples out of order");
      series.at_s.push_back(static_cast<int64_t>(*at_s));
    }
    all.push_back(std::move(series));
  }
  return all;
}

using Known = std::map<std::pair<std::string, std::string>, AlertSeen>;

AlertSeen& alert_of(Known& known, const std::string& name, const std::string& severity,
                    const std::vector<std::string>& psi_names) {
  AlertSeen& alert = known[{name, severity}];
  alert.name = name;
  alert.severity = severity;
  alert.is_psi = std::find(psi_names.begin(), psi_names.end(), name) != psi_names.end();
  return alert;
}

void add_rules(Known& known, const std::string& text, const std::vector<std::string>& psi_names) {
  const Document answer("its rules", text);
  expect_success(answer);
  for (const Value& group : answer.at("data.groups").list()) {
    for (const Value& rule : group.at("rules").list()) {
      if (rule.at("type").text() != "alerting") continue;
      const auto name = rule.at("name").text();
      if (!name) fail("a rule without a name");
      if (rule.at("health").text() == "err")
        fail("the rule " + quoted(*name) + " cannot be evaluated there");
      (void)alert_of(known, *name, rule.at("labels.severity").text().value_or(""), psi_names);
    }
  }
}

// Samples with a gap are firings of their own.
void add_changes(AlertSeen& alert, const Series& series, const Window& window) {
  const int64_t shift_ms = window.now_ms - window.wall_ms;
  const auto at_ms = [&](int64_t at_s) { return at_s * 1'000 + shift_ms; };
  for (size_t i = 0; i < series.at_s.size(); ++i) {
    const int64_t at_s = series.at_s[i];
    const bool begins = i == 0 || at_s - series.at_s[i - 1] > step_s;
    const bool is_last = i + 1 == series.at_s.size();
    const bool ends =
        is_last ? (at_s + step_s) * 1'000 <= window.wall_ms : series.at_s[i + 1] - at_s > step_s;
    if (begins) alert.changes.push_back({at_ms(at_s), true, ""});
    if (ends) alert.changes.push_back({at_ms(at_s + step_s), false, ""});
  }
  const size_t kept = AlertHistory::changes_kept;
  if (alert.changes.size() > kept)
    alert.changes.erase(alert.changes.begin(), alert.changes.end() - static_cast<ptrdiff_t>(kept));
}

}  // namespace

AlertsSeen alerts_seen(const PrometheusAnswers& answers, const Window& window,
                       const std::vector<std::string>& psi_names) {
  Known known;
  add_rules(known, answers.rules, psi_names);
  for (const Series& each : series_of("its alerts", answers.firing)) {
    if (each.name.empty()) fail("an alert without a name");
    add_changes(alert_of(known, each.name, each.severity, psi_names), each, window);
  }
  if (known.size() > AlertHistory::alerts_kept)
    fail("it has more than " + std::to_string(AlertHistory::alerts_kept) + " alerts");
  AlertsSeen seen;
  const auto up = series_of("its scrapes", answers.up);
  if (up.size() > 1) fail("expected one series of scrapes");
  if (!up.empty()) {
    if (up[0].at_s.size() > steps) fail("more samples than were asked for");
    seen.minutes = static_cast<uint32_t>(up[0].at_s.size());
  }
  for (auto& [key, alert] : known) seen.alerts.push_back(std::move(alert));
  return seen;
}

std::optional<Prometheus> Prometheus::of(const std::string& url, const std::string& up,
                                         std::vector<std::string> psi_names) {
  if (url.empty()) return {};
  const bool is_selector = up.starts_with("up") && up.find('[') == std::string::npos;
  if (!is_selector)
    throw spark::Error("prometheus_up: expected a selector such as up{job=\"executor\"}",
                       SPARK_E_INVALID);
  return Prometheus(HttpServer::parse(url), up, std::move(psi_names));
}

AlertsSeen Prometheus::ask(const Window& window) const {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(all_wait_ms);
  const auto get = [&](const std::string& target) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) fail("it took too long to answer");
    HttpBounds bounds;
    bounds.wait_ms = static_cast<uint32_t>(std::min<int64_t>(left, one_wait_ms));
    return http_get(server_, target, bounds);
  };
  const int64_t until_s = window.wall_ms / 1'000;
  AlertsSeen seen;
  try {
    PrometheusAnswers answers;
    answers.rules = get("/api/v1/rules?type=alert");
    answers.firing =
        get(range_of("max by (alertname, severity) "
                     "(max_over_time(ALERTS{alertstate=\"firing\"}[1m]))",
                     until_s));
    answers.up = get(range_of("max(max_over_time(" + up_ + "[2m])) == 1", until_s));
    seen = alerts_seen(answers, window, psi_names_);
  } catch (const spark::Error& error) {
    seen = {};
    seen.failure = error.what();
  }
  seen.source = "Prometheus at " + server_.host + ":" + std::to_string(server_.port);
  return seen;
}

}  // namespace promote
