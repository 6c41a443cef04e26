#include "sources.h"

#include <utility>

namespace spark::replay {
namespace {

using tool::Error;
using tool::Exit;
using tool::LineReader;
using tool::Result;

class FileSource final : public Source {
 public:
  FileSource(std::vector<std::string> files, SourceOptions options)
      : files_(std::move(files)), options_(std::move(options)), deriver_(options_.spread_bp) {}

  Result<bool> next(Snapshot& out) override {
    if (counts_.rows >= options_.rows_max) return false;
    std::string_view line;
    const Result<bool> more = next_line(line);
    if (!more) return more.error();
    if (!*more) return false;

    Result<Row> row = parse_row(*layout_, line);
    if (!row) return Error{row.error().exit, reader_->place() + ": " + row.error().text};
    if (const Bar* bar = std::get_if<Bar>(&*row)) {
      if (!deriver_.derive(*bar, out)) ++counts_.warming;
      out.symbol = options_.symbol;
    } else {
      out = std::get<Snapshot>(std::move(*row));
      if (out.symbol.empty()) out.symbol = options_.symbol;
    }
    ++counts_.rows;
    if (out.ts_ms <= last_ts_ms_ && ++counts_.out_of_order == 1) {
      counts_.first_out_of_order = reader_->place();
    }
    last_ts_ms_ = out.ts_ms;
    return true;
  }

  const SourceCounts& counts() const override { return counts_; }

  std::string name() const override {
    const std::string kind(kind_ ? name_of(*kind_) : "rows");
    return kind + " from " +
           (files_.size() == 1 ? files_[0] : std::to_string(files_.size()) + " files");
  }

  std::string spread() const override {
    if (kind_ == Kind::snapshots) return "the file's";
    if (options_.spread_bp) return "constant";
    return kind_ == Kind::quotes ? "from bid and ask" : "estimated from high and low";
  }

 private:
  // The next line that holds a row, opening file after file.
  Result<bool> next_line(std::string_view& line) {
    for (;;) {
      if (!reader_) {
        if (opened_ == files_.size()) return false;
        Result<LineReader> reader = LineReader::open(files_[opened_++]);
        if (!reader) return reader.error();
        reader_ = std::move(*reader);
        layout_.reset();
      }
      const Result<bool> more = reader_->next(line);
      if (!more) return more.error();
      if (!*more) {
        if (!layout_) return Error{Exit::usage, reader_->path() + ": is empty, expected rows"};
        reader_.reset();
        continue;
      }
      if (layout_) {
        if (line.empty()) continue;
        return true;
      }
      if (Result<void> known = begin_file(line); !known) return known.error();
      if (!layout_->header) return true;
    }
  }

  Result<void> begin_file(std::string_view first_line) {
    Result<Layout> layout = detect(first_line);
    if (!layout) return Error{layout.error().exit, reader_->place() + ": " + layout.error().text};
    if (kind_ && *kind_ != layout->kind) {
      return Error{Exit::usage, reader_->path() + ": holds " + std::string(name_of(layout->kind)) +
                                    ", and the files before it hold " +
                                    std::string(name_of(*kind_)) + "; replay one kind at a time"};
    }
    kind_ = layout->kind;
    layout_ = *layout;
    return {};
  }

  std::vector<std::string> files_;
  SourceOptions options_;
  Deriver deriver_;
  SourceCounts counts_;
  size_t opened_ = 0;
  std::optional<LineReader> reader_;
  std::optional<Layout> layout_;  // of the file being read
  std::optional<Kind> kind_;      // of all files
  int64_t last_ts_ms_ = INT64_MIN;
};

}  // namespace

std::unique_ptr<Source> open_files(std::vector<std::string> files, SourceOptions options) {
  return std::make_unique<FileSource>(std::move(files), std::move(options));
}

}  // namespace spark::replay
