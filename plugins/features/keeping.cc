#include "keeping.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace features {
namespace {

std::string key_of(uint32_t number, int64_t block) {
  return "minutes." + std::to_string(number) + "." + std::to_string(block);
}

struct Block {
  std::string symbol;
  Stretch stretch;
};

Block read_block(const std::string& bytes) {
  spark::ByteReader in(bytes);
  Block out;
  out.symbol = in.bytes();
  out.stretch = read_stretch(in);
  in.end();
  if (out.stretch.minutes.empty()) throw spark::Error("it has no minute", SPARK_E_INVALID);
  return out;
}

}  // namespace

void Keeping::restore() {
  kept_.clear();
  changes_kept_ = 0;
  for (uint32_t number = 0; number < Symbols::most; ++number) restore(number);
}

void Keeping::restore(uint32_t number) {
  std::vector<Block> found;
  for (int64_t i = 0; i < blocks; ++i) {
    const std::string key = key_of(number, i);
    const auto bytes = durable_.get(key.c_str(), schema);
    if (!bytes) continue;
    try {
      Block block = read_block(*bytes);
      // What an earlier configuration let in gives its place to another symbol.
      if (symbols_.admits(block.symbol)) found.push_back(std::move(block));
    } catch (const spark::Error& error) {
      log_.warn("the value " + key +
                " is left out, since it holds no minutes of a symbol: " + error.what());
    }
  }
  if (found.empty()) return;
  const auto is_before = [](const Block& one, const Block& other) {
    return std::pair(one.stretch.life, one.stretch.first) <
           std::pair(other.stretch.life, other.stretch.first);
  };
  std::sort(found.begin(), found.end(), is_before);
  const std::string symbol = found.back().symbol;
  const uint64_t life = found.back().stretch.life;
  const auto whole = std::make_unique<History>();
  for (const Block& block : found) {  // those of an earlier life end it, and do not count
    if (block.symbol == symbol && block.stretch.life == life) append(*whole, block.stretch);
  }
  Stretch stretch = stretch_of(*whole);
  stretch.life = life;
  kept_[symbol] = {number, stretch.last_ts, life};
  const auto own = symbols_.read(symbol);
  if (own && own->life() >= life && own->newest_ts() >= stretch.last_ts) return;
  if (!symbols_.join(symbol, stretch)) log_.warn("there is no room for the history of " + symbol);
}

void Keeping::save(bool all_that_differ) {
  const uint64_t changes = symbols_.changes();
  if (!all_that_differ && changes == changes_kept_) return;
  try {
    symbols_.each([this](std::string_view symbol, const History& history) {
      if (history.newest() == never) return;
      const std::string name(symbol);
      const uint32_t number = kept_.contains(name) ? kept_[name].number : free_number();
      Kept& kept = kept_[name];
      kept.number = number;
      put(name, kept, history);
    });
    changes_kept_ = changes;
  } catch (const spark::Error& error) {
    log_.warn(std::string("minutes are not kept yet: ") + error.what());
  }
}

void Keeping::keep_whole(const std::string& symbol) {
  if (const auto found = kept_.find(symbol); found != kept_.end()) found->second.newest_ts = never;
}

void Keeping::put(const std::string& symbol, Kept& kept, const History& history) {
  const bool goes_on = kept.newest_ts != never && kept.life == history.life();
  if (goes_on && kept.newest_ts == history.newest_ts()) return;
  const int64_t last = history.newest() / block_minutes;
  int64_t block = history.oldest() / block_minutes;
  if (goes_on) block = std::max(block, minute_of(kept.newest_ts) / block_minutes);
  for (; block <= last; ++block) {
    const Stretch stretch = stretch_of(history, block * block_minutes, (block + 1) * block_minutes);
    if (stretch.minutes.empty()) continue;
    spark::ByteWriter out;
    out.bytes(symbol);
    write(out, stretch);
    durable_.put(key_of(kept.number, block % blocks).c_str(), schema, out.text());
  }
  kept.newest_ts = history.newest_ts();
  kept.life = history.life();
}

// There is one: histories are at most as many as numbers.
uint32_t Keeping::free_number() const {
  std::set<uint32_t> taken;
  for (const auto& [symbol, kept] : kept_) taken.insert(kept.number);
  uint32_t number = 0;
  while (taken.contains(number)) ++number;
  return number;
}

}  // namespace features
