#include "oip/statistics.h"

#include <fmt/format.h>

#include <iterator>

#include "base/json_text.h"

namespace spark::oip {
namespace {

void append(std::string& out, std::string_view name, const Spent& spent) {
  fmt::format_to(std::back_inserter(out), R"("{}":{{"count":{},"ns":{}}})", name, spent.count,
                 spent.ns);
}

// Clients of the statistics extension expect members for queue and cache; this host queues, caches
// and batches nothing.
void append_model(std::string& out, const ModelStatistics& of) {
  const Statistics& statistics = of.statistics;
  out += R"({"name":)";
  base::append_json_string(out, of.model);
  out += R"(,"version":)";
  base::append_json_string(out, of.version);
  fmt::format_to(
      std::back_inserter(out), R"(,"last_inference":{},"inference_count":{},"execution_count":{})",
      statistics.last_inference_ms, statistics.inference_count, statistics.execution_count);
  out += R"(,"inference_stats":{)";
  const struct {
    std::string_view name;
    Spent spent;
  } all[] = {{"success", statistics.success},
             {"fail", statistics.fail},
             {"queue", {}},
             {"compute_input", statistics.compute_input},
             {"compute_infer", statistics.compute_infer},
             {"compute_output", statistics.compute_output},
             {"cache_hit", {}},
             {"cache_miss", {}}};
  for (const auto& each : all) {
    if (out.back() != '{') out += ',';
    append(out, each.name, each.spent);
  }
  out += R"(},"batch_stats":[]})";
}

}  // namespace

void render_statistics(std::string& out, std::span<const ModelStatistics> models) {
  out += R"({"model_stats":[)";
  for (const ModelStatistics& model : models) {
    if (out.back() != '[') out += ',';
    append_model(out, model);
  }
  out += "]}";
}

}  // namespace spark::oip
