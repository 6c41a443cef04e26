#include "http/inflate.h"

#include <zlib.h>

#include <array>

#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

enum Format { raw = -15, zlib = 15, gzip = 31 };  // zlib's window bits

std::string packed(std::string_view text, Format format) {
  z_stream stream{};
  REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(::deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

// Text that compresses like JSON does, not like nothing.
std::string rows(size_t bytes) {
  std::string text = "[";
  for (uint64_t i = 1; text.size() < bytes; ++i) text += std::to_string(i * i * 7919) + ',';
  text.resize(bytes);
  return text;
}

struct Outcome {
  uint32_t status;
  std::string text;  // the body, or what is wrong
};

Outcome inflated(Coding coding, std::string_view bytes, size_t body_bytes_max = 1'000'000,
                 size_t budget_bytes = 10'000'000) {
  ByteBudget budget(budget_bytes);
  InputMemory memory(budget);
  const Inflated outcome = inflate_body(coding, bytes, body_bytes_max, memory);
  CHECK(budget.used() <= 2 * body_bytes_max + 8'192);
  return {outcome.status, outcome.status == 0 ? std::string(outcome.body) : outcome.text};
}

}  // namespace

TEST_CASE("what Content-Encoding headers say together") {
  const struct {
    std::vector<std::string_view> values;
    Coding coding;
  } cases[] = {
      {{}, Coding::none},
      {{""}, Coding::none},
      {{"identity"}, Coding::none},
      {{"gzip"}, Coding::gzip},
      {{"X-GZIP"}, Coding::gzip},
      {{"Deflate"}, Coding::deflate},
      {{"br"}, Coding::unknown},
      {{"gzip, gzip"}, Coding::unknown},
      {{"gzip", "deflate"}, Coding::unknown},
      {{"identity", "identity"}, Coding::unknown},
  };
  for (const auto& c : cases) {
    Request request;
    request.headers.push_back({"Host", "a"});
    for (const auto value : c.values) request.headers.push_back({"content-ENCODING", value});
    CHECK(content_coding(request) == c.coding);
  }
}

TEST_CASE("bodies of every size come out of every format as they went in") {
  for (const size_t bytes : {size_t{0}, size_t{1}, size_t{4'095}, size_t{4'096}, size_t{4'097},
                             size_t{300'000}, size_t{1'000'000}}) {
    INFO(bytes);
    const std::string text = rows(bytes);
    CHECK(inflated(Coding::gzip, packed(text, gzip)).text == text);
    CHECK(inflated(Coding::deflate, packed(text, zlib)).text == text);
    CHECK(inflated(Coding::deflate, packed(text, raw)).text == text);
  }
  CHECK(inflated(Coding::gzip, packed("{\"a\"", gzip) + packed(":1}", gzip)).text == "{\"a\":1}");
}

TEST_CASE("a body stops inflating at the body's limit and at so many times its bytes") {
  const std::string text = rows(100'000);
  CHECK(inflated(Coding::gzip, packed(text, gzip), 100'000).status == 0);
  const Outcome large = inflated(Coding::gzip, packed(text, gzip), 99'999);
  CHECK(large.status == 413);
  CHECK(large.text == "the inflated body is too large");
  const Outcome bomb = inflated(Coding::deflate, packed(std::string(900'000, ' '), raw));
  CHECK(bomb.status == 413);
  CHECK(bomb.text == "the body inflates to more than 32 times its bytes");
}

TEST_CASE("a damaged body is refused with the byte where it is") {
  const std::string whole = packed(rows(10'000), gzip);
  std::string torn = whole.substr(0, whole.size() / 2);
  std::string wrong_sum = whole;
  wrong_sum[whole.size() - 8] ^= 1;
  std::string wrong_length = whole;
  wrong_length.back() ^= 1;
  const struct {
    const char* name;
    Coding coding;
    std::string bytes;
    std::string text;
  } cases[] = {
      {"cut", Coding::gzip, torn, std::to_string(torn.size()) + ": it ends early"},
      {"sum", Coding::gzip, wrong_sum, "incorrect data check"},
      {"length", Coding::gzip, wrong_length, "incorrect length check"},
      {"no gzip", Coding::gzip, "{\"a\":1}", "2: incorrect header check"},
      {"another format", Coding::gzip, packed("{}", zlib), "incorrect header check"},
      {"no deflate", Coding::deflate, "\x07\x07", "invalid block type"},
      {"something behind", Coding::deflate, packed("{}", zlib) + "x", "more behind its end"},
      {"something behind gzip", Coding::gzip, packed("{}", gzip) + "x", "damaged"},
      {"one byte", Coding::deflate, "\x78", "damaged"},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    const Outcome outcome = inflated(c.coding, c.bytes);
    CHECK(outcome.status == 400);
    CHECK(outcome.text.find("the compressed body is damaged at byte ") == 0);
    CHECK(outcome.text.find(c.text) != std::string::npos);
  }
}

TEST_CASE("a body is not inflated beyond the budget, and what it took is given back") {
  ByteBudget budget(50'000);
  {
    InputMemory memory(budget);
    CHECK(inflate_body(Coding::gzip, packed(rows(100'000), gzip), 1'000'000, memory).status == 503);
    CHECK(budget.used() > 0);
  }
  CHECK(budget.used() == 0);
}

TEST_CASE("handlers see compressed bodies as they were before") {
  Fixture fixture;
  Client client = fixture.connect();
  const std::string text = rows(200'000);
  CHECK(client.post("/echo", packed(text, gzip), "Content-Encoding: gzip\r\n").body == text);
  CHECK(client.post("/echo", packed(text, raw), "Content-Encoding: deflate\r\n").body == text);
  CHECK(client.post("/echo", text, "Content-Encoding: identity\r\n").body == text);
  CHECK(client.post("/echo", "", "Content-Encoding: br\r\n").status == 200);
  const Reply other = client.post("/echo", "{}", "Content-Encoding: br\r\n");
  CHECK(other.status == 415);
  CHECK(other.header("Accept-Encoding") == "gzip, deflate");
  CHECK(client.post("/echo", "{}", "Content-Encoding: gzip\r\n").status == 400);
  CHECK(client.post("/echo", packed(std::string(99'999, ' '), gzip), "Content-Encoding: gzip\r\n")
            .status == 413);
  CHECK(client.get("/hello").body == "hello");
}

TEST_CASE("a body is inflated for a route that there is and a caller who may call it, only") {
  Fixture fixture;
  Client client = fixture.connect();
  const std::string damaged = "Content-Encoding: gzip\r\n";
  CHECK(client.post("/nowhere", "x", damaged).status == 404);
  CHECK(client.post("/hello", "x", damaged).status == 405);
  CHECK(client.post("/admin", "x", damaged).status == 401);
  CHECK(client.post("/echo", "x", damaged + "Origin: null\r\n").status == 403);
  CHECK(client.post("/admin", "x", damaged + "Authorization: Bearer s3cret\r\n").status == 400);
}
