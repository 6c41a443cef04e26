// spark/durable.h: small values that outlive the host.
//
//   const spark::Durable durable_;                                   // a member of the plugin
//   durable_.put<&Canary::kept>(*this, "weight", "canary.weight/1", text);
//   void kept(int32_t code, std::string_view text);  // it is on the disk, or why not
//
//   void act() { if (const auto text = durable_.get("weight", "canary.weight/1")) … }
//
// ext/draft/durable.h has the rules: an acting object writes, every object reads. Read in act(),
// not in the constructor: an object that acts again after a rollback has the members of its last
// time, while another object may have put newer values since.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spark/ext/draft/durable.h"
#include "spark/glue/done.h"
#include "spark/host.h"

namespace spark {

// Small and copyable; valid for the plugin object's life. A member of the plugin class, usually.
class Durable {
 public:
  // Throws if the host keeps no values. [builder]
  explicit Durable(Host host) : durable_(host, SPARK_EXT_DURABLE) {}

  // Replaces the value, of at most 64 KiB. Throws the host's refusal. [control, jobs]
  void put(const char* key, const char* schema, std::string_view bytes) const {
    put(key, schema, bytes, nullptr, nullptr);
  }
  // The same, and (owner.*done)(code, text) [control] says once how it reached the disk: with
  // SPARK_OK and "", or a code and why; SPARK_E_CANCELLED before the object rests. What `done`
  // throws is logged. `owner` is the plugin object, or lives as long. [control, jobs]
  template <auto done, class Owner>
  void put(Owner& owner, const char* key, const char* schema, std::string_view bytes) const {
    put(key, schema, bytes, glue::done<done, Owner>, &owner);
  }
  // Takes the value away, if it is there. Throws the host's refusal. [control, jobs]
  void erase(const char* key, const char* schema) const {
    spark_error err{};
    check(durable_->erase(durable_.host, key, schema, nullptr, nullptr, &err), err);
  }

  // The value that was put last; nothing if there is none. Another version may have written it.
  // Throws for a key or schema that is none. [builder, control, jobs]
  [[nodiscard]] std::optional<std::string> get(const char* key, const char* schema) const {
    std::optional<std::string> found;
    const auto take = [](void* context, const void* bytes, uint32_t size) {
      static_cast<std::optional<std::string>*>(context)->emplace(static_cast<const char*>(bytes),
                                                                 size);
    };
    spark_error err{};
    check(durable_->get(durable_.host, key, schema, take, &found, &err), err);
    return found;
  }

 private:
  void put(const char* key, const char* schema, std::string_view bytes, spark_done done,
           void* context) const {
    spark_error err{};
    check(durable_->put(durable_.host, key, schema, bytes.data(),
                        static_cast<uint32_t>(bytes.size()), done, context, &err),
          err);
  }

  glue::Service<spark_ext_durable> durable_;
};

}  // namespace spark
