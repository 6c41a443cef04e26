#include "ctl/row_output.h"

#include <fcntl.h>

#include <filesystem>

#include "spark/tool/terminal.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;

Result<RowOutput> RowOutput::open(const std::string& path) {
  RowOutput output;
  if (path.empty()) return output;
  std::error_code failed;
  fs::path leads_to = path;
  if (fs::is_symlink(path, failed)) leads_to = fs::canonical(path, failed);
  if (leads_to.empty()) return Error{Exit::usage, "--out " + path + ": the link leads nowhere"};
  const fs::file_status found = fs::status(leads_to, failed);  // a path that is none: not found
  if (fs::is_directory(found))
    return Error{Exit::usage, "--out " + path + ": expected a file, found a folder"};
  const bool is_other = fs::exists(found) && !fs::is_regular_file(found);
  if (!is_other) output.path_ = leads_to.string();
  auto file =
      is_other ? base::File::open(leads_to, O_WRONLY | O_APPEND)
               : base::File::open(output.path_ + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!file) return Error{Exit::usage, file.error().text};
  output.file_.emplace(std::move(*file));
  return output;
}

base::Result<void> RowOutput::put(std::string_view text) {
  if (file_) return file_->append(text);
  tool::put(stdout, text);
  return {};
}

base::Result<void> RowOutput::finish() {
  return path_.empty() ? base::Result<void>() : file_->rename_to(path_);
}

}  // namespace spark::ctl
