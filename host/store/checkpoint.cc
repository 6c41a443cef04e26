// Checkpoints as text, and whether they hold; see checkpoint.h.
#include "store/checkpoint.h"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>

#include "base/hex.h"
#include "base/json_object.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "base/whole_file.h"
#include "store/signing_key.h"

namespace spark::store {
namespace {

constexpr std::string_view checkpoint_format = "spark-checkpoint-1";
constexpr size_t text_bytes_max = 128;  // of a member

struct Member {
  std::string_view name;
  std::string Checkpoint::*text;
  size_t hex_digits;  // 0: any visible characters
};

constexpr std::array<Member, 5> members = {{
    {"hash", &Checkpoint::hash, 64},
    {"utc", &Checkpoint::utc, 0},
    {"boot", &Checkpoint::boot, 0},
    {"public_key", &Checkpoint::public_key, 64},
    {"signature", &Checkpoint::signature, 128},
}};

bool is_visible(std::string_view text) {
  return !text.empty() && text.size() <= text_bytes_max &&
         std::all_of(text.begin(), text.end(), base::is_visible);
}

base::Result<std::string> text_member(const base::JsonObject& object, const Member& member) {
  const std::string expected = member.hex_digits == 0
                                   ? "visible characters"
                                   : std::to_string(member.hex_digits) + " lower-case hex digits";
  auto text = object.text(member.name);
  if (text && (member.hex_digits == 0 ? is_visible(*text) : base::is_hex(*text, member.hex_digits)))
    return {boost::system::in_place_value, std::move(*text)};
  return base::Error(std::string(member.name) + ": expected " + expected);
}

void add_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(" ").append(value).append("\n");
}

}  // namespace

std::string signed_text(const Checkpoint& checkpoint) {
  std::string text(checkpoint_format);
  text += '\n';
  add_line(text, "seq", std::to_string(checkpoint.sequence));
  for (const Member& member : members)
    if (member.name != "signature") add_line(text, member.name, checkpoint.*member.text);
  return text;
}

std::string checkpoint_json(const Checkpoint& checkpoint) {
  std::string out = "{\n  \"format\": \"" + std::string(checkpoint_format) +
                    "\",\n  \"seq\": " + std::to_string(checkpoint.sequence);
  for (const Member& member : members) {
    out.append(",\n  \"").append(member.name).append("\": ");
    base::append_json_string(out, checkpoint.*member.text);
  }
  return out + "\n}\n";
}

base::Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const base::JsonObject object(text);
  if (object.object() == nullptr) return base::Error("expected a checkpoint as a JSON object");
  if (object.text("format") != checkpoint_format)
    return base::Error("format: expected \"" + std::string(checkpoint_format) + "\"");
  const auto sequence = object.whole("seq");
  if (!sequence || *sequence < 0) return base::Error("seq: expected a whole number from 0");
  if (object.object()->size() != members.size() + 2)
    return base::Error("expected format, seq, hash, utc, boot, public_key and signature only");
  Checkpoint checkpoint;
  checkpoint.sequence = static_cast<uint64_t>(*sequence);
  for (const Member& member : members) {
    auto read = text_member(object, member);
    if (!read) return read.error();
    checkpoint.*member.text = std::move(*read);
  }
  return checkpoint;
}

base::Result<Checkpoint> read_checkpoint(const std::filesystem::path& path) {
  const auto text = base::read_whole(path, checkpoint_bytes_max);
  if (!text) return text.error();
  auto checkpoint = parse_checkpoint(*text);
  if (!checkpoint) return base::Error(path.string() + ": " + checkpoint.error().text);
  return checkpoint;
}

bool is_signed(const Checkpoint& checkpoint) {
  return is_signature(signed_text(checkpoint), checkpoint.public_key, checkpoint.signature);
}

bool is_key_alone(const std::filesystem::path& folder) {
  std::error_code ignored;
  const auto is_there = [&](std::string_view name) {
    return std::filesystem::exists(folder / name, ignored);
  };
  return (is_there(private_key_name) || is_there(public_key_name)) && !is_there(checkpoint_name);
}

bool checkpoint_due(const CheckpointProgress& progress) {
  if (progress.sequence <= progress.checkpoint_sequence) return false;
  return progress.sequence - progress.checkpoint_sequence >= checkpoint_records_max ||
         progress.now_ns - progress.checkpoint_ns >= checkpoint_wait_ns_max;
}

}  // namespace spark::store
