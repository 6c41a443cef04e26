// Artefacts whose answers are recognisable: every row scores the same, and another version scores
// otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "support/file_text.h"

namespace spark::test {

// What version "m-<number>" answers, whatever it is asked. `number` below 1,000.
[[nodiscard]] double constant_score(uint32_t number);

// Makes `folder`/m-<number>, whole and signed.
std::filesystem::path make_artefact(const std::filesystem::path& folder, uint32_t number);

// Writes SHA256SUMS anew for what is there, as somebody would who signs what they changed.
void sign_artefact(const std::filesystem::path& artefact);

void write_file(const std::filesystem::path& file, const std::string& text);
// Replaces the first `from`; throws if there is none.
void replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to);

}  // namespace spark::test
