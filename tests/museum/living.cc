// A well-made plugin that writes down what becomes of its objects, for tests of their life: a line
// "<process> <version> <event>" of the file `journal` for each of create, act, rest, save, load,
// merge, nap and destroy.
//
//   GET /x/living/who          {"version":"1.0.0","acts":true}
//   GET /x/living/nap?FILE     the same, once FILE exists; the control thread waits meanwhile
//
// Built twice: living (1.0.0) and living2 (2.0.0).
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "spark/flag.h"
#include "spark/http.h"
#include "spark/plugin.h"

#ifndef LIVING_VERSION
#define LIVING_VERSION "1.0.0"
#endif

namespace museum {

class Living : public spark::Plugin {
 public:
  static constexpr const char* summary = "Writes down what becomes of its objects";
  static constexpr spark::Param params[] = {
      {.name = "journal", .type = spark::ParamType::path, .required = true, .doc = "Where to"},
      {.name = "complains",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "act and rest throw"},
      {.name = "acts_after",
       .type = spark::ParamType::path,
       .doc = "act returns when this file exists"},
      {.name = "safe_at_rest",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "rest makes its flag safe, which supersedes the change"},
  };

  Living(spark::Host host, const spark::Config& config)
      : host_(host),
        level_(host, "level", 1, 0),
        journal_(config.string("journal")),
        complains_(config.boolean("complains")),
        safe_at_rest_(config.boolean("safe_at_rest")),
        acts_after_(config.has("acts_after") ? config.string("acts_after") : "") {
    if (level_.try_set(2)) note("moves its flag before it acts");
    note("create");
    const spark::Http http(host);
    http.add<&Living::who>(
        *this, {.listener = "admin", .path = "/x/living/who", .doc = "Which object answers"});
    http.add<&Living::nap>(
        *this, {.listener = "admin", .path = "/x/living/nap", .doc = "Waits for a file"});
  }
  ~Living() { note("destroy"); }

  void act() {
    acts_ = true;
    note("act");
    while (!acts_after_.empty() && ::access(acts_after_.c_str(), F_OK) != 0) ::usleep(1'000);
    if (complains_) throw spark::Error("it has no wish to");
  }
  void rest() {
    acts_ = false;
    note("rest");
    if (safe_at_rest_) spark::make_safe(host_, "living.level");
    if (complains_) throw spark::Error("it is not tired");
  }

  static constexpr const char* state_schema = "living.nothing/1";
  void save(spark::ByteWriter&) const {
    note(level_.try_set(2) ? "moves its flag while it rests" : "save");
  }
  void load(spark::ByteReader&) { note("load"); }
  void merge(spark::ByteReader&, spark::ByteReader&) { note("merge"); }

  spark::Reply who(const spark::Request&) {
    return {200, spark::Json().add("version", LIVING_VERSION).add("acts", acts_.load()).text()};
  }

  spark::Reply nap(const spark::Request& request) {
    const std::string file(request.query);
    note("nap");
    while (::access(file.c_str(), F_OK) != 0) ::usleep(1'000);
    return who(request);
  }

 private:
  // One write, so that lines of several processes do not mix.
  void note(const char* event) const {
    const std::string line = std::to_string(::getpid()) + " " LIVING_VERSION " " + event + '\n';
    const int file = ::open(journal_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    (void)!::write(file, line.data(), line.size());
    ::close(file);
  }

  spark::Host host_;
  spark::Flag level_;
  std::string journal_;
  bool complains_;
  bool safe_at_rest_;
  std::string acts_after_;
  std::atomic<bool> acts_{false};
};

}  // namespace museum

SPARK_PLUGIN(museum::Living, "living", LIVING_VERSION, "Museum");
