// Zips as exchanges publish them, and those that are something else.
#include <sys/stat.h>

#include "market/packing.h"
#include "spark/market/lines.h"
#include "support/file_text.h"

using namespace spark;
using market::LineReader;
using test::read_file;
using test::Scratch;
using test::write_zip;

namespace {

struct Read {
  std::string text;  // lines, each with a line feed
  std::string error;
};

Read read(const std::string& path) {
  Read out;
  auto reader = LineReader::open(path);
  if (!reader) return {"", reader.error().text};
  for (;;) {
    std::string_view line;
    const auto more = reader->next(line);
    if (!more) out.error = more.error().text;
    if (!more || !*more) return out;
    out.text.append(line).append("\n");
  }
}

std::string rows(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += std::to_string(i * 7919) + ",row\n";
  return text;
}

}  // namespace

TEST_CASE("a zip with one CSV file in it is read whole, whatever it is called") {
  const Scratch scratch;
  const std::string text = rows(50'000);  // more than a buffer
  for (const char* name : {"a.zip", "a.csv"}) {
    const Read got = read(write_zip(scratch, name, {{"A-1m-2024.csv", text}}));
    CHECK(got.error.empty());
    CHECK(got.text == text);
  }
  CHECK(LineReader::open(scratch.path("a.zip"))->inner_name() == "A-1m-2024.csv");
  CHECK(read(write_zip(scratch, "upper.zip", {{"A.CSV", "x\n"}})).text == "x\n");
}

TEST_CASE("a zip that holds anything but one CSV file is refused, and what it holds is named") {
  const Scratch scratch;
  const auto error = [&](const test::Members& members, const char* password = nullptr) {
    const std::string path = write_zip(scratch, "x.zip", members, password);
    const Read got = read(path);
    CHECK(got.text.empty());
    REQUIRE(got.error.starts_with(path + ": cannot be read: "));
    return got.error.substr(path.size() + 18);
  };
  CHECK(error({{"a.csv", "1\n"}, {"b.csv", "2\n"}}) ==
        "the zip file holds 2 files (a.csv, b.csv), expected one CSV file");
  CHECK(error({{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}}) ==
        "the zip file holds 4 files (a, b, c, …), expected one CSV file");
  CHECK(error({{"a.csv", "1\n"}, {"__MACOSX/._a.csv", "x"}}).starts_with("the zip file holds 2"));
  CHECK(error({{"a.zip", "PK"}}) == "the zip file holds a.zip, expected one CSV file");
  CHECK(error({{"a.csv", rows(10)}}, "secret") == "a.csv in it is encrypted");

  const std::string empty =
      scratch.write("empty.zip", std::string("PK\x05\x06", 4).append(18, '\0'));
  CHECK(read(empty).error ==
        empty + ": cannot be read: the zip file is empty, expected one CSV file in it");
}

TEST_CASE("a zip that is cut off anywhere is an error, not a short file") {
  const Scratch scratch;
  const std::string whole = read_file(write_zip(scratch, "whole.zip", {{"a.csv", rows(300)}}));
  for (size_t bytes = 4; bytes < whole.size(); ++bytes) {
    const Read got = read(scratch.write("cut.zip", whole.substr(0, bytes)));
    INFO(bytes << " of " << whole.size());
    REQUIRE(got.error.starts_with(scratch.path("cut.zip")));
  }
  const Read half = read(scratch.write("cut.zip", whole.substr(0, whole.size() / 2)));
  CHECK(half.error == scratch.path("cut.zip") +
                          ": cannot be read: the zip file is cut off, or damaged at its end");
}

TEST_CASE("a zip with a wrong byte is read as it was, or refused") {
  const Scratch scratch;
  const std::string text = rows(300);
  const std::string whole = read_file(write_zip(scratch, "whole.zip", {{"a.csv", text}}));
  size_t refused = 0;
  for (size_t at = 4; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(~bytes[at]);
    const Read got = read(scratch.write("damaged.zip", bytes));
    INFO("byte " << at);
    if (got.error.empty()) REQUIRE(got.text == text);
    refused += got.error.empty() ? 0 : 1;
  }
  CHECK(refused > whole.size() / 2);
}

TEST_CASE("what unpacks to far more than market data can is refused on the way") {
  const Scratch scratch;
  std::string text;  // one minute, for ever
  while (text.size() < 20'000'000) text += "1701388800000,1,1,1,1,1,1701388859999,1,1,1,1,0\n";
  const std::string zip = write_zip(scratch, "bomb.zip", {{"a.csv", text}});
  REQUIRE(std::filesystem::file_size(zip) * 100 < text.size());
  CHECK(read(zip).error == zip +
                               ": cannot be read: a.csv in it unpacks to more than 100 times its "
                               "size, which is no market data");

  const std::string gzip = scratch.write_gzip("bomb.csv.gz", text);
  const Read got = read(gzip);
  CHECK(got.text.size() < text.size());
  CHECK(got.error.find(": cannot be read: it unpacks to more than 100 times its size") !=
        std::string::npos);
  CHECK(read(scratch.write("plain.csv", text)).text == text);
}

TEST_CASE("a zip that claims to be small is stopped by what is really in it") {
  const Scratch scratch;
  const std::string text(20'000'000, '\n');
  std::string bytes = read_file(write_zip(scratch, "honest.zip", {{"a.csv", text}}));
  const auto put = [&](size_t at, uint32_t value) {
    for (size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<char>(value >> (8 * i));
  };
  put(22, 1'000);                                              // the file's own head
  put(bytes.rfind(std::string("PK\x01\x02", 4)) + 24, 1'000);  // and the directory
  const Read got = read(scratch.write("lying.zip", bytes));
  CHECK(!got.error.empty());
  CHECK(got.text.size() < text.size());
}

TEST_CASE("what cannot be read twice is refused") {
  const Scratch scratch;
  const std::string pipe = scratch.path("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(read(pipe).error == pipe + ": expected a file, since it is read more than once");
}
