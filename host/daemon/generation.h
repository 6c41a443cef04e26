// A generation: everything that answers requests, built as a whole, published as a whole.
//
// Plugin objects are shared between generations, since they own what outlives a plan (flags,
// windows, metrics); plans and runners are the generation's own. Built and destroyed on the builder
// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "daemon/pipeline_metrics.h"
#include "frame/plan.h"
#include "pipeline/runner.h"
#include "plugin/instance.h"
#include "services/host_object.h"

namespace spark::daemon {

struct PluginObject {
  std::string name;
  std::shared_ptr<services::HostObject> host;
  std::shared_ptr<plugin::Instance> instance;
};

struct LoadedModel {
  std::string name;
  std::string plugin;
  std::filesystem::path artefact;  // empty: none
  std::shared_ptr<const plugin::ModelProxy> model;
};

// One worker's part of a pipeline. Aligned so that two workers share no cache line.
struct alignas(64) PipelineWorker {
  std::unique_ptr<pipeline::Runner> runner;
  std::vector<int64_t> logged_at_ns;  // by step: when its last failure was logged
};

// A pipeline with an answer, ready to serve.
struct Served {
  std::string name;
  std::unique_ptr<frame::Plan> plan;
  PipelineMetrics metrics;
  std::vector<PipelineWorker> workers;
};

struct Generation {
  uint64_t number = 0;
  int64_t built_utc_ms = 0;
  config::Config config;
  // In this order: runners go before plans, plans before models, models before plugin objects.
  std::vector<PluginObject> plugins;
  std::vector<LoadedModel> models;
  std::vector<std::unique_ptr<Served>> served;
  services::PluginRoutes routes;

  [[nodiscard]] const LoadedModel* find_model(std::string_view name) const;
  [[nodiscard]] const PluginObject* find_plugin(std::string_view name) const;
  [[nodiscard]] Served* find_served(std::string_view name) const;
};

}  // namespace spark::daemon
