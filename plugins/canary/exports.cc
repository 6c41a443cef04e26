#include "exports.h"

#include <utility>

#include "spark/error.h"

namespace canary {

void Exports::want(File file) {
  waiting_.push_back(std::move(file));
  write_waiting();
}

void Exports::write_waiting() {
  if (is_writing_ || waiting_.empty()) return;
  writing_.swap(waiting_);
  waiting_.clear();
  try {
    jobs_.post<&Exports::write, &Exports::written>(*this, "files");
    is_writing_ = true;
  } catch (const spark::Error& error) {
    log_.error(std::string("canary: files wait: ") + error.what());
    writing_.swap(waiting_);
  }
}

void Exports::write(spark::Job job) {
  for (const File& file : writing_) {
    const std::string bytes = file.renders_metrics ? metrics_.render("ml_") : file.bytes;
    evidence_.export_file(
        job, file.path.c_str(), bytes,
        {.kind = file.kind.c_str(), .subject = file.path.c_str(), .json = file.record});
  }
}

void Exports::written(int32_t code, std::string_view text) {
  is_writing_ = false;
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK) log_.error("canary: files were not written: " + std::string(text));
  writing_.clear();
  told_(code == SPARK_OK);
  write_waiting();
}

}  // namespace canary
