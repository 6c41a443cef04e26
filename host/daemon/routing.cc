// Routes: pipelines first, then plugins' own, then the host's.
#include "daemon/routing.h"

#include <algorithm>
#include <map>
#include <utility>

#include "admin/access.h"
#include "admin/routes.h"
#include "admin/views.h"
#include "http/accept.h"
#include "serving/inference.h"
#include "serving/serve.h"

namespace spark::daemon {
namespace {

constexpr const char* hosts_own = "host";

// Only a client that names it gets OpenMetrics, and not where it likes the text format better.
bool wants_open_metrics(std::string_view accept) {
  const http::Wanted open = http::wanted(accept, {"application/openmetrics-text", "1.0.0"});
  const http::Wanted text = http::wanted(accept, {"text/plain", "0.0.4"});
  return open.is_named && open.quality > 0 && open.quality >= text.quality;
}

class Routing {
 public:
  Routing(Destinations& to, const generation::GenerationPtr& generation)
      : to_(to), generation_(generation), routes_(generation_->config.listeners.size()) {
    pipelines();
    plugins();
    plugins_on_sockets();
    inference();
    admin();
  }

  serving::RouteTablePtr take() {
    serving::RouteTable table;
    for (auto& routes : routes_) table.routers.emplace_back(std::move(routes));
    table.list = std::move(list_);
    return std::make_shared<const serving::RouteTable>(std::move(table));
  }

 private:
  // Operators by a socket have every plugin's routes there, since those are for operators;
  // pipelines are for clients. Of two with one path, the first listener's.
  void plugins_on_sockets() {
    const auto& listeners = generation_->config.listeners;
    for (size_t i = 0; i < listeners.size(); ++i) {
      if (!listeners[i].socket) continue;
      for (const auto& route : generation_->routes.all()) {
        const auto& there = routes_[i];
        const bool is_taken = std::any_of(there.begin(), there.end(), [&](const auto& each) {
          return each.method == route.method && each.path == route.path;
        });
        if (is_taken || config::is_inference_path(route.path)) continue;
        add(i, plugin_route(actions::RoutePtr(generation_, &route)), "plugin:" + route.owner,
            route.doc);
      }
    }
  }

  void add(size_t listener, http::Route route, std::string owner, std::string doc = "") {
    const std::string& name = generation_->config.listeners[listener].name;
    if (!route.tally) {
      http::Tally* const tally = to_.totals.of({name, route.method, route.path});
      route.tally = [tally](std::string_view) { return tally; };
    }
    list_.push_back(
        {name, route.method, route.path, route.access, std::move(owner), std::move(doc)});
    routes_[listener].push_back(std::move(route));
  }

  void pipelines() {
    for (const auto& pipeline : generation_->config.pipelines) {
      const size_t listener = index_of(pipeline.route.listener);
      const auto access = admin::http_access(generation_->config.listeners[listener].access);
      http::Route route{pipeline.route.method, pipeline.route.path, access, handler(pipeline)};
      // Or the host would be held to be down by those who scrape it, just when it is busy.
      route.tells_of_host = pipeline.metrics.has_value();
      add(listener, std::move(route), "pipeline:" + pipeline.name);
    }
  }

  void plugins() {
    for (const auto& route : generation_->routes.all()) {
      const actions::RoutePtr kept(generation_, &route);
      add(index_of(route.listener), plugin_route(kept), "plugin:" + route.owner, route.doc);
    }
  }

  http::Route plugin_route(const actions::RoutePtr& route) {
    actions::ActionRooms& rooms = to_.admin.rooms;
    if (route->access == services::RouteAccess::safe)
      return actions::safe_route(route->path, [route, &rooms](const http::Peer& peer) {
        return actions::begin_safe_route(route, rooms, peer);
      });
    return {route->method, route->path, admin::http_access(route->access),
            [route, &rooms](http::Exchange& x) { actions::serve_route(route, rooms, x); }};
  }

  void inference() {
    const auto& config = generation_->config;
    if (!config.inference) return;
    const size_t listener = index_of(config.inference->listener.value);
    const auto view = [generation = generation_, &is_draining = to_.admin.is_draining] {
      return serving::InferenceView{generation->inference,
                                    is_draining ? "the host is shutting down" : ""};
    };
    const auto access = admin::http_access(config.listeners[listener].access);
    for (auto& route : serving::inference_routes(view, access)) {
      if (route.path.ends_with("/*")) count_by_pattern(config.listeners[listener].name, route);
      add(listener, std::move(route), hosts_own);
    }
  }

  void count_by_pattern(const std::string& listener, http::Route& route) {
    std::map<std::string_view, http::Tally*> tallies;
    for (const std::string_view pattern : serving::inference_patterns())
      tallies[pattern] = to_.totals.of({listener, route.method, std::string(pattern)});
    route.tally = [tallies = std::move(tallies)](std::string_view path) {
      return tallies.at(serving::inference_pattern(path));
    };
  }

  void admin() {
    for (size_t i = 0; i < generation_->config.listeners.size(); ++i) {
      if (generation_->config.listeners[i].access != config::Access::admin) continue;
      for (auto& route : admin::routes(to_.admin)) add(i, std::move(route), hosts_own);
    }
  }

  http::Handler handler(const config::Pipeline& pipeline) {
    // Views are rendered off the workers: a scrape takes no worker's time, and health no scrape's.
    if (pipeline.metrics) return scrape(*pipeline.metrics, pipeline.name);
    if (pipeline.health) {
      return [&to = to_, service = pipeline.health->service](http::Exchange& x) {
        to.health.answer(x, service,
                         [&to, service] { return admin::health_view(to.admin, service); });
      };
    }
    return serving::pipeline_handler(generation_, pipeline.name);
  }

  // Routes of one prefix share a view, but for clients that get no zeros.
  http::Handler scrape(const config::MetricsRoute& metrics, const std::string& pipeline) {
    const bool differs = metrics.zeros_without_accept.has_value();
    const metrics::Zeros fewer{!differs, metrics.zeros_without_accept.value_or(metrics::Labels())};
    return [&to = to_, pipeline, prefix = metrics.prefix, differs, fewer](http::Exchange& x) {
      const std::string_view accept = x.request().header("Accept");
      const bool has_all = !differs || !accept.empty();
      const bool is_open = wants_open_metrics(accept);
      to.scrapes.answer(
          x, (has_all ? prefix : prefix + " for " + pipeline) + (is_open ? " open" : ""),
          [&to, prefix, zeros = has_all ? metrics::Zeros() : fewer, is_open] {
            return to.metrics(prefix, zeros,
                              is_open ? metrics::Format::open_metrics : metrics::Format::text);
          },
          is_open ? http::ContentType::open_metrics : http::ContentType::text_metrics);
    };
  }

  // Names were checked: of pipelines by the configuration, of plugins' routes by the http service.
  [[nodiscard]] size_t index_of(const std::string& listener) const {
    const auto& all = generation_->config.listeners;
    return static_cast<size_t>(
        std::find_if(all.begin(), all.end(), [&](const auto& l) { return l.name == listener; }) -
        all.begin());
  }

  Destinations& to_;
  generation::GenerationPtr generation_;
  std::vector<std::vector<http::Route>> routes_;  // by listener
  std::vector<serving::ListedRoute> list_;
};

void starting(http::Exchange& exchange) {
  exchange.response().header("Retry-After", "1");
  exchange.response().error(503, "starting");
}

}  // namespace

std::vector<http::Router> starting_routers(actions::ActionRooms& rooms,
                                           const config::Config& config) {
  std::vector<http::Router> routers;
  for (const auto& listener : config.listeners) {
    std::vector<http::Route> routes;
    if (listener.access == config::Access::admin) {
      routes.push_back(admin::safe_for_all(rooms));
      // The path is the host's own by then, so that the routes below do not answer for it.
      routes.push_back({"GET", std::string(admin::safe_path), http::Access::open, starting});
    }
    routes.push_back({"GET", "/*", http::Access::open, starting});
    routes.push_back({"POST", "/*", http::Access::open, starting});
    routers.emplace_back(std::move(routes));
  }
  return routers;
}

serving::RouteTablePtr make_routes(Destinations& to, const generation::GenerationPtr& generation) {
  return Routing(to, generation).take();
}

}  // namespace spark::daemon
