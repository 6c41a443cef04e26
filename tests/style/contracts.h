// What headers promise to say: on which thread a function runs, in one set of tags, and enough of
// everything else.
//
// The tags stand in brackets: [worker] [control] [builder] [jobs] [writer] [any], or several of
// them as in [builder, control]. spark/abi.h says what each thread may do.
#pragma once

#include <string_view>
#include <vector>

#include "style/source.h"

namespace spark::style {

// Lines that hold a comment and nothing else, among all that are not blank.
struct CommentShare {
  size_t comments = 0;
  size_t lines = 0;

  [[nodiscard]] bool is_at_least(size_t percent) const { return comments * 100 >= lines * percent; }
};

[[nodiscard]] CommentShare comment_share(std::string_view text);

// Of the C interface (sdk/include): the comment right above each function and function pointer ends
// in a tag. That of a pointer among the parameters stands behind its call: "read(context) [jobs]".
[[nodiscard]] std::vector<Finding> thread_tags(const Source& source);

// Of all code: no other word for a thread stands in such brackets.
[[nodiscard]] std::vector<Finding> tag_spellings(const Source& source);

// Half of the C interface is comment, in every header of more than 30 lines and altogether, and 30
// % of the C++ glue over it.
[[nodiscard]] std::vector<Finding> comment_shares(const std::vector<Source>& sources);

}  // namespace spark::style
