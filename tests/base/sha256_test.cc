// Against the examples of FIPS 180-2, appendix B.
#include "base/sha256.h"

#include "support/catch.h"

using namespace spark::base;

TEST_CASE("sha-256 is what the standard says, in one piece and in several") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 pieces;
  for (const char* piece : {"abcdbcdecdefdefg", "efghfghighijhijk", "ijkljklmklmnlmnomnopnopq"})
    pieces.add(piece);
  CHECK(pieces.hex() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("a digest is 64 lower-case hex digits and nothing else") {
  CHECK(is_sha256_hex(sha256_hex("")));
  CHECK_FALSE(is_sha256_hex(sha256_hex("").substr(1)));
  CHECK_FALSE(is_sha256_hex(std::string(64, 'A')));
  CHECK_FALSE(is_sha256_hex(""));
}
