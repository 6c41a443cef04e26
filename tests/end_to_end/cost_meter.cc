#include "end_to_end/cost_meter.h"

#include <algorithm>
#include <cstdio>

#include "support/case_count.h"
#include "support/catch.h"

namespace spark::test {
namespace {

namespace json = boost::json;

constexpr std::string_view prediction =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

// What a route that ends in /* is asked for.
std::vector<std::string> paths_below(const std::string& method, const std::string& path) {
  static const std::map<std::string, std::vector<std::string>> known = {
      {"GET /v2/models/*",
       {"/v2/models/candidate", "/v2/models/candidate/ready", "/v2/models/candidate/stats",
        "/v2/models/candidate/versions/v1.8-b0"}},
      {"POST /v2/models/*", {"/v2/models/candidate/infer"}},
      {"POST /v2/repository/models/*",
       {"/v2/repository/models/candidate/load", "/v2/repository/models/candidate/unload"}},
      {"POST /admin/v1/flags/*", {"/admin/v1/flags/shadow.enabled"}},
      {"POST /admin/v1/models/*",
       {"/admin/v1/models/candidate/swap", "/admin/v1/models/candidate/rollback"}},
      {"GET /admin/v1/plugins/*", {"/admin/v1/plugins/shadow"}},
      {"POST /admin/v1/plugins/*",
       {"/admin/v1/plugins/shadow/upgrade", "/admin/v1/plugins/shadow/rollback",
        "/admin/v1/plugins/shadow/log-level"}},
  };
  const auto found = known.find(method + ' ' + path);
  INFO("say in cost_meter.cc which paths there are below " << method << ' ' << path);
  REQUIRE(found != known.end());
  return found->second;
}

}  // namespace

std::vector<Target> targets_of(const Sparkd& host) {
  std::vector<Target> targets;
  const json::value listed = host.json("admin", "GET", "/admin/v1/routes");
  for (const json::value& route : listed.at("routes").as_array()) {
    const auto text = [&route](const char* name) {
      return std::string(route.at(name).as_string());
    };
    const std::string path = text("path");
    if (!path.ends_with("/*")) {
      targets.push_back({text("listener"), text("method"), path});
      continue;
    }
    for (std::string& below : paths_below(text("method"), path))
      targets.push_back({text("listener"), text("method"), std::move(below)});
  }
  return targets;
}

Reader reader_of(const Target& target) {
  if (target.path.starts_with("/v2/models/")) return Reader::inference;
  if (target.path.starts_with("/v2/repository/")) return Reader::repository;
  if (target.path.starts_with("/admin/")) return Reader::change;
  return Reader::pipeline;
}

std::string normal_body(const Target& target) {
  if (target.method == "GET") return "";
  if (target.path.ends_with("/swap"))
    return R"({"confirm":true,"artefact":"models/v1.8-b0","dry_run":true})";
  if (target.path.ends_with("/infer"))
    return R"({"inputs":[{"name":"features","datatype":"FP64","shape":[1,6],)"
           R"("data":[1,45000,2,1000000,55,13.8]}]})";
  if (target.path.starts_with("/v2/repository/models/"))
    return R"({"parameters":{"confirm":true,"dry_run":true}})";
  if (reader_of(target) == Reader::change) return R"({"confirm":true,"dry_run":true})";
  return target.path.starts_with("/predict") || target.path.starts_with("/ml/predict")
             ? std::string(prediction)
             : R"({"confirm":true})";
}

Metered asked(const Sparkd& host, const Target& target, std::string_view path,
              const HostileBody& body) {
  std::string bytes = target.method + ' ' + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (target.listener == "admin") bytes += "Authorization: Bearer " + host.token() + "\r\n";
  bytes += body.headers;
  if (target.method == "POST" || !body.text.empty())
    bytes += "Content-Length: " + std::to_string(body.text.size()) + "\r\n";
  bytes += "\r\n" + body.text;
  return {bytes, bytes.size() - body.text.size() + body.bytes};
}

Metered asked_normally(const Sparkd& host, const Target& target) {
  const std::string body = normal_body(target);
  return asked(host, target, target.path, {"normal", body, "", body.size()});
}

Meter::Meter(const Sparkd& host) : host_(host) {
  REQUIRE(::clock_getcpuclockid(host.pid(), &clock_) == 0);
  const Target predict{"executor", "POST", "/predict-with-shadow"};
  const Metered request = asked_normally(host, predict);
  (void)pipelined_us_of(predict.listener, request);  // first uses, which nobody pays for again
  normal_us_a_byte_ =
      pipelined_us_of(predict.listener, request) / static_cast<double>(request.worth);
}

double Meter::us_of(const std::string& listener, const Metered& request, int times) {
  const double before = cpu_us();
  for (int i = 0; i < times; ++i) answer_to(listener, request);
  return (cpu_us() - before) / times;
}

uint32_t Meter::answer_to(const std::string& listener, const Metered& request) {
  send(listener, request.bytes);
  return receive(listener);
}

double Meter::times_normal(const std::string& listener, const Metered& request, double own_us) {
  // What clients send has so many bytes of headers at least. Of a shorter request of a test the
  // clock's noise, a few microseconds, would be many times its worth.
  constexpr double bytes_min = 400;
  const double bytes = std::max(bytes_min, static_cast<double>(request.worth));
  const auto ratio = [&](int times) {
    const double us = us_of(listener, request, times) - own_us;
    return std::max(0.0, us) / (normal_us_a_byte_ * bytes);
  };
  // Small ones many times, since the clock of a process counts what else it does meanwhile.
  const int times = request.worth < 10'000 ? 20 : 1;
  double least = ratio(times);
  for (int again = 0; again < 9 && least > times_normal_max / 2; ++again)
    least = std::min(least, ratio(times));
  return least;
}

double Meter::pipelined_us_of(const std::string& listener, const Metered& request) {
  constexpr int batches = 50;
  constexpr int requests = 100;
  std::string all;
  for (int i = 0; i < requests; ++i) all += request.bytes;
  const double before = cpu_us();
  for (int i = 0; i < batches; ++i) {
    send(listener, all);
    for (int n = 0; n < requests; ++n) REQUIRE(receive(listener) == 200);
  }
  return (cpu_us() - before) / (batches * requests);
}

tool::Client& Meter::client(const std::string& listener) {
  const auto known = clients_.find(listener);
  return known != clients_.end() ? known->second
                                 : clients_.emplace(listener, host_.client(listener)).first->second;
}

void Meter::send(const std::string& listener, std::string_view bytes) {
  REQUIRE(client(listener).send(bytes).has_value());
}

uint32_t Meter::receive(const std::string& listener) {
  const auto answer = client(listener).receive();
  REQUIRE(answer.has_value());
  return answer->status;
}

double Meter::cpu_us() const {
  timespec now{};
  ::clock_gettime(clock_, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

void Worst::take(double times, const std::string& what) {
  if (times <= times_) return;
  times_ = times;
  what_ = what;
}

void Worst::report(const std::string& kind, const std::string& origin) const {
  char figure[32];
  std::snprintf(figure, sizeof figure, "%5.2f", times_);
  const std::string line = "cost of the worst " + kind + ": " + figure +
                           " times a normal byte's: " + what_ + " (" + origin + ")\n";
  report_figures("cost-" + kind, line);
  std::fputs(line.c_str(), stdout);
}

}  // namespace spark::test
