#include "end_to_end/prometheus.h"

#include <cctype>
#include <chrono>
#include <cstdio>
#include <regex>
#include <stdexcept>
#include <thread>

#include "end_to_end/artefacts.h"
#include "support/catch.h"
#include "support/file_text.h"

namespace spark::test {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

std::string encoded(const std::string& text) {
  std::string out;
  for (const char each : text) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(each));
    if (std::isalnum(static_cast<unsigned char>(each)) != 0) {
      out += each;
    } else {
      out += hex;
    }
  }
  return out;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// Minutes become seconds: windows of six, which hold three scrapes, and two in which a rule must
// hold.
std::string shortened(std::string rules) {
  rules = std::regex_replace(rules, std::regex(R"(\[(5m|10m|1h)\])"), "[6s]");
  rules = std::regex_replace(rules, std::regex(R"(for: \d+[mh])"), "for: 2s");
  return std::regex_replace(rules, std::regex(">= 100"), ">= 10");
}

}  // namespace

std::optional<fs::path> prometheus_tools() {
  const fs::path folder = fs::path(SPARK_BUILD_DIR).parent_path() / "prometheus";
  const Ended ended = run({source("packaging/prometheus-tools.sh").string(), folder.string()});
  if (ended.exit_code == 0) return folder / "usr/bin";
  WARN("skipped: no tools of Prometheus here: " << ended.output);
  return std::nullopt;
}

uint16_t free_port() {
  return ListeningSocket().port();
}

tool::Response call_port(uint16_t port, std::string_view method, const std::string& target,
                         const std::string& body) {
  tool::Client client({"127.0.0.1", port});
  return client.call(method, target, body).value();
}

void await_answer(uint16_t port, const std::string& target) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (;;) {
    tool::Client client({"127.0.0.1", port});
    const auto answer = client.call("GET", target);
    if (answer && answer->status == 200) return;
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error(target + " does not answer");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void write_monitoring(const fs::path& folder, const Sparkd& host, bool is_short) {
  for (const char* name : {"ml.yml", "ml-canary.yml", "spark.yml", "records.yml"}) {
    const std::string rules = read_file(source("configs/prometheus") / name);
    write_file(folder / name, is_short ? shortened(rules) : rules);
  }
  std::string config = read_file(source("configs/prometheus/prometheus.yml"));
  replace_all(config, "127.0.0.1:4010", "127.0.0.1:" + std::to_string(host.port("ml-engine")));
  replace_all(config, "127.0.0.1:4001", "127.0.0.1:" + std::to_string(host.port("executor")));
  if (is_short) {
    // A scrape has until the next one, and a machine that is busy takes a second now and then.
    replace_all(config, "scrape_interval: 10s", "scrape_interval: 2s");
    replace_all(config, "evaluation_interval: 10s", "evaluation_interval: 1s");
  }
  config.erase(config.find("alerting:"), config.find("scrape_configs:") - config.find("alerting:"));
  write_file(folder / "prometheus.yml", config);
}

Prometheus::Prometheus(const fs::path& tools, const fs::path& folder) : port_(free_port()) {
  process_ = std::make_unique<Proxy>(std::vector<std::string>{
      (tools / "prometheus").string(), "--config.file=" + (folder / "prometheus.yml").string(),
      "--storage.tsdb.path=" + (folder / "data").string(), "--log.level=error",
      "--enable-feature=exemplar-storage", "--web.console.templates=" + folder.string(),
      "--web.console.libraries=" + folder.string(),
      "--web.listen-address=127.0.0.1:" + std::to_string(port_)});
  await_answer(port_, "/-/ready");
}

json::value Prometheus::get(const std::string& path) const {
  return json::parse(call_port(port_, "GET", path).body);
}

Prometheus::Answer Prometheus::query(const std::string& expression) const {
  const json::value said = get("/api/v1/query?query=" + encoded(expression));
  Answer answer;
  if (said.at("status").as_string() != "success")
    return {std::string(said.at("error").as_string()), {}};
  const json::value& data = said.at("data");
  if (data.at("resultType").as_string() != "vector") return answer;
  for (const json::value& each : data.at("result").as_array())
    answer.values.emplace_back(each.at("value").as_array()[1].as_string());
  return answer;
}

std::vector<std::string> Prometheus::alerts() const {
  std::vector<std::string> names;
  const json::value said = get("/api/v1/alerts");
  for (const json::value& each : said.at("data").at("alerts").as_array())
    names.emplace_back(each.at("labels").at("alertname").as_string());
  return names;
}

std::string Prometheus::scrape_errors() const {
  std::string text;
  const json::value said = get("/api/v1/targets");
  for (const json::value& each : said.at("data").at("activeTargets").as_array())
    if (const json::string& error = each.at("lastError").as_string(); !error.empty())
      text.append(each.at("scrapeUrl").as_string()).append(": ").append(error).append("; ");
  return text;
}

std::vector<std::pair<std::string, std::string>> panel_expressions(const std::string& interval) {
  std::vector<std::pair<std::string, std::string>> all;
  const json::value board = json::parse(read_file(source("configs/grafana/ml-dashboard.json")));
  for (const json::value& panel : board.at("panels").as_array()) {
    for (const json::value& target : panel.at("targets").as_array()) {
      std::string expression(target.at("expr").as_string());
      replace_all(expression, "$__rate_interval", interval);
      replace_all(expression, "$lineage", "^$");
      all.emplace_back(panel.at("title").as_string(), expression);
    }
  }
  return all;
}

}  // namespace spark::test
