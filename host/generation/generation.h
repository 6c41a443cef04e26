// A generation: all plugin objects, models and pipelines, built as a whole, published as a whole.
//
// Generations share the parts that a change does not touch: plugin objects, which own the data that
// outlives a plan (flags, windows, metrics); models; and whole pipelines. Built and destroyed on
// the builder thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/count.h"
#include "base/log.h"
#include "blueprint/blueprint.h"
#include "config/config.h"
#include "frame/plan.h"
#include "generation/inference_model.h"
#include "generation/pipeline_metrics.h"
#include "generation/request_notes.h"
#include "metrics/registry.h"
#include "pipeline/runner.h"
#include "plugin/plugin_object.h"
#include "services/live_models.h"
#include "services/plugin_host.h"

namespace spark::generation {

struct LoadedPlugin {
  std::string name;
  std::string settings;  // as one line, with the names that the plugin may use
  std::string sha256;    // of its library
  std::shared_ptr<services::PluginHost> host;
  std::shared_ptr<plugin::PluginObject> instance;
};

struct LoadedModel {
  std::string name;
  std::string plugin;
  std::filesystem::path artefact;  // as configured; empty: none
  std::string settings;            // as one line
  std::string sha256;              // the digest of its artefact; "" without one
  std::shared_ptr<const plugin::ModelProxy> model;
};

// One worker's part of a pipeline. Aligned so that two workers share no cache line.
struct alignas(64) PipelineWorker {
  std::unique_ptr<pipeline::Runner> runner;
  std::vector<int64_t> logged_at_ns;  // by stage: when its last failure was logged
  base::Count answers;                // with 200
  RequestNotes notes;
};

// A pipeline with an answer, ready to serve.
struct Served {
  // Of a stage: what a log line begins with, and which plugin it tells of.
  struct Title {
    std::string text;  // "predict.candidate"
    base::log::About about = 0;
  };

  explicit Served(metrics::Registry& registry_) : registry(registry_) {}
  ~Served() {
    registry.forget(plan.get());
    registry.forget(this);
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  std::string name;
  std::string line;  // of its configuration
  // The parts of its plan. The next generation reuses this pipeline if its parts are the same.
  std::map<std::string, std::string, std::less<>> model_bindings;  // by the model's name
  std::map<std::string, const void*, std::less<>> parts;           // objects, by key
  std::map<std::string, std::string, std::less<>> lineages;  // that stages asked for, by model
  std::unique_ptr<frame::Plan> plan;
  std::vector<Title> titles;  // by stage
  PipelineMetrics metrics;
  std::vector<PipelineWorker> workers;
  // A pipeline::NotReady: what the newest answer waited for, 0 if it was one. Written by workers
  // when it changes, so that all may read it.
  std::atomic<uint64_t> not_ready{0};
  metrics::Registry& registry;
};

struct Generation {
  uint64_t number = 0;
  std::string reason;  // "swap models.candidate"
  int64_t built_utc_ms = 0;
  int64_t published_utc_ms = 0;
  int64_t published_ns = 0;     // on the steady clock
  uint64_t answers_before = 0;  // answers(), when it was published
  std::atomic<bool> confirmed{false};
  blueprint::Blueprint blueprint;
  config::Config config;
  // In this order: pipelines go before models, models before plugin objects.
  std::vector<LoadedPlugin> plugins;
  std::vector<LoadedModel> models;
  InferenceModels inference;  // empty unless the protocol is configured
  std::vector<std::shared_ptr<Served>> served;
  services::PluginRoutes routes;
  // What served under each model's name since the host started, the newest first (live_models.h).
  // Complete when the generation is published.
  std::map<std::string, std::vector<services::LiveModel>, std::less<>> model_history;

  [[nodiscard]] const LoadedModel* find_model(std::string_view name) const;
  [[nodiscard]] const LoadedPlugin* find_plugin(std::string_view name) const;
  [[nodiscard]] Served* find_served(std::string_view name) const;

  // Answers of its pipelines that have stages, including their answers in earlier generations.
  // Answers of pipelines without stages do not test a generation, so they do not count. [any]
  [[nodiscard]] uint64_t answers() const;
};

using GenerationPtr = std::shared_ptr<Generation>;

}  // namespace spark::generation
