#include "spark/market/input_files.h"

#include <algorithm>
#include <filesystem>

namespace spark::market {

namespace fs = std::filesystem;
using tool::Error;
using tool::Exit;

tool::Result<std::vector<std::string>> expand(const std::vector<std::string>& inputs) {
  constexpr size_t files_max = 10'000;
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    std::error_code code;
    if (!fs::exists(input, code)) {
      return Error{Exit::usage, input + ": no such file or folder"};
    }
    if (!fs::is_directory(input, code)) {
      files.push_back(input);
      continue;
    }
    std::vector<std::string> found;
    for (fs::directory_iterator at(input, code), end; !code && at != end; at.increment(code)) {
      const std::string name = at->path().string();
      if (name.ends_with(".csv") || name.ends_with(".csv.gz") || name.ends_with(".zip")) {
        found.push_back(name);
      }
      if (found.size() > files_max) return Error{Exit::usage, input + ": more than 10,000 files"};
    }
    if (code) return Error{Exit::usage, input + ": cannot be read: " + code.message()};
    if (found.empty()) {
      return Error{Exit::usage, input + ": expected *.csv, *.csv.gz or *.zip in this folder"};
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace spark::market
