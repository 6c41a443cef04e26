#include "end_to_end/changes.h"

#include <fstream>

#include "end_to_end/artefacts.h"
#include "support/file_text.h"

namespace spark::test {

namespace json = boost::json;

Answered ask(const Sparkd& host) {
  const auto answer = host.json("ml-engine", "POST", "/ml/predict", snapshot_body);
  return {text_of(answer.at("version")), answer.at("score").as_double()};
}

std::filesystem::path museum(const std::string& name) {
  return std::filesystem::path(SPARK_BUILD_DIR) / "lib/spark/museum" / (name + ".so");
}

json::value swap_candidate(const Sparkd& host, const std::filesystem::path& artefact,
                           uint32_t status, const std::string& more) {
  return host.json("admin", "POST", "/admin/v1/models/candidate/swap",
                   R"({"confirm":true,"artefact":")" + artefact.string() + "\"" + more + "}",
                   status);
}

json::value upgrade(const Sparkd& host, const std::string& plugin,
                    const std::filesystem::path& library, uint32_t status) {
  return host.json("admin", "POST", "/admin/v1/plugins/" + plugin + "/upgrade",
                   R"({"confirm":true,"library":")" + library.string() + "\"}", status);
}

json::value post_admin(const Sparkd& host, std::string_view path, uint32_t status,
                       std::string_view body) {
  return host.json("admin", "POST", path, body, status);
}

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

const json::object* change_of(const json::value& answer, std::string_view kind,
                              std::string_view name) {
  for (const auto& change : answer.at("changes").as_array()) {
    if (change.at("kind").as_string() == kind && change.at("name").as_string() == name)
      return &change.as_object();
  }
  return nullptr;
}

Configuration::Configuration() {
  std::filesystem::create_directories(folder_.path() / "configs");
  std::filesystem::copy(source("configs"), folder_.path() / "configs",
                        std::filesystem::copy_options::recursive);
}

std::filesystem::path Configuration::file() const {
  return folder_.path() / "configs/executor.yaml";
}

std::filesystem::path Configuration::models() const {
  return folder_.path() / "configs/models";
}

void Configuration::replace(const std::string& from, const std::string& to) const {
  replace_in(file(), from, to);
}

void Configuration::remove_alerts() const {
  const std::string text = read_file(file());
  std::ofstream(file()) << text.substr(0, text.find("\nalerts:\n") + 1);
}

}  // namespace spark::test
