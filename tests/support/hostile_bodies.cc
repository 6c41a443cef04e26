#include "support/hostile_bodies.h"

#include <algorithm>
#include <random>

namespace spark::test {
namespace {

// Names that some reader knows, and so those that a slip of the finger is compared with.
constexpr std::string_view known_names[] = {"artefact", "confirm", "data",     "dry_run",
                                            "features", "force",   "inputs",   "library",
                                            "models",   "outputs", "snapshot", "symbol"};

std::string repeated(std::string_view text, size_t bytes) {
  std::string all;
  all.reserve(bytes + text.size());
  while (all.size() < bytes) all += text;
  return all;
}

// "[<item>,<item>,…,<last>]"
std::string list(std::string_view item, size_t bytes, std::string_view last) {
  return '[' + repeated(std::string(item) + ',', bytes) + std::string(last) + ']';
}

std::string nested(std::string_view open, std::string_view inner, std::string_view close,
                   size_t depth) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += open;
  text += inner;
  for (size_t i = 0; i < depth; ++i) text += close;
  return text;
}

// "{<member>,<member>,…}", each made by `next`, as long as it has room.
template <class Next>
std::string members(size_t bytes, const Next& next) {
  std::string text = "{";
  for (size_t i = 0; text.size() < bytes; ++i) text.append(i > 0 ? "," : "").append(next(i));
  return text + '}';
}

std::string member(std::string_view name, std::string_view value) {
  return std::string("\"").append(name).append("\":").append(value);
}

class Families {
 public:
  Families(uint32_t seed, size_t bytes) : random_(seed), bytes_(bytes) {}

  std::vector<HostileValue> all() {
    names();
    numbers();
    shapes();
    texts();
    broken();
    return std::move(all_);
  }

 private:
  static constexpr size_t depth = 20;  // with its place within what readers take

  void names() {
    const std::string long_name = "\"" + repeated(word(), bytes_ / 2) + "\":";
    const std::string half = list(digit(), bytes_ / 2, "1e400");
    add("long name above many elements, the last out of range", "{" + long_name + half + "}");
    const std::string name = "\"" + repeated(word(), bytes_ / (2 * depth)) + "\":";
    add("long names at every level, many elements, the last out of range",
        nested("{" + name, half, "}", depth));
    add("one name again and again",
        members(bytes_, [&, n = word()](size_t) { return member(n, digit()); }));
    add("known names again and again",
        members(bytes_, [&](size_t) { return member(known(), "null"); }));
    add("many names, all different",
        members(bytes_, [&](size_t i) { return member(word() + std::to_string(i), digit()); }));
    add("names that are nearly right",
        members(bytes_, [&](size_t) { return member(nearly(), "true"); }));
    add("long names that begin right", members(bytes_, [&](size_t) {
          return member(std::string(known()) + repeated(word(), 110), "1");
        }));
    add("empty names", members(bytes_, [](size_t) { return std::string("\"\":0"); }));
    add("names in escapes", members(bytes_, [](size_t i) {
          return "\"\\u0073\\u0079\\u006d\\u0062\\u006f\\u006c" + std::to_string(i) + "\":0";
        }));
  }

  void numbers() {
    add("small numbers", list(digit(), bytes_, "0"));
    add("small numbers, the last out of range", list(digit(), bytes_, "1e400"));
    add("numbers that are hard to round", list(hard_number(), bytes_, "0"));
    add("very small numbers", list("4.9406564584124654e-324", bytes_, "0"));
    add("very large numbers", list("1.7976931348623157e308", bytes_, "0"));
    add("one number of many digits", repeated("7", bytes_));
    add("one number of many decimals", "0." + repeated("1234567890", bytes_));
    add("one number with a huge exponent", "1e" + repeated("9", bytes_));
    add("whole numbers beyond 64 bits",
        list("18446744073709551615", bytes_, "18446744073709551616"));
    add("zeros without end", list("-0.0e-0", bytes_, "0"));
  }

  void shapes() {
    add("empty lists", list("[]", bytes_, "[]"));
    add("empty objects", list("{}", bytes_, "{}"));
    add("words", list("null", bytes_, "true"));
    add("lists as deep as allowed", list(nested("[", "", "]", depth), bytes_, "0"));
    add("deeper than allowed", nested("[", "", "]", bytes_ / 2));
    add("objects deeper than allowed", nested("{\"a\":", "0", "}", bytes_ / 6));
    add("opened and never closed", repeated("[", bytes_));
    add("rows of one number", list("[1]", bytes_, "[]"));
    add("tensors", list(R"({"name":"score"})", bytes_, "{}"));
    add("tensors with parameters",
        list(R"({"name":"score","parameters":{"a":1,"b":"c"}})", bytes_, "0"));
    add("white space", std::string("[").append(repeated(" \n\t\r", bytes_)).append("]"));
    add("white space between everything", list(" 0 ", bytes_, " "));
  }

  void texts() {
    add("a long text", '"' + repeated(word(), bytes_) + '"');
    add("what looks like base64", '"' + repeated("QUJDREVGR0hJSktMTU5PUA+/", bytes_) + "==\"");
    add("short texts", list("\"a\"", bytes_, "\"\""));
    add("a text of escapes", '"' + repeated(R"(\u00e9\n\"\\)", bytes_) + '"');
    add("a text of surrogate pairs", '"' + repeated(R"(\ud83d\ude00)", bytes_) + '"');
    add("a text of escaped control characters", '"' + repeated(R"(\u0001)", bytes_) + '"');
    add("a text of DEL", '"' + repeated("\x7f", bytes_) + '"');
    add("a text of long characters", '"' + repeated("😀é€", bytes_) + '"');
  }

  void broken() {
    add("half a surrogate pair at the end", '"' + repeated("a", bytes_) + R"(\ud83d")");
    add("bytes that are not UTF-8", '"' + repeated("\xff\xc0\xed\xa0", bytes_) + '"');
    add("not UTF-8 at the very end", '"' + repeated("é", bytes_) + "\xc3\"");
    add("no end of a list", "[" + repeated("0,", bytes_));
    add("no end of a text", '"' + repeated("\\\\", bytes_));
    add("something behind the end", "0" + repeated(" ", bytes_) + "x");
    add("bytes of zero", std::string(bytes_, '\0'));
    add("quotes", repeated("\"", bytes_));
    add("colons and commas", repeated(":,", bytes_));
    add("comments", repeated("/**/", bytes_));
  }

  void add(std::string family, std::string text) {
    all_.push_back({std::move(family), std::move(text)});
  }

  size_t below(size_t end) { return random_() % end; }
  std::string digit() { return std::to_string(below(10)); }
  std::string word() {
    std::string text(3 + below(8), 'a');
    for (char& c : text) c = static_cast<char>('a' + below(26));
    return text;
  }
  std::string_view known() { return known_names[below(std::size(known_names))]; }
  std::string nearly() {
    std::string name(known());
    name[below(name.size())] = static_cast<char>('a' + below(26));
    return name + static_cast<char>('a' + below(26));
  }
  // More digits than fit into 64 bits, far from 1: readers compute with all of them to round once.
  std::string hard_number() { return "9227633255583989732" + digit() + digit() + "e280"; }

  std::mt19937 random_;
  size_t bytes_;
  std::vector<HostileValue> all_;
};

}  // namespace

std::vector<HostileValue> hostile_values(uint32_t seed, size_t bytes) {
  return Families(seed, bytes).all();
}

std::span<const HostilePlace> hostile_places() {
  static constexpr HostilePlace places[] = {
      {Reader::any, "@"},
      {Reader::any, R"({"x":@})"},
      {Reader::pipeline, R"({"snapshot":@})"},
      {Reader::pipeline, R"({"symbol":@})"},
      {Reader::pipeline, R"({"features":@})"},
      {Reader::pipeline, R"({"snapshot":{"ts":1,"mid":@}})"},
      {Reader::inference, R"({"id":@,"inputs":[]})"},
      {Reader::inference, R"({"parameters":@})"},
      {Reader::inference, R"({"outputs":@,"inputs":[]})"},
      {Reader::inference, R"({"inputs":@})"},
      {Reader::inference, R"({"inputs":[{"name":@}]})"},
      {Reader::inference, R"({"inputs":[{"name":"features","datatype":@}]})"},
      {Reader::inference, R"({"inputs":[{"name":"features","datatype":"FP64","shape":@}]})"},
      {Reader::inference,
       R"({"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":@}]})"},
      {Reader::repository, R"({"ready":@})"},
      {Reader::repository, R"({"parameters":@})"},
      {Reader::repository, R"({"parameters":{"confirm":true,"artefact":@}})"},
      {Reader::change, R"({"confirm":true,"sha256":@})"},
      {Reader::change, R"({"confirm":true,"library":@})"},
      {Reader::change, R"({"confirm":true,"artefact":@})"},
      {Reader::change, R"({"confirm":true,"artefact":"a","with":@})"},
      {Reader::change, R"({"confirm":true,"artefact":"a","bind":@})"},
      {Reader::change, R"({"confirm":true,"models":@})"},
      {Reader::change, R"({"confirm":true,"models":{"candidate":@}})"},
      {Reader::change, R"({"confirm":true,"unknown":@})"},
  };
  return places;
}

std::vector<HostileBody> hostile_bodies(Reader reader, uint32_t seed, size_t bytes) {
  std::vector<HostileBody> bodies;
  const auto values = hostile_values(seed, bytes);
  for (const auto& [place_reader, around] : hostile_places()) {
    if (reader != Reader::any && place_reader != Reader::any && place_reader != reader) continue;
    const size_t at = around.find('@');
    for (const HostileValue& value : values) {
      std::string text(around.substr(0, at));
      text.append(value.text).append(around.substr(at + 1));
      const size_t size = text.size();
      bodies.push_back({value.family + " at " + std::string(around), std::move(text), "", size});
    }
  }
  return bodies;
}

}  // namespace spark::test
