#include "config/errors.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/nearest.h"
#include "base/printable.h"
#include "base/text.h"
#include "base/utf8.h"

namespace spark::config {
namespace {

constexpr size_t listed_max = 10;

std::string render_one(const Mistake& mistake) {
  std::string out = mistake.place.file;
  if (mistake.place.line != 0) {
    out += ':' + std::to_string(mistake.place.line) + ':' + std::to_string(mistake.place.column);
  }
  if (!out.empty()) out += ": ";
  if (!mistake.path.empty()) out += mistake.path + ": ";
  return base::one_line(out + mistake.text, base::Escapes::hex) + '\n';
}

}  // namespace

void Errors::add(const Place& place, std::string path, std::string text) {
  if (full()) {
    ++dropped_;
    return;
  }
  mistakes_.push_back({place, std::move(path), std::move(text)});
}

void Errors::add_unknown(const Place& place, std::string path, std::string_view what,
                         std::string_view found, std::span<const std::string> known) {
  if (full()) {
    ++dropped_;
    return;
  }
  std::string text = "unknown " + std::string(what) + ' ' + in_quotes(found);
  if (const std::string near = base::nearest_name(found, known); !near.empty()) {
    text += "; did you mean '" + near + "'?";
  } else if (known.empty()) {
    text += "; none is known here";
  } else {
    text += "; known: " + listed(known);
  }
  add(place, std::move(path), std::move(text));
}

std::string Errors::in_one_line() const {
  std::string text;
  for (const auto& mistake : mistakes_) {
    if (!text.empty()) text += "; ";
    if (mistake.place.line > 0) {
      text += mistake.place.file + ":" + std::to_string(mistake.place.line) + ":" +
              std::to_string(mistake.place.column) + ": ";
    }
    if (!mistake.path.empty()) text += mistake.path + ": ";
    text += mistake.text;
  }
  return text;
}

std::string Errors::render() const {
  std::vector<std::string_view> files;  // in the order in which they first appear
  for (const Mistake& mistake : mistakes_) {
    if (std::find(files.begin(), files.end(), mistake.place.file) == files.end()) {
      files.push_back(mistake.place.file);
    }
  }
  const auto key = [&files](const Mistake* mistake) {
    const auto file = std::find(files.begin(), files.end(), mistake->place.file);
    return std::tuple(file, mistake->place.line, mistake->place.column);
  };
  std::vector<const Mistake*> sorted;
  for (const Mistake& mistake : mistakes_) sorted.push_back(&mistake);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&key](const Mistake* a, const Mistake* b) { return key(a) < key(b); });
  std::string out;
  for (const Mistake* mistake : sorted) out += render_one(*mistake);
  if (dropped_ != 0) out += "and " + std::to_string(dropped_) + " more\n";
  return out;
}

std::string shortened(std::string_view text) {
  return base::shortened(text, base::quoted_bytes_max);
}

std::string in_quotes(std::string_view text) {
  return '\'' + shortened(text) + '\'';
}

std::string listed(std::span<const std::string> names) {
  std::string out;
  for (size_t i = 0; i < names.size() && i < listed_max; ++i) {
    if (i != 0) out += ", ";
    out += names[i];
  }
  if (names.size() > listed_max) {
    out += " and " + std::to_string(names.size() - listed_max) + " more";
  }
  return out;
}

}  // namespace spark::config
