#include "spark/testing/fake_services.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>
#include <utility>

#include "spark/error.h"
#include "spark/testing/fake_of.h"

namespace spark::testing {
namespace {

int32_t check_acting(const spark_host* host, spark_error* err) {
  if (fake(host).acts) return SPARK_OK;
  return report(err, SPARK_E_NOT_ACTING, "the object does not act");
}

std::string durable_name(const char* key, const char* schema) {
  return std::string(key) + " " + schema;
}
int32_t put_durable(const spark_host* host, const char* key, const char* schema, const void* bytes,
                    uint32_t size, spark_done done, void* context, spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  if (size > SPARK_DURABLE_BYTES_MAX) return report(err, SPARK_E_INVALID, "more than 64 KiB");
  if (const std::string why = unlisted(fake(host), schema); !why.empty())
    return report(err, SPARK_E_INVALID, why);
  fake(host).durable[durable_name(key, schema)].assign(static_cast<const char*>(bytes), size);
  if (done != nullptr) fake(host).puts.emplace_back(done, context);
  return SPARK_OK;
}
int32_t erase_durable(const spark_host* host, const char* key, const char* schema, spark_done done,
                      void* context, spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  fake(host).durable.erase(durable_name(key, schema));
  if (done != nullptr) fake(host).puts.emplace_back(done, context);
  return SPARK_OK;
}
int32_t get_durable(const spark_host* host, const char* key, const char* schema,
                    void (*take)(void* context, const void* bytes, uint32_t size), void* context,
                    spark_error*) {
  const auto found = fake(host).durable.find(durable_name(key, schema));
  if (found != fake(host).durable.end())
    take(context, found->second.data(), static_cast<uint32_t>(found->second.size()));
  return SPARK_OK;
}

constexpr int64_t ns_per_ms = 1'000'000;
constexpr int64_t ms_per_day = 86'400'000;

// The first time after `utc_ms` that the rule names. 1970-01-01 was a Thursday, weekday 4.
int64_t next_due_utc_ms(const spark_timer_rule& rule, int64_t utc_ms) {
  int64_t day = utc_ms / ms_per_day;
  for (;; ++day) {
    const int64_t due = day * ms_per_day + (rule.hour * 60 + rule.minute) * int64_t{60'000};
    const bool named = rule.weekday == SPARK_TIMER_DAILY || rule.weekday == (day + 3) % 7 + 1;
    if (due > utc_ms && named) return due;
  }
}

int32_t every(const spark_host* host, const char* name, uint32_t period_ms,
              void (*call)(void* context, uint32_t missed), void* context, spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  const int64_t due_ns = fake(host).now_ns + period_ms * ns_per_ms;
  fake(host).timers[name] = {period_ms, due_ns, {}, call, nullptr, context};
  return SPARK_OK;
}
int32_t at(const spark_host* host, const char* name, const spark_timer_rule* rule,
           void (*call)(void* context, int64_t due_utc_ms, uint32_t missed), void* context,
           spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  const int64_t wait_ms = next_due_utc_ms(*rule, fake(host).utc_ms) - fake(host).utc_ms;
  const int64_t due_ns = fake(host).now_ns + wait_ms * ns_per_ms;
  fake(host).timers[name] = {0, due_ns, *rule, nullptr, call, context};
  return SPARK_OK;
}
void cancel_timer(const spark_host* host, const char* name) {
  fake(host).timers.erase(name);
}

int32_t post_job(const spark_host* host, const char* key,
                 int32_t (*work)(void* context, const spark_job* job, spark_error* err),
                 spark_done done, void* context, spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  fake(host).jobs.push_back({key, work, done, context});
  return SPARK_OK;
}

std::string fact_name(const char* name, const spark_subject& subject) {
  return std::string(name) + " " + subject.pipeline + " " + subject.model + " " + subject.sha256;
}
constexpr size_t name_bytes_max = 63;
constexpr size_t dotted_name_bytes_max = 255;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// A letter, then letters, digits, '_' and '-'.
bool is_part_of_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}
// Such parts, joined by dots.
bool is_fact_name(std::string_view text) {
  if (text.size() > dotted_name_bytes_max) return false;
  for (;;) {
    const size_t dot = text.find('.');
    if (!is_part_of_name(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}
bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
// As a host refuses them: "" if it would not.
std::string flaw_of(const spark_fact& fact) {
  const auto flaw = [&](const char* what) { return std::string("fact '") + fact.name + what; };
  const auto is_long = [](const char* text, size_t most) {
    return std::string_view(text).size() > most;
  };
  const spark_subject& of = fact.subject;
  if (!is_fact_name(fact.name)) return flaw("': the name is not names joined by dots");
  if (is_long(of.pipeline, 64) || is_long(of.model, 64)) return flaw("': a subject is too long");
  if (*of.sha256 != '\0' && !is_digest(of.sha256)) return flaw("': the digest is none");
  if (is_long(fact.unit, 16)) return flaw("': the unit is too long");
  if (!std::isfinite(fact.value)) return flaw("': the value is not finite");
  if (fact.from_utc_ms > fact.to_utc_ms) return flaw("': it ends before it begins");
  if (fact.basis == nullptr || *fact.basis == '\0') return "";
  if (is_long(fact.basis, SPARK_FACT_BASIS_BYTES_MAX)) return flaw("': the basis is too long");
  if (*fact.basis != '{') return flaw("': the basis is no JSON object");
  return "";
}
int32_t publish(const spark_host* host, const spark_fact* fact, spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  if (const std::string why = flaw_of(*fact); !why.empty())
    return report(err, SPARK_E_INVALID, why);
  const std::string name = fact_name(fact->name, fact->subject);
  fake(host).facts[name] = fact->value;
  fake(host).fact_details[name] = {fact->unit,        fact->samples,
                                   fact->from_utc_ms, fact->to_utc_ms,
                                   fake(host).utc_ms, fact->basis == nullptr ? "" : fact->basis};
  return SPARK_OK;
}
void withdraw(const spark_host* host, const char* name, const spark_subject* subject) {
  fake(host).facts.erase(fact_name(name, *subject));
  fake(host).fact_details.erase(fact_name(name, *subject));
}
// A fact that a test put without details is as old as the host's clock says, of no samples.
void give_fact(const FakeHost& host, const std::string& full, double value,
               void (*take)(void* context, const spark_fact* fact), void* context) {
  const auto found = host.fact_details.find(full);
  const FactDetails details =
      found == host.fact_details.end() ? FactDetails{"", 0, 0, 0, host.utc_ms, ""} : found->second;
  std::string parts[4];  // name, pipeline, model, sha256
  std::istringstream in(full);
  for (std::string& part : parts) std::getline(in, part, ' ');
  const spark_fact fact = {
      parts[0].c_str(),     {parts[1].c_str(), parts[2].c_str(), parts[3].c_str()},
      details.unit.c_str(), value,
      details.samples,      details.from_utc_ms,
      details.to_utc_ms,    details.at_utc_ms,
      details.basis.c_str()};
  take(context, &fact);
}
int32_t read_fact(const spark_host* host, const char* name, const spark_subject* subject,
                  void (*take)(void* context, const spark_fact* fact), void* context,
                  spark_error*) {
  const auto found = fake(host).facts.find(fact_name(name, *subject));
  if (found != fake(host).facts.end())
    give_fact(fake(host), found->first, found->second, take, context);
  return SPARK_OK;
}
int32_t list_facts(const spark_host* host, const char* prefix,
                   void (*take)(void* context, const spark_fact* fact), void* context,
                   spark_error*) {
  for (const auto& [full, value] : fake(host).facts)
    if (full.starts_with(prefix)) give_fact(fake(host), full, value, take, context);
  return SPARK_OK;
}

constexpr spark_ext_facts facts_functions = {publish, withdraw, read_fact, list_facts};
constexpr spark_ext_durable durable_functions = {put_durable, erase_durable, get_durable};
constexpr spark_ext_timer timer_functions = {every, at, cancel_timer};
constexpr spark_ext_job job_functions = {post_job};

}  // namespace

const void* acting_extension(const std::string& id) {
  if (id == SPARK_EXT_DURABLE) return &durable_functions;
  if (id == SPARK_EXT_TIMER) return &timer_functions;
  if (id == SPARK_EXT_JOB) return &job_functions;
  if (id == SPARK_EXT_FACTS) return &facts_functions;
  return nullptr;
}

void FakeHost::fire(const std::string& name, uint32_t missed, int64_t due_utc_ms) {
  const Timer timer = timers.at(name);  // a copy: the call may cancel it
  if (timer.every != nullptr) timer.every(timer.context, missed);
  if (timer.at != nullptr) timer.at(timer.context, due_utc_ms, missed);
}

void FakeHost::advance(int64_t ms) {
  const int64_t end_ns = now_ns + ms * ns_per_ms;
  const auto move_to = [&](int64_t ns) {
    utc_ms += (ns - now_ns) / ns_per_ms;
    now_ns = ns;
  };
  for (;;) {
    const auto next = std::min_element(timers.begin(), timers.end(), [](auto& a, auto& b) {
      return a.second.due_ns < b.second.due_ns;
    });
    if (next == timers.end() || next->second.due_ns > end_ns) break;
    Timer& timer = next->second;
    move_to(timer.due_ns);
    const int64_t wait_ms =
        timer.every != nullptr ? timer.period_ms : next_due_utc_ms(timer.rule, utc_ms) - utc_ms;
    timer.due_ns += wait_ms * ns_per_ms;
    fire(next->first, 0, utc_ms);
  }
  move_to(end_ns);
}

void FakeHost::run_jobs() {
  std::vector<Job> waiting;
  waiting.swap(jobs);
  for (const Job& job : waiting) {
    const spark_job raw = {this, [](const spark_job* self) -> int32_t {
                             return static_cast<const FakeHost*>(self->self)->jobs_are_cancelled;
                           }};
    spark_error err{};
    const int32_t code = job.work(job.context, &raw, &err);
    if (job.done != nullptr) job.done(job.context, code, code == SPARK_OK ? nullptr : &err);
  }
}

void FakeHost::end_puts(const std::string& failure) {
  std::vector<std::pair<spark_done, void*>> waiting;
  waiting.swap(puts);
  spark_error err{};
  const int32_t code = failure.empty() ? SPARK_OK : report(&err, SPARK_E_FAILED, failure);
  for (const auto& [done, context] : waiting)
    done(context, code, code == SPARK_OK ? nullptr : &err);
}

}  // namespace spark::testing
