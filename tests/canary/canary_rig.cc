#include "canary_rig.h"

namespace spark::test {

ToldPair::ToldPair(FakeHost& host, const char* candidate_event) {
  const char* names[] = {"production", "candidate"};
  for (size_t i = 0; i < 2; ++i) {
    infos[i].version = i == 0 ? "v1" : "v2";
    infos[i].type = "logistic";
    infos[i].sha256 = digests[i].c_str();
    infos[i].target_event = i == 0 ? "up-move" : candidate_event;
    infos[i].target_horizon = "1min";
    infos[i].target_reference = "mid";
    host.models[names[i]] = &infos[i];
    host.live_models[names[i]] = {{.version = infos[i].version, .sha256 = digests[i]}};
  }
}

CanaryRig::CanaryRig(FakeHost& host_, const std::function<void(Settings&)>& more)
    : host(host_),
      plugin(host_, testing::load_entry(testing::plugin_file("canary")),
             [&](Settings& with) {
               const std::string folder = SPARK_SOURCE_DIR "/configs/canary/";
               with.name = "canary";
               host_.flags["canary.weight"] = {1, 0, false};  // its full name, for make_safe()
               with.list("plans", {folder + "full.yaml", folder + "mini.yaml"});
               if (more) more(with);
             }),
      decide(plugin.stage("decide",
                          [](Settings& with) {
                            with.predict("production", "production", "production", std::nullopt);
                            with.predict("candidate", "candidate", "candidate", 60.0);
                          })),
      count(plugin.stage("count", [](Settings& with) {
        with.set("decide", "canary").set("match", "shadow.match");
        with.predict("production", "production", "production", std::nullopt);
        with.predict("candidate", "candidate", "candidate", 60.0);
      })) {
  host.utc_ms = begin_ms;
  for (size_t i = 0; i < keys_.size(); ++i) keys_[i] = "key-" + std::to_string(i);
}

bool CanaryRig::ask(const BothAnswers& answered, uint32_t worker) {
  ++sequence_;
  for (StageRig* stage : {&decide, &count}) {
    const auto set = [&](const char* name, auto value) {
      if (stage->reads(name)) stage->set(name, value);
    };
    set("production.score", answered.production);
    set("production.status", answered.production_status);
    set("production.elapsed_ms", 0.5);
    set("candidate.score", answered.candidate);
    set("candidate.status", answered.candidate_status);
    set("candidate.elapsed_ms", answered.candidate_ms);
    if (answered.candidate_status != SPARK_STATUS_OK && stage->reads("candidate.score"))
      stage->set_null("candidate.score");
    if (answered.production_status != SPARK_STATUS_OK && stage->reads("production.score"))
      stage->set_null("production.score");
    set("request.id", answered.key);
    set("request.sequence", sequence_);
    set("request.utc_ms", host.utc_ms);
    set("answer.code", answered.code);
  }
  decide.run(worker, answered.flags);
  count.set("canary.selected", decide.boolean("selected"));
  count.set("shadow.match", std::abs(answered.production - answered.candidate) < 0.05);
  count.run(worker, answered.flags);
  return !decide.null("score");
}

void CanaryRig::run(double seconds, int per_second, const std::function<BothAnswers(int)>& answer) {
  int request = 0;
  for (int step = 0; step < static_cast<int>(seconds * 2); ++step) {
    for (int i = 0; i < per_second / 2; ++i) {
      BothAnswers one = answer(request);
      if (std::string(one.key) == "k") one.key = keys_[static_cast<size_t>(request) % 64].c_str();
      ask(one, static_cast<uint32_t>(request % 2));
      ++request;
    }
    host.advance(500);
    settle();
  }
}

void CanaryRig::settle() {
  for (int i = 0; i < 4; ++i) {
    host.end_records();
    host.run_jobs();
    host.end_puts();
  }
}

FakeHost::Reply CanaryRig::post(const std::string& verb, const std::string& body) {
  return host.call("POST", "/canary/" + verb, body);
}

std::string CanaryRig::state() {
  const std::string text = host.call("GET", "/canary/status").json;
  const size_t at = text.find("\"state\":\"") + 9;
  return text.substr(at, text.find('"', at) - at);
}

}  // namespace spark::test
