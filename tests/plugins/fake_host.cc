#include "plugins/fake_host.h"

#include <cctype>
#include <limits>
#include <stdexcept>

#include "spark/error.h"

namespace spark::testing {
namespace {

FakeHost& fake(const spark_host* host) {
  return *static_cast<FakeHost*>(host->self);
}

void write_log(const spark_host* host, uint32_t level, const char* text, uint32_t length) {
  fake(host).log.push_back(std::to_string(level) + " " + std::string(text, length));
}

int64_t now_ns(const spark_host* host) {
  return fake(host).now_ns;
}
int64_t utc_ms(const spark_host* host) {
  return fake(host).utc_ms;
}

spark_metric* metric(const spark_host* host, const spark_metric_desc* desc, char kind,
                     spark_error* err) {
  const std::string help = desc->help;
  if (help.empty() || std::isdigit(static_cast<unsigned char>(help.back())) != 0) {
    report(err, SPARK_E_INVALID, std::string(desc->name) + ": bad HELP");
    return nullptr;
  }
  std::string series = desc->name;
  for (uint32_t i = 0; i < desc->label_count; ++i) {
    series += (i == 0 ? "{" : ",") + std::string(desc->labels[i].key) + "=\"" +
              desc->labels[i].value + "\"";
  }
  if (desc->label_count > 0) series += "}";
  spark_metric& found = fake(host).metrics[series];
  if (found.kind != '?' && found.kind != kind) {
    report(err, SPARK_E_INVALID, series + ": clash of types");
    return nullptr;
  }
  found.kind = kind;
  found.bounds.assign(desc->bounds, desc->bounds + desc->bound_count);
  found.retired_max = desc->retired_max;
  return &found;
}

spark_metric* counter(const spark_host* host, const spark_metric_desc* desc, spark_error* err) {
  return metric(host, desc, 'c', err);
}
spark_metric* gauge(const spark_host* host, const spark_metric_desc* desc, spark_error* err) {
  return metric(host, desc, 'g', err);
}
spark_metric* histogram(const spark_host* host, const spark_metric_desc* desc, spark_error* err) {
  return metric(host, desc, 'h', err);
}
int32_t computed_gauge(const spark_host* host, const spark_metric_desc* desc, double (*read)(void*),
                       void* context, spark_error* err) {
  spark_metric* const found = metric(host, desc, 'g', err);
  if (found == nullptr) return SPARK_E_INVALID;
  found->read = read;
  found->context = context;
  return SPARK_OK;
}
void add(spark_metric* counter, uint64_t by) {
  counter->value += static_cast<double>(by);
}
void set(spark_metric* gauge, double value) {
  gauge->value = value;
}
void observe(spark_metric* histogram, double value) {
  histogram->observed.push_back(value);
}

spark_flag* declare(const spark_host* host, const char* name, int64_t initial, int64_t safe,
                    spark_error* err) {
  const auto [found, made] = fake(host).flags.try_emplace(name, spark_flag{initial, safe});
  if (!made && found->second.safe != safe) {
    report(err, SPARK_E_INVALID, std::string(name) + ": another safe value");
    return nullptr;
  }
  return &found->second;
}
int64_t get_flag(const spark_flag* flag) {
  return flag->value;
}
// A latch is opened by the handler of a risky route that names the flag.
int32_t set_flag(const spark_host* host, spark_flag* flag, int64_t value, spark_error* err) {
  if (value != flag->safe && flag->is_latched && fake(host).called_flag != flag)
    return report(err, SPARK_E_LATCHED, "the flag is latched");
  if (value != flag->safe) flag->is_latched = false;
  flag->value = value;
  return SPARK_OK;
}
int32_t make_safe(const spark_host* host, const char* full_name, spark_error* err) {
  const auto found = fake(host).flags.find(full_name);
  if (found == fake(host).flags.end()) return report(err, SPARK_E_INVALID, "no such flag");
  found->second.value = found->second.safe;
  found->second.is_latched = true;
  return SPARK_OK;
}

int32_t add_route(const spark_host* host, const spark_http_route* route, spark_error* err) {
  for (const FakeHost::Route& other : fake(host).routes) {
    if (other.method == route->method && other.path == route->path) {
      return report(err, SPARK_E_INVALID, other.path + ": there is such a route");
    }
  }
  fake(host).routes.push_back({route->listener, route->method, route->path, route->doc,
                               route->access, route->flag, route->flag_value, route->context,
                               route->handle});
  return SPARK_OK;
}

const spark_model_info* find_model(const spark_host* host, const char* name) {
  const auto found = fake(host).models.find(name);
  return found == fake(host).models.end() ? nullptr : found->second;
}

int32_t live_version(const spark_host* host, const char* name, char* text, uint32_t size) {
  const auto& versions = fake(host).live_versions;
  const auto found = versions.find(name);
  const std::string version = found == versions.end() ? "" : found->second;
  if (version.size() < size) version.copy(text, size);
  text[version.size() < size ? version.size() : 0] = '\0';
  return static_cast<int32_t>(version.size());
}

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

int32_t every(const spark_host* host, const char* name, uint32_t period_ms,
              void (*call)(void* context, uint32_t missed), void* context, spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  fake(host).timers[name] = {period_ms, {}, call, nullptr, context};
  return SPARK_OK;
}
int32_t at(const spark_host* host, const char* name, const spark_timer_rule* rule,
           void (*call)(void* context, int64_t due_utc_ms, uint32_t missed), void* context,
           spark_error* err) {
  if (const int32_t code = check_acting(host, err); code != SPARK_OK) return code;
  fake(host).timers[name] = {0, *rule, nullptr, call, context};
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

constexpr spark_ext_durable durable_functions = {put_durable, erase_durable, get_durable};
constexpr spark_ext_timer timer_functions = {every, at, cancel_timer};
constexpr spark_ext_job job_functions = {post_job};
constexpr spark_ext_log log_functions = {write_log};
constexpr spark_ext_clock clock_functions = {now_ns, utc_ms};
constexpr spark_ext_metrics metrics_functions = {counter, gauge, histogram, computed_gauge,
                                                 add,     set,   observe};
constexpr spark_ext_flag flag_functions = {declare, get_flag, set_flag, make_safe};
constexpr spark_ext_http http_functions = {add_route};
constexpr spark_ext_models models_functions = {find_model, live_version};

const void* extension(const spark_host* host, const char* id) {
  const std::string wanted = id;
  if (fake(host).withheld.count(wanted) > 0) return nullptr;
  if (wanted == SPARK_EXT_LOG) return &log_functions;
  if (wanted == SPARK_EXT_CLOCK) return &clock_functions;
  if (wanted == SPARK_EXT_METRICS) return &metrics_functions;
  if (wanted == SPARK_EXT_FLAG) return &flag_functions;
  if (wanted == SPARK_EXT_HTTP) return &http_functions;
  if (wanted == SPARK_EXT_MODELS) return &models_functions;
  if (wanted == SPARK_EXT_DURABLE) return &durable_functions;
  if (wanted == SPARK_EXT_TIMER) return &timer_functions;
  if (wanted == SPARK_EXT_JOB) return &job_functions;
  return nullptr;
}

}  // namespace

FakeHost::FakeHost(uint32_t workers) : raw_{this, "fake", SPARK_ABI_MINOR, workers, extension} {}

double FakeHost::value(const std::string& series) const {
  const auto found = metrics.find(series);
  if (found == metrics.end()) throw std::out_of_range("no series " + series);
  const spark_metric& one = found->second;
  return one.read != nullptr ? one.read(one.context) : one.value;
}

const std::vector<double>& FakeHost::observed(const std::string& series) const {
  const auto found = metrics.find(series);
  if (found == metrics.end()) throw std::out_of_range("no series " + series);
  return found->second.observed;
}

void FakeHost::fire(const std::string& name, uint32_t missed, int64_t due_utc_ms) {
  const Timer timer = timers.at(name);  // a copy: the call may cancel it
  if (timer.every != nullptr) timer.every(timer.context, missed);
  if (timer.at != nullptr) timer.at(timer.context, due_utc_ms, missed);
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

FakeHost::Reply FakeHost::call(const std::string& method, const std::string& path,
                               const std::string& body) {
  for (const Route& route : routes) {
    if (route.method != method || route.path != path) continue;
    if (route.flag != nullptr && route.access == SPARK_ACCESS_SAFE) {
      route.flag->value = route.flag_value;
      route.flag->is_latched = true;
    }
    called_flag = route.access == SPARK_ACCESS_ADMIN ? route.flag : nullptr;
    Reply answer;
    spark_http_reply reply = {
        &answer, [](spark_http_reply* self, uint32_t status, const char* json, uint32_t length) {
          *static_cast<Reply*>(self->self) = {status, std::string(json, length)};
        }};
    const spark_http_request request = {
        method.c_str(), path.c_str(), "", body.data(), static_cast<uint32_t>(body.size()), 0};
    route.handle(route.context, &request, &reply);
    called_flag = nullptr;
    return answer;
  }
  throw std::out_of_range("no route " + method + " " + path);
}

}  // namespace spark::testing
