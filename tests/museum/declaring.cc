// A well-made plugin that lists the schemas of its durable values, for tests of their removal.
//
//   GET /x/declaring/found   {"version":"1.0.0","found":"1.0.0"}: what it found when it began to
//   act
//
// Built three times: declaring (1.0.0), and declaring2 and declaring3, which have another schema.
#include <string>

#include "spark/durable.h"
#include "spark/http.h"
#include "spark/plugin.h"

#ifndef DECLARING_VERSION
#define DECLARING_VERSION "1.0.0"
#endif
#ifndef DECLARING_SCHEMA
#define DECLARING_SCHEMA "declaring.note/1"
#endif

namespace museum {

class Declaring : public spark::Plugin {
 public:
  static constexpr const char* summary = "Lists what it keeps";
  static constexpr const char* durable_schemas[] = {DECLARING_SCHEMA};

  Declaring(spark::Host host, const spark::Config&) : durable_(host) {
    spark::Http(host).add<&Declaring::found>(
        *this, {.listener = "admin", .path = "/x/declaring/found", .doc = "What it found"});
  }

  void act() {
    found_ = durable_.get("note", DECLARING_SCHEMA).value_or("nothing");
    durable_.put("note", DECLARING_SCHEMA, DECLARING_VERSION);
  }
  void rest() {}

  spark::Reply found(const spark::Request&) {
    return {200, spark::Json().add("version", DECLARING_VERSION).add("found", found_).text()};
  }

 private:
  spark::Durable durable_;
  std::string found_;  // [control]
};

}  // namespace museum

SPARK_PLUGIN(museum::Declaring, "declaring", DECLARING_VERSION, "Museum");
