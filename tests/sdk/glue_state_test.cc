// What the glue makes of a plugin class that hands its state on.
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "odd_plugin.h"
#include "spark/handover.h"
#include "spark/plugin.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

// Has one value of each kind.
class Keeper : public spark::Plugin {
 public:
  static constexpr const char* summary = "Keeps values";
  static constexpr const char* state_schema = "keeper.values/1";

  Keeper(spark::Host, const spark::Config&) {}

  void save(spark::ByteWriter& out) const {
    out.u64(count);
    out.i64(level);
    out.f64(ratio);
    out.bytes(text);
    if (text == "throw") throw std::runtime_error("thrown in save");
  }

  void load(spark::ByteReader& in) {
    const uint64_t new_count = in.u64();
    const int64_t new_level = in.i64();
    const double new_ratio = in.f64();
    const std::string new_text(in.bytes());
    in.end();
    count = new_count;
    level = new_level;
    ratio = new_ratio;
    text = new_text;
  }

  void merge(spark::ByteReader& before, spark::ByteReader& after) {
    const uint64_t earlier = before.u64();
    const uint64_t later = after.u64();
    if (later < earlier) throw spark::Error("it went down", SPARK_E_INVALID);
    count += later - earlier;
  }

  uint64_t count = std::numeric_limits<uint64_t>::max() - 1;
  int64_t level = std::numeric_limits<int64_t>::min();
  double ratio = -0.0;
  std::string text = std::string("a\0\xff", 3);
};

constexpr spark_entry_v1 keeper_entry = spark::glue::entry<Keeper>("keeper", "1.0.0");

int32_t code_of(const std::function<void()>& call, std::string& text) {
  try {
    call();
    return SPARK_OK;
  } catch (const Refusal& refused) {
    text = refused.what();
    return refused.code;
  }
}

}  // namespace

TEST_CASE("a class that declares a schema offers state, others offer nothing") {
  FakeHost host;
  const PluginRig keeper(host, keeper_entry);
  CHECK(keeper.schema() == "keeper.values/1");
  CHECK(keeper.raw()->extension(keeper.raw(), "spark.handover/2") == nullptr);
  const PluginRig odd(host, odd_entry());
  CHECK(odd.raw()->extension(odd.raw(), SPARK_EXT_HANDOVER) == nullptr);
}

TEST_CASE("values of every kind come back as they were") {
  FakeHost host;
  PluginRig one(host, keeper_entry);
  PluginRig two(host, keeper_entry);
  const std::string saved = one.save();
  REQUIRE(saved.size() == 8 * 4 + 3);
  CHECK(saved.substr(0, 8) == "\xfe\xff\xff\xff\xff\xff\xff\xff");  // low byte first
  CHECK(saved.substr(8, 8) == std::string("\0\0\0\0\0\0\0\x80", 8));
  CHECK(saved.substr(16, 8) == std::string("\0\0\0\0\0\0\0\x80", 8));
  CHECK(saved.substr(24) == std::string("\x03\0\0\0\0\0\0\0a\0\xff", 11));
  two.load(saved);
  CHECK(two.save() == saved);
}

TEST_CASE("numbers that are not finite come back, too") {
  spark::ByteWriter out;
  out.f64(NAN);
  out.f64(-INFINITY);
  out.i64(-2);
  out.bytes("");
  spark::ByteReader in(out.text());
  CHECK(std::isnan(in.f64()));
  CHECK(in.f64() == -INFINITY);
  CHECK(in.i64() == -2);
  CHECK(in.left() == 8);
  CHECK(in.bytes().empty());
  CHECK(in.left() == 0);
  in.end();
}

TEST_CASE("bytes that end too early or too late are refused, and nothing has changed") {
  FakeHost host;
  PluginRig keeper(host, keeper_entry);
  const std::string saved = keeper.save();
  std::string text;
  for (size_t size = 0; size < saved.size(); ++size)
    CHECK(code_of([&] { keeper.load(saved.substr(0, size)); }, text) == SPARK_E_INVALID);
  CHECK(text == "3 bytes were expected, 2 are left");
  CHECK(code_of([&] { keeper.load(saved + "xy"); }, text) == SPARK_E_INVALID);
  CHECK(text == "2 bytes too many");
  std::string endless = saved;
  endless.replace(24, 8, 8, '\xff');  // the text's length
  CHECK(code_of([&] { keeper.load(endless); }, text) == SPARK_E_INVALID);
  CHECK(text == "18446744073709551615 bytes were expected, 3 are left");
  CHECK(keeper.save() == saved);
}

TEST_CASE("a merge is given both sides, and may refuse") {
  FakeHost host;
  PluginRig keeper(host, keeper_entry);
  const auto number = [](char low) { return std::string(1, low) + std::string(7, '\0'); };
  keeper.merge(number(2), number(3));
  CHECK(keeper.save().substr(0, 8) == std::string(8, '\xff'));
  std::string text;
  CHECK(code_of([&] { keeper.merge(number(3), number(2)); }, text) == SPARK_E_INVALID);
  CHECK(text == "it went down");
}

TEST_CASE("what a save throws, or the host does not take, is an error") {
  FakeHost host;
  PluginRig keeper(host, keeper_entry);
  const std::string well = keeper.save();
  std::string with_throw = well.substr(0, 24);
  with_throw += std::string("\x05\0\0\0\0\0\0\0throw", 13);
  keeper.load(with_throw);
  std::string text;
  CHECK(code_of([&] { (void)keeper.save(); }, text) == SPARK_E_EXCEPTION);
  CHECK(text == "thrown in save");

  keeper.load(well);
  spark_handover_sink full = {
      nullptr, [](spark_handover_sink*, const void*, size_t) { return int32_t{SPARK_E_FAILED}; }};
  const auto* state = static_cast<const spark_ext_handover*>(
      keeper.raw()->extension(keeper.raw(), SPARK_EXT_HANDOVER));
  spark_error err{};
  CHECK(state->save(keeper.raw(), &full, &err) == SPARK_E_FAILED);
  CHECK(std::string(err.text, err.length) == "the host does not take more state");
}
