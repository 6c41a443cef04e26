#include "sources.h"

#include <utility>

namespace spark::replay {
namespace {

using tool::Error;
using tool::Exit;
using tool::Result;

class FileSource final : public Source {
 public:
  FileSource(market::Survey survey, const SourceOptions& options)
      : first_file_(survey.heads.at(0).path),
        options_(options),
        reader_(std::move(survey), options.read) {}

  Result<bool> next(Snapshot& out) override {
    if (given_ >= options_.rows_max) return false;
    for (;;) {
      Result<bool> more = reader_.next(out);
      if (!more || !*more) return more;
      if (out.ts_ms >= options_.until_ms) return false;
      if (out.ts_ms < options_.from_ms) continue;
      ++given_;
      return more;
    }
  }

  const market::Findings& findings() const override { return reader_.findings(); }

  std::string name() const override {
    const market::Findings& found = findings();
    return std::string(found.kind ? name_of(*found.kind) : "rows") + " from " +
           (found.files == 1 ? first_file_ : std::to_string(found.files) + " files");
  }

  std::string spread() const override {
    const auto kind = findings().kind;
    if (kind == market::Kind::snapshots) return "the file's";
    if (options_.read.spread_bp) return "constant";
    return kind == market::Kind::quotes ? "from bid and ask" : "estimated from high and low";
  }

 private:
  std::string first_file_;
  SourceOptions options_;
  market::Reader reader_;
  uint64_t given_ = 0;
};

}  // namespace

Result<std::unique_ptr<Source>> open_files(const std::vector<std::string>& files,
                                           const SourceOptions& options) {
  market::Survey survey = market::survey(files, options.read);
  const size_t problems = survey.problems.size();
  if (problems > 0) {
    return Error{Exit::usage,
                 survey.problems[0] + (problems > 1 ? "; and " + std::to_string(problems - 1) +
                                                          " more: see sparkctl data check"
                                                    : "")};
  }
  return std::unique_ptr<Source>(std::make_unique<FileSource>(std::move(survey), options));
}

}  // namespace spark::replay
