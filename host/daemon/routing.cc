// Routes: pipelines first, then plugins' own, then the host's.
#include "daemon/routing.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/change_routes.h"
#include "daemon/host.h"
#include "daemon/inference.h"
#include "daemon/repository_routes.h"
#include "daemon/serve.h"
#include "daemon/views.h"

namespace spark::daemon {

class Routing {
 public:
  Routing(Host& host, std::shared_ptr<Generation> generation)
      : host_(host),
        generation_(std::move(generation)),
        routes_(generation_->config.listeners.size()) {}

  void pipelines() {
    for (const auto& pipeline : generation_->config.pipelines) {
      const size_t listener = index_of(pipeline.route.listener);
      const auto access = static_cast<http::Access>(generation_->config.listeners[listener].access);
      routes_[listener].push_back(
          {pipeline.route.method, pipeline.route.path, access, handler(pipeline)});
    }
  }

  void plugins() {
    const auto& all = generation_->routes.all();
    for (const auto& route : all) {
      const RoutePtr kept(generation_, &route);
      routes_[index_of(route.listener)].push_back(
          {route.method, route.path, static_cast<http::Access>(route.access),
           [kept, &actions = host_.actions_](http::Exchange& x) {
             serve_route(kept, actions, x);
           }});
    }
  }

  void inference() {
    const auto& config = generation_->config;
    if (!config.inference) return;
    const size_t listener = index_of(config.inference->listener.value);
    const auto view = [generation = generation_, &host = host_] {
      return InferenceView{generation->inference,
                           host.is_draining() ? "the host is shutting down" : ""};
    };
    const auto access = static_cast<http::Access>(config.listeners[listener].access);
    for (auto& route : inference_routes(view, access))
      routes_[listener].push_back(std::move(route));
  }

  void admin() {
    for (size_t i = 0; i < generation_->config.listeners.size(); ++i) {
      if (generation_->config.listeners[i].access != config::Access::admin) continue;
      for (const auto& [path, view] : views()) {
        routes_[i].push_back(
            {"GET", path, http::Access::admin,
             [&host = host_, view = view](http::Exchange& x) { later(host, x, view); }});
      }
      for (auto& route : change_routes(host_)) routes_[i].push_back(std::move(route));
      for (auto& route : repository_routes(host_)) routes_[i].push_back(std::move(route));
      routes_[i].push_back(
          {"POST", "/admin/v1/safe", http::Access::safe, [&host = host_](http::Exchange& x) {
             serve_safe("/admin/v1/safe", host.actions_, x, [&host] {
               return fmt::format(R"("flags_changed":{})", host.flags_.set_all_safe());
             });
           }});
    }
  }

  std::vector<http::Router> take() {
    std::vector<http::Router> routers;
    for (auto& routes : routes_) routers.emplace_back(std::move(routes));
    return routers;
  }

 private:
  using View = std::function<std::string(Host&)>;

  static std::vector<std::pair<std::string, View>> views() {
    return {{"/admin/v1/status", status_view}, {"/admin/v1/plugins", plugins_view},
            {"/admin/v1/models", models_view}, {"/admin/v1/pipelines", pipelines_view},
            {"/admin/v1/routes", routes_view}, {"/admin/v1/generations", generations_view},
            {"/admin/v1/config", config_view}, {"/admin/v1/quarantine", quarantine_view}};
  }

  // Rendered on the jobs thread: a scrape never takes a worker's time.
  static void later(Host& host, http::Exchange& exchange, View view,
                    http::ContentType type = http::ContentType::json) {
    std::shared_ptr<http::Deferred> reply = exchange.defer();
    const bool posted = host.jobs_.post(
        [&host, reply, view = std::move(view), type] { reply->send(200, type, view(host)); });
    if (!posted)
      reply->send(503, http::ContentType::json, R"({"error":"too many requests are waiting"})");
  }

  http::Handler handler(const config::Pipeline& pipeline) {
    if (pipeline.metrics) {
      return [&host = host_, prefix = pipeline.metrics->prefix](http::Exchange& x) {
        later(
            host, x,
            [prefix](Host& on) {
              std::string text;
              on.collect();
              on.registry_.render(text, prefix);
              return text;
            },
            http::ContentType::text_metrics);
      };
    }
    if (pipeline.health) {
      return [&host = host_, service = pipeline.health->service](http::Exchange& x) {
        later(host, x, [service](Host& on) { return health_view(on, service); });
      };
    }
    Served* served = generation_->find_served(pipeline.name);
    return [kept = std::shared_ptr<Served>(generation_, served)](http::Exchange& x) {
      serve(*kept, x);
    };
  }

  // Names were checked: of pipelines by the configuration, of plugins' routes by the http service.
  [[nodiscard]] size_t index_of(const std::string& listener) const {
    const auto& all = generation_->config.listeners;
    return static_cast<size_t>(
        std::find_if(all.begin(), all.end(), [&](const auto& l) { return l.name == listener; }) -
        all.begin());
  }

  Host& host_;
  std::shared_ptr<Generation> generation_;
  std::vector<std::vector<http::Route>> routes_;
};

std::vector<http::Router> make_routers(Host& host, const std::shared_ptr<Generation>& generation) {
  Routing routing(host, generation);
  routing.pipelines();
  routing.plugins();
  routing.inference();
  routing.admin();
  return routing.take();
}

}  // namespace spark::daemon
