// A well-made plugin that acts on the host, for tests: it swaps models, pins them, leases them, and
// answers its routes later.
//
//   POST /x/swapping/ask?model=NAME&like=OTHER|artefact=FOLDER&expect=SHA256&back&after=FILE
//       asks for the swap, once FILE exists, and answers when it has ended: {"code":0,"text":""}
//   POST /x/swapping/hold?model=NAME&lets=PLUGIN&slow&lease
//       pins (and leases) it; slow: does not answer when the pin is broken
//   GET  /x/swapping/told     {"version":"1.0.0","waits":false,"asked":3,"ended":3,"broken":1,
//                                "passed":"canary "}
//   GET  /x/swapping/model?name=NAME   what serves, and the versions that served
//   GET  /x/swapping/page     a page
//
// Built twice: swapping (1.0.0) and swapping2 (2.0.0).
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "spark/http.h"
#include "spark/job.h"
#include "spark/models.h"
#include "spark/pin.h"
#include "spark/plugin.h"
#include "spark/swap.h"

#ifndef SWAPPING_VERSION
#define SWAPPING_VERSION "1.0.0"
#endif

namespace museum {

class Swapping : public spark::Plugin {
 public:
  static constexpr const char* summary = "Swaps models when it is told to";

  Swapping(spark::Host host, const spark::Config&)
      : jobs_(host), models_(host), pins_(host), swaps_(host) {
    const spark::Http http(host);
    const auto verb = [](const char* path, spark::Access access) {
      return spark::Route{.listener = "admin",
                          .method = "POST",
                          .path = path,
                          .access = access,
                          .doc = "Does as it is told"};
    };
    http.add<&Swapping::ask>(*this, verb("/x/swapping/ask", spark::Access::admin));
    http.add<&Swapping::hold>(*this, verb("/x/swapping/hold", spark::Access::safe));
    http.add<&Swapping::told>(
        *this, {.listener = "admin", .path = "/x/swapping/told", .doc = "What it was told"});
    http.add<&Swapping::model>(
        *this, {.listener = "admin", .path = "/x/swapping/model", .doc = "What serves"});
    http.add<&Swapping::page>(*this,
                              {.listener = "admin", .path = "/x/swapping/page", .doc = "A page"});
  }

  // [control]
  void ask(const spark::Request& request, spark::Later later) {
    if (later_) return later.send(spark::Reply::error(503, "one at a time"));
    const auto text = [&](const char* name) {
      const auto found = request.parameter(name);
      return found ? std::optional<std::string>(*found) : std::nullopt;
    };
    spark::Json definition;
    if (const auto like = text("like")) definition.add("like", *like);
    if (const auto artefact = text("artefact")) definition.add("artefact", *artefact);
    wanted_ = {.models = {{.model = text("model").value_or(""),
                           .definition = definition.text(),
                           .expect = text("expect")}},
               .reason = "told to",
               .is_way_back = text("back").has_value(),
               .reply = later.number()};
    later_ = later;
    bell_ = text("after").value_or("");
    if (bell_.empty()) return begin();
    jobs_.post<&Swapping::wait, &Swapping::waited>(*this, "wait");
  }
  void wait(spark::Job job) {  // [jobs]
    while (::access(bell_.c_str(), F_OK) != 0 && !job.is_cancelled()) ::usleep(1'000);
  }
  void waited(int32_t code, std::string_view text) {
    if (code == SPARK_OK) return begin();
    reply(code, text);
  }
  void begin() {
    try {
      swaps_.request<&Swapping::ended>(*this, wanted_);
      ++asked_;
    } catch (const spark::Error& error) {
      reply(error.code(), error.what());
    }
  }
  void ended(int32_t code, std::string_view text) {
    ++ended_;
    reply(code, text);
  }

  spark::Reply hold(const spark::Request& request) {
    const std::string model(request.parameter("model").value_or(""));
    std::vector<std::string> lets_pass;
    if (const auto name = request.parameter("lets")) lets_pass.emplace_back(*name);
    is_slow_ = request.parameter("slow").has_value();
    if (request.parameter("lease")) lease_ = models_.lease(model);
    pin_ = pins_.pin<&Swapping::pin_broken, &Swapping::passed>(*this, model, "told to", lets_pass);
    return told(request);
  }
  bool pin_broken() {
    ++broken_;
    return !is_slow_;
  }
  void passed(const std::string& plugin) { passed_ += plugin + " "; }

  spark::Reply told(const spark::Request&) {
    return {200, spark::Json()
                     .add("version", SWAPPING_VERSION)
                     .add("waits", later_.has_value())
                     .add("asked", asked_)
                     .add("ended", ended_)
                     .add("broken", broken_)
                     .add("passed", passed_)
                     .text()};
  }

  spark::Reply model(const spark::Request& request) {
    const std::string name(request.parameter("name").value_or(""));
    const auto live = models_.live(name);
    if (!live) return spark::Reply::error(404, "it does not serve");
    std::string history;
    for (const auto& each : models_.history(name)) history += each.version + " ";
    return {200, spark::Json()
                     .add("definition", live->definition)
                     .add("version", live->version)
                     .add("sha256", live->sha256)
                     .add("folder", live->folder)
                     .add("generation", live->generation)
                     .add("history", history)
                     .text()};
  }

  spark::Reply page(const spark::Request&) { return {200, "<p>A page</p>", spark::Content::html}; }

 private:
  static uint32_t status_of(int32_t code) {
    if (code == SPARK_OK) return 200;
    if (code == SPARK_E_INVALID) return 422;
    return code == SPARK_E_CANCELLED ? 503 : 409;
  }
  void reply(int32_t code, std::string_view text) {
    const auto later = std::exchange(later_, std::nullopt);
    if (later)
      later->send({status_of(code), spark::Json().add("code", code).add("text", text).text()});
  }

  spark::Jobs jobs_;
  spark::Models models_;
  spark::Pins pins_;
  spark::Swaps swaps_;
  // All on [control], but for the bell.
  std::optional<spark::Later> later_;
  spark::SwapRequest wanted_;
  std::string bell_;
  spark::Lease lease_;
  spark::Pin pin_;
  bool is_slow_ = false;
  uint64_t asked_ = 0;
  uint64_t ended_ = 0;
  uint64_t broken_ = 0;
  std::string passed_;
};

}  // namespace museum

SPARK_PLUGIN(museum::Swapping, "swapping", SWAPPING_VERSION, "Museum");
