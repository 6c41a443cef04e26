#include "admin/shared_views.h"

#include "actions/action_rig.h"
#include "support/catch.h"

using namespace spark::admin;
using namespace spark::test;

TEST_CASE("whoever asks for what is waiting to be rendered shares it") {
  ManualQueue thread;
  SharedViews views(thread);
  int rendered = 0;
  const auto render = [&] { return std::to_string(++rendered); };
  Asking first;
  Asking second;
  Asking other;
  views.answer(first, "a", render);
  views.answer(second, "a", render);
  views.answer(other, "b", render);
  CHECK_FALSE(first.answer());
  thread.run_all();
  CHECK(first.answer()->body == "1");
  CHECK(second.answer()->body == "1");
  CHECK(other.answer()->body == "2");
  Asking late;
  views.answer(late, "a", render);
  thread.run_all();
  CHECK(late.answer()->body == "3");
}

TEST_CASE("who asks while it is being rendered is shown what is rendered after that") {
  ManualQueue thread;
  SharedViews views(thread);
  Asking during;
  int rendered = 0;
  const SharedViews::Render render = [&] { return std::to_string(++rendered); };
  Asking first;
  views.answer(first, "a", [&] {
    views.answer(during, "a", render);
    return render();
  });
  REQUIRE(thread.step());
  CHECK(first.answer()->body == "1");
  CHECK_FALSE(during.answer());
  thread.run_all();
  CHECK(during.answer()->body == "2");
}

TEST_CASE("where nothing can be rendered, who asks is told") {
  ManualQueue thread;
  thread.is_full = true;
  SharedViews views(thread);
  Asking asking;
  views.answer(asking, "a", [] { return std::string(); });
  CHECK(asking.answer()->code == 503);
}
