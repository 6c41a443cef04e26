// What operators see of alerts.
#include "admin/alerts_view.h"

#include "support/catch.h"
#include "support/manual_queue.h"

using namespace spark;

TEST_CASE("alerts are shown with what they ask, how they stand and what to do") {
  test::ManualQueue writer;
  services::DurableValues durable(&writer);
  durable.use({}, {});
  services::Facts facts;
  metrics::Registry registry(1);
  telemetry::AlertKeeper keeper({facts, durable, registry, [](const store::Record&) {}});
  CHECK(admin::alerts_view(keeper) == R"({"evaluated":null,"alerts":[]})");
  config::Alert row;
  row.name = "slow";
  row.fact = "host.predict.p95_ms.5min";
  row.threshold = 50;
  row.for_ms = 60'000;
  row.severity = "critical";
  row.labels = {{"team", "trading"}};
  row.summary = "Answers are slow";
  row.runbook = "docs/operating.md";
  REQUIRE(facts.publish(nullptr, {"host.predict.p95_ms.5min", {}, "ms", 61.5, 9, 0, 0, 0}));
  keeper.evaluate({row}, 1'795'737'600'000);
  CHECK(admin::alerts_view(keeper) ==
        R"({"evaluated":"2026-11-27T00:00:00.000Z","alerts":[{"name":"slow","state":"pending",)"
        R"("since":"2026-11-27T00:00:00.000Z","value":61.5,"severity":"critical",)"
        R"("condition":"host.predict.p95_ms.5min above 50 for 1min",)"
        R"("fact":"host.predict.p95_ms.5min",)"
        R"("subject":{"pipeline":"","model":"","sha256":""},"comparison":"above","threshold":50,)"
        R"("for_ms":60000,"labels":{"team":"trading"},"summary":"Answers are slow",)"
        R"("runbook":"docs/operating.md"}]})");
}
