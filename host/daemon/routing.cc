// Routes: pipelines first, then plugins' own, then the host's.
#include "daemon/routing.h"

#include <fmt/format.h>

#include <algorithm>

#include "admin/access.h"
#include "admin/change_routes.h"
#include "admin/flag_routes.h"
#include "daemon/host.h"
#include "serving/inference.h"
#include "admin/repository_routes.h"
#include "serving/serve.h"
#include "admin/views.h"

namespace spark::daemon {

class Routing {
 public:
  Routing(Host& host, std::shared_ptr<Generation> generation)
      : host_(host),
        generation_(std::move(generation)),
        routes_(generation_->config.listeners.size()) {
    pipelines();
    plugins();
    inference();
    admin();
  }

  std::vector<http::Router> take() {
    std::vector<http::Router> routers;
    for (auto& routes : routes_) routers.emplace_back(std::move(routes));
    return routers;
  }

  std::vector<OwnedRoute> take_list() { return std::move(list_); }

 private:
  static constexpr const char* hosts_own = "host";

  void add(size_t listener, http::Route route, std::string owner, std::string doc = "") {
    list_.push_back({generation_->config.listeners[listener].name, route.method, route.path,
                     route.access, std::move(owner), std::move(doc)});
    routes_[listener].push_back(std::move(route));
  }

  void pipelines() {
    for (const auto& pipeline : generation_->config.pipelines) {
      const size_t listener = index_of(pipeline.route.listener);
      const auto access = http_access(generation_->config.listeners[listener].access);
      add(listener, {pipeline.route.method, pipeline.route.path, access, handler(pipeline)},
          "pipeline:" + pipeline.name);
    }
  }

  void plugins() {
    const auto& all = generation_->routes.all();
    for (const auto& route : all) {
      const RoutePtr kept(generation_, &route);
      add(index_of(route.listener),
          route.access == services::RouteAccess::safe
              ? safe_route(route.path,
                           [kept, &rooms = host_.rooms_](const http::Peer& peer) {
                             return begin_safe_route(kept, rooms, peer);
                           })
              : http::Route{route.method, route.path, http_access(route.access),
                            [kept, &rooms = host_.rooms_](http::Exchange& x) {
                              serve_route(kept, rooms, x);
                            }},
          "plugin:" + route.owner, route.doc);
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
    const auto access = http_access(config.listeners[listener].access);
    for (auto& route : inference_routes(view, access)) add(listener, std::move(route), hosts_own);
  }

  void admin() {
    for (size_t i = 0; i < generation_->config.listeners.size(); ++i) {
      if (generation_->config.listeners[i].access != config::Access::admin) continue;
      for (const auto& [path, view] : views()) {
        add(i, view_route(path, http::Access::admin, view), hosts_own);
      }
      for (auto& route : flag_routes(host_.rooms_)) add(i, std::move(route), hosts_own);
      for (auto& route : change_routes(host_)) add(i, std::move(route), hosts_own);
      for (auto& route : repository_routes(host_)) add(i, std::move(route), hosts_own);
      add(i, safe_for_all(host_), hosts_own);
      add(i, view_route(safe_path, http::Access::safe, safe_routes_view), hosts_own);
    }
  }

 public:
  static constexpr const char* safe_path = "/admin/v1/safe";

  static http::Route safe_for_all(Host& host) {
    return safe_route(safe_path, [&rooms = host.rooms_](const http::Peer& peer) {
      return begin_safe(safe_path, rooms, peer);
    });
  }

 private:
  using View = std::function<std::string(Host&)>;

  http::Route view_route(const std::string& path, http::Access access, const View& view) {
    return {"GET", path, access, [&host = host_, path, view](http::Exchange& x) {
              host.views_.answer(x, path, [&host, view] { return view(host); });
            }};
  }

  // Takes effect when the head has been read; also for a request whose head was read before the
  // route was there.
  static http::Route safe_route(std::string path,
                                std::function<http::Handler(const http::Peer&)> begin) {
    return {"POST", std::move(path), http::Access::safe,
            [begin](http::Exchange& x) { begin(x.peer())(x); }, begin};
  }

  static std::vector<std::pair<std::string, View>> views() {
    return {{"/admin/v1/status", status_view},
            {"/admin/v1/plugins", plugins_view},
            {"/admin/v1/models", models_view},
            {"/admin/v1/pipelines", pipelines_view},
            {"/admin/v1/routes", routes_view},
            {"/admin/v1/generations", generations_view},
            {"/admin/v1/config", config_view},
            {"/admin/v1/quarantine", quarantine_view},
            {"/admin/v1/flags", [](const Host& host) { return flags_view(host.flags()); }}};
  }

  http::Handler handler(const config::Pipeline& pipeline) {
    // Rendered off the workers: a scrape never takes a worker's time, nor health a scrape's.
    if (pipeline.metrics) {
      return [&host = host_, prefix = pipeline.metrics->prefix](http::Exchange& x) {
        const auto render = [&host, prefix] {
          std::string text;
          host.collect();
          host.registry_.render(text, prefix);
          return text;
        };
        host.scrapes_.answer(x, prefix, render, http::ContentType::text_metrics);
      };
    }
    if (pipeline.health) {
      return [&host = host_, service = pipeline.health->service](http::Exchange& x) {
        host.health_.answer(x, service, [&host, service] { return health_view(host, service); });
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
  std::vector<std::vector<http::Route>> routes_;  // by listener
  std::vector<OwnedRoute> list_;
};

namespace {

void starting(http::Exchange& exchange) {
  exchange.response().header("Retry-After", "1");
  exchange.response().error(503, "starting");
}

}  // namespace

std::vector<http::Router> starting_routers(Host& host, const config::Config& config) {
  std::vector<http::Router> routers;
  for (const auto& listener : config.listeners) {
    std::vector<http::Route> routes;
    if (listener.access == config::Access::admin) {
      routes.push_back(Routing::safe_for_all(host));
      // The path is the host's own by then, so that the routes below do not answer for it.
      routes.push_back({"GET", Routing::safe_path, http::Access::open, starting});
    }
    routes.push_back({"GET", "/*", http::Access::open, starting});
    routes.push_back({"POST", "/*", http::Access::open, starting});
    routers.emplace_back(std::move(routes));
  }
  return routers;
}

std::vector<http::Router> make_routers(Host& host, const std::shared_ptr<Generation>& generation) {
  return Routing(host, generation).take();
}

std::vector<OwnedRoute> all_routes(Host& host, const std::shared_ptr<Generation>& generation) {
  return Routing(host, generation).take_list();
}

}  // namespace spark::daemon
