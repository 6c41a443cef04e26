// Feeds bytes to a parser in pieces, as a connection would, and says what came out.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "http/parser.h"

namespace spark::http::test {

class Reader {
 public:
  explicit Reader(const Limits& limits) : parser_(limits) {}

  void feed(std::string_view piece) {
    if (done_) return;
    bytes_.append(piece);
    while (!done_ && !bytes_.empty() && step()) {
    }
  }

  // The outcomes so far, such as "ok ok,close" or "ok 400" or "ok more".
  [[nodiscard]] std::string outcome() const {
    std::string words = words_;
    if (!done_ && parser_.started()) words += words.empty() ? "more" : " more";
    return words;
  }
  [[nodiscard]] const std::string& body() const { return body_; }  // of the last request
  [[nodiscard]] Parser& parser() { return parser_; }

 private:
  // Parses a copy that is exactly as large as its bytes and lies somewhere else each time, so that
  // a sanitizer sees a byte read too far and a kept pointer.
  bool step() {
    size_t size = bytes_.size();
    const auto copy = std::make_unique<char[]>(size);
    std::memcpy(copy.get(), bytes_.data(), size);
    const ParseProgress step = parser_.parse(copy.get(), size);
    bytes_.assign(copy.get(), step == ParseProgress::need_more ? size : bytes_.size());
    if (step == ParseProgress::need_more) return false;
    if (step == ParseProgress::head) return true;
    if (step == ParseProgress::failed) {
      say(std::to_string(parser_.failure().status));
      done_ = true;
      return false;
    }
    Request request;
    parser_.view(copy.get(), request);
    body_ = request.body;
    done_ = !parser_.keep_alive();
    say(done_ ? "ok,close" : "ok");
    bytes_.erase(0, parser_.consumed());
    parser_.reset();
    return true;
  }

  void say(const std::string& word) { words_ += (words_.empty() ? "" : " ") + word; }

  Parser parser_;
  std::string bytes_;
  std::string words_;
  std::string body_;
  bool done_ = false;
};

}  // namespace spark::http::test
