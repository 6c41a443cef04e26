#include "crashes.h"

#include "spark/bytes.h"
#include "spark/error.h"

namespace canary {

bool Crashes::come_back(const std::string& token, int64_t now_ms) {
  const auto kept = durable_.get("crashes", crashes_schema);
  if (!kept) return false;
  try {
    spark::ByteReader in(*kept);
    const std::string token_kept(in.bytes());
    const bool was_clean = in.u64() != 0;
    const uint64_t count = in.u64();
    const int64_t first_ms = in.i64();
    in.end();
    if (token_kept != token) return false;
    token_ = token;
    count_ = count;
    first_ms_ = first_ms;
    if (was_clean) return false;
  } catch (const spark::Error& error) {
    log_.error(std::string("canary: the kept ends of the host are none: ") + error.what());
    return false;
  }
  if (count_ == 0 || now_ms - first_ms_ > together_ms) {
    count_ = 0;
    first_ms_ = now_ms;
  }
  return ++count_ >= limit;
}

void Crashes::watch(const std::string& token) {
  if (token != token_) count_ = 0;
  token_ = token;
  put(false);
}

void Crashes::put(bool is_clean) {
  spark::ByteWriter out;
  out.bytes(token_);
  out.u64(is_clean ? 1 : 0);
  out.u64(count_);
  out.i64(first_ms_);
  try {
    durable_.put("crashes", crashes_schema, out.text());
  } catch (const spark::Error& error) {
    log_.warn(std::string("canary: the host's end is not kept: ") + error.what());
  }
}

}  // namespace canary
