// Who may approve a promotion, and how an approver proves to be the one: by a token of the
// approver's own, of which the configuration holds only the digest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace promote {

class Approvers {
 public:
  // From "Ada", or "Ada=sha256:<64 hex digits>" of the bytes of Ada's token. Throws for an entry
  // that is neither, a name twice, and a list in which some have a digest and some have none.
  explicit Approvers(const std::vector<std::string>& entries);

  struct Refusal {
    uint32_t status;
    std::string text;  // never holds a token
  };
  // Why `name` does not approve; nothing: approved. `caller` is who asks, as records name it
  // ("user ada"): with tokens, nobody approves what the same user asks for.
  [[nodiscard]] std::optional<Refusal> refuse(std::string_view name,
                                              std::optional<std::string_view> token,
                                              std::string_view caller) const;

  // What a record says of the name: "proven" by a token, "listed", or else "claimed".
  [[nodiscard]] const char* standing() const;

 private:
  struct Approver {
    std::string name;
    std::string digest;  // "": none
  };

  std::vector<Approver> all_;
  bool have_tokens_ = false;
};

}  // namespace promote
