// Layouts of the tables by which a plugin acts on the host.
#include "sdk/abi_layout.h"
#include "spark/ext/draft/http.h"
#include "spark/ext/draft/lineages.h"
#include "spark/ext/draft/models.h"
#include "spark/ext/draft/pin.h"
#include "spark/ext/draft/swap.h"

namespace spark::test {

void layout_of_http(std::ostream& out) {
  STRUCT(spark_http_request);
  FIELD(spark_http_request, method);
  FIELD(spark_http_request, path);
  FIELD(spark_http_request, query);
  FIELD(spark_http_request, body);
  FIELD(spark_http_request, body_length);
  FIELD(spark_http_request, parameter_count);
  FIELD(spark_http_request, parameters);
  FIELD(spark_http_request, caller);
  FIELD(spark_http_request, reserved);
  FIELD(spark_http_request, credential);
  STRUCT(spark_http_parameter);
  FIELD(spark_http_parameter, name);
  FIELD(spark_http_parameter, value);
  STRUCT(spark_http_reply);
  FIELD(spark_http_reply, self);
  FIELD(spark_http_reply, host);
  FIELD(spark_http_reply, send);
  FIELD(spark_http_reply, keep);
  FIELD(spark_http_reply, commit);
  STRUCT(spark_http_route);
  FIELD(spark_http_route, listener);
  FIELD(spark_http_route, method);
  FIELD(spark_http_route, path);
  FIELD(spark_http_route, access);
  FIELD(spark_http_route, reserved);
  FIELD(spark_http_route, flag);
  FIELD(spark_http_route, flag_value);
  FIELD(spark_http_route, doc);
  FIELD(spark_http_route, context);
  FIELD(spark_http_route, handle);
  EXTENSION(spark_ext_http, SPARK_EXT_HTTP);
  FIELD(spark_ext_http, add_route);
  FIELD(spark_ext_http, send);
  FIELD(spark_ext_http, commit);
}

void layout_of_models(std::ostream& out) {
  STRUCT(spark_lineage_model);
  FIELD(spark_lineage_model, lineage);
  FIELD(spark_lineage_model, role);
  FIELD(spark_lineage_model, model);
  FIELD(spark_lineage_model, version);
  FIELD(spark_lineage_model, sha256);
  FIELD(spark_lineage_model, primary);
  FIELD(spark_lineage_model, reserved);
  EXTENSION(spark_ext_lineages, SPARK_EXT_LINEAGES);
  FIELD(spark_ext_lineages, of);
  FIELD(spark_ext_lineages, live);
  STRUCT(spark_live_model);
  FIELD(spark_live_model, definition);
  FIELD(spark_live_model, version);
  FIELD(spark_live_model, sha256);
  FIELD(spark_live_model, folder);
  FIELD(spark_live_model, generation);
  FIELD(spark_live_model, since_utc_ms);
  EXTENSION(spark_ext_models, SPARK_EXT_MODELS);
  FIELD(spark_ext_models, find);
  FIELD(spark_ext_models, live_version);
  FIELD(spark_ext_models, live);
  FIELD(spark_ext_models, history);
  FIELD(spark_ext_models, lease);
  FIELD(spark_ext_models, release);
  STRUCT(spark_pin_desc);
  FIELD(spark_pin_desc, model);
  FIELD(spark_pin_desc, reason);
  FIELD(spark_pin_desc, lets_pass);
  FIELD(spark_pin_desc, lets_pass_count);
  FIELD(spark_pin_desc, reserved);
  FIELD(spark_pin_desc, broken);
  FIELD(spark_pin_desc, passed);
  FIELD(spark_pin_desc, context);
  EXTENSION(spark_ext_pin, SPARK_EXT_PIN);
  FIELD(spark_ext_pin, pin);
  FIELD(spark_ext_pin, unpin);
  FIELD(spark_ext_pin, answer);
  STRUCT(spark_swap_model);
  FIELD(spark_swap_model, model);
  FIELD(spark_swap_model, definition);
  FIELD(spark_swap_model, expect);
  STRUCT(spark_swap_request);
  FIELD(spark_swap_request, models);
  FIELD(spark_swap_request, model_count);
  FIELD(spark_swap_request, flags);
  FIELD(spark_swap_request, reason);
  FIELD(spark_swap_request, reply);
  EXTENSION(spark_ext_swap, SPARK_EXT_SWAP);
  FIELD(spark_ext_swap, request);
}

}  // namespace spark::test
