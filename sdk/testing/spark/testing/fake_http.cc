#include "spark/testing/fake_http.h"

#include <regex>
#include <stdexcept>
#include <utility>

#include "spark/error.h"
#include "spark/testing/fake_of.h"

namespace spark::testing {
namespace {

// What a handler is called with: where its reply goes.
struct Called {
  FakeHost& host;
  FakeHost::Reply answer = {};
  uint64_t kept = 0;
};

Called& called(spark_http_reply* reply) {
  return *static_cast<Called*>(reply->self);
}

int32_t add_route(const spark_host* host, const spark_http_route* route, spark_error* err) {
  for (const FakeHost::Route& other : fake(host).routes) {
    if (other.method == route->method && other.path == route->path)
      return report(err, SPARK_E_INVALID, other.path + ": there is such a route");
  }
  fake(host).routes.push_back({route->listener, route->method, route->path, route->doc,
                               route->access, route->flag, route->flag_value, route->context,
                               route->handle});
  return SPARK_OK;
}

void send_kept(const spark_host* host, uint64_t reply, uint32_t status, uint32_t content,
               const char* body, uint32_t length) {
  const auto found = fake(host).kept.find(reply);
  if (found == fake(host).kept.end() || found->second.status != 0) return;
  found->second = {status, std::string(body, length), content};
}

int32_t commit(FakeHost& host, spark_error* err) {
  ++host.committed;
  return host.commits == SPARK_OK ? SPARK_OK : report(err, host.commits, "it must not happen");
}

int32_t commit_kept(const spark_host* host, uint64_t, spark_error* err) {
  return commit(fake(host), err);
}

// Without decoding: tests write plain characters.
// The members of a body that are texts without escapes, which is what tests send.
void add_texts_of(const std::string& body,
                  std::vector<std::pair<std::string, std::string>>& parameters) {
  static const std::regex text(R"re("([A-Za-z_]+)":"([^"\\]*)")re");
  for (std::sregex_iterator at(body.begin(), body.end(), text), end; at != end; ++at)
    parameters.emplace_back((*at)[1], (*at)[2]);
}

std::vector<std::pair<std::string, std::string>> parameters_of(std::string query) {
  std::vector<std::pair<std::string, std::string>> all;
  while (!query.empty()) {
    const std::string one = query.substr(0, query.find('&'));
    query.erase(0, one.size() + 1);
    const size_t equals = std::min(one.find('='), one.size());
    all.emplace_back(one.substr(0, equals), one.substr(std::min(equals + 1, one.size())));
  }
  return all;
}

constexpr spark_ext_http http_functions = {add_route, send_kept, commit_kept};

}  // namespace

const void* http_extension(const std::string& id) {
  return id == SPARK_EXT_HTTP ? &http_functions : nullptr;
}

FakeHost::Reply FakeHost::call(const std::string& method, const std::string& target,
                               const std::string& body) {
  const std::string path = target.substr(0, target.find('?'));
  const std::string query = target.substr(std::min(path.size() + 1, target.size()));
  for (const Route& route : routes) {
    if (route.method != method || route.path != path) continue;
    const bool risky = route.access == SPARK_ACCESS_ADMIN;
    if (route.flag != nullptr && route.access == SPARK_ACCESS_SAFE) {
      route.flag->value = route.flag_value;
      route.flag->is_latched = true;
    }
    called_flag = risky ? route.flag : nullptr;
    Called of{*this};
    spark_http_reply reply = {
        &of, raw(),
        [](spark_http_reply* self, uint32_t status, uint32_t content, const char* text,
           uint32_t length) {
          FakeHost::Reply made{status, std::string(text, length), content};
          const auto kept = called(self).host.kept.find(called(self).kept);
          if (kept != called(self).host.kept.end()) kept->second = made;
          called(self).answer = std::move(made);
        },
        [](spark_http_reply* self) {
          auto& all = called(self).host.kept;
          called(self).kept = all.empty() ? 1 : all.rbegin()->first + 1;
          all[called(self).kept] = {};
          return called(self).kept;
        },
        [](spark_http_reply* self, spark_error* err) { return commit(called(self).host, err); }};
    auto parameters = parameters_of(query);
    add_texts_of(body, parameters);
    std::vector<spark_http_parameter> raw_parameters;
    for (const auto& [name, value] : parameters)
      raw_parameters.push_back({name.c_str(), value.c_str()});
    const spark_http_request request = {method.c_str(),
                                        path.c_str(),
                                        query.c_str(),
                                        body.data(),
                                        static_cast<uint32_t>(body.size()),
                                        static_cast<uint32_t>(raw_parameters.size()),
                                        raw_parameters.data(),
                                        route.access == SPARK_ACCESS_OPEN ? 0u : (risky ? 2u : 1u),
                                        0,
                                        risky ? route.listener.c_str() : ""};
    route.handle(route.context, &request, &reply);
    called_flag = nullptr;
    return of.answer;
  }
  throw std::out_of_range("no route " + method + " " + path);
}

}  // namespace spark::testing
