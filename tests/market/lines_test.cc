#include "spark/market/lines.h"

#include "ctl/scratch.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark;
using market::LineReader;
using test::Scratch;

namespace {

// All lines, or those before the error and then its text.
std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  auto reader = LineReader::open(path);
  if (!reader) return {reader.error().text};
  for (;;) {
    std::string_view line;
    const auto more = reader->next(line);
    if (!more) lines.push_back("error: " + more.error().text);
    if (!more || !*more) return lines;
    lines.emplace_back(line);
  }
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines are the same from plain and gzip files, whatever the name") {
  const Scratch scratch;
  struct Case {
    std::string text;
    Lines lines;
  };
  const std::vector<Case> cases = {{"", {}},
                                   {"a\nb\n", {"a", "b"}},
                                   {"a\nb", {"a", "b"}},
                                   {"a\r\n\r\nb\r\n", {"a", "", "b"}},
                                   {"\xEF\xBB\xBFts,mid\n1,2\n", {"ts,mid", "1,2"}}};
  for (const Case& c : cases) {
    CHECK(lines_of(scratch.write("plain.csv", c.text)) == c.lines);
    CHECK(lines_of(scratch.write_gzip("packed.csv", c.text)) == c.lines);
  }
}

TEST_CASE("a file larger than the buffer is read whole") {
  const Scratch scratch;
  std::string text;
  Lines expected;
  for (int i = 0; i < 60'000; ++i) {
    expected.push_back("line number " + std::to_string(i));
    text += expected.back() + "\n";
  }
  CHECK(lines_of(scratch.write_gzip("large.gz", text)) == expected);
}

TEST_CASE("a line has a greatest length") {
  const Scratch scratch;
  const std::string longest(LineReader::line_bytes_max, 'x');
  CHECK(lines_of(scratch.write("a", "a\n" + longest + "\nb\n")) == Lines{"a", longest, "b"});
  const std::string path = scratch.write("b", "a\n" + longest + "x\nb\n");
  CHECK(lines_of(path) ==
        Lines{"a", "error: " + path + ":2: expected a line of at most 65536 bytes"});
  const std::string endless = scratch.write("c", std::string(1'000'000, 'x'));
  CHECK(lines_of(endless) ==
        Lines{"error: " + endless + ":1: expected a line of at most 65536 bytes"});
}

TEST_CASE("a gzip file that is cut off or damaged is an error, not a short file") {
  const Scratch scratch;
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string whole = scratch.write_gzip("whole.gz", text);
  std::string bytes = test::read_file(whole);

  const std::string cut = scratch.write("cut.gz", bytes.substr(0, bytes.size() / 2));
  CHECK(lines_of(cut).back().find("cannot be read: the file is cut off") != std::string::npos);
  bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
  const std::string damaged = scratch.write("damaged.gz", bytes);
  CHECK(lines_of(damaged).back().starts_with("error: " + damaged + ":"));
}

TEST_CASE("a file that is not there is named") {
  const Scratch scratch;
  CHECK(lines_of(scratch.path("none.csv")) ==
        Lines{scratch.path("none.csv") + ": cannot be read: No such file or directory"});
  CHECK(lines_of(scratch.path()) == Lines{scratch.path() + ": is a directory, expected a file"});
}
