// Where exported rows go: standard output, or a file that gets its name when it is whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "spark/tool/result.h"

namespace spark::ctl {

class RowOutput {
 public:
  // "": standard output. What is there and is no regular file, such as /dev/null or a named pipe,
  // is written to as it is, and never replaced; a link stays a link, and what it leads to is meant.
  static tool::Result<RowOutput> open(const std::string& path);

  base::Result<void> put(std::string_view text);
  // Gives the file its name. Without it a file that was begun stays beside, as <path>.part.
  base::Result<void> finish();

 private:
  std::optional<base::File> file_;
  std::string path_;  // that the file gets in the end; "": it has it
};

}  // namespace spark::ctl
