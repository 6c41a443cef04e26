// Asks for the route POST executor <path>, whatever its setting says the path is, and says that it
// is of the host's own vendor, which grants nothing.
#include <string.h>

#include "spark/ext/draft/http.h"

static const spark_param path_param = {"path", SPARK_PARAM_STRING,    SPARK_PARAM_REQUIRED, NULL, 0,
                                       0,      "The route to ask for"};
static spark_plugin specimen_plugin;  // defined below

static void answer(void* context, const spark_http_request* request, spark_http_reply* reply) {
  (void)context, (void)request;
  reply->send(reply, 200, SPARK_CONTENT_JSON, "{}", 2);
}
static int32_t create(const spark_host* host, const spark_config* config, spark_plugin** plugin,
                      spark_error* err) {
  const spark_ext_http* http = (const spark_ext_http*)host->extension(host, SPARK_EXT_HTTP);
  const spark_value* given = config->settings[0]->values;
  char path[64] = "";
  if (given->length < sizeof path) memcpy(path, given->as.str, given->length);
  const spark_http_route route = {"executor", "POST", path,  SPARK_ACCESS_OPEN, 0, NULL, 0,
                                  "Any",      NULL,   answer};
  *plugin = &specimen_plugin;
  return http->add_route(host, &route, err);
}
#define SPECIMEN_PARAMS \
  { &path_param }
#define SPECIMEN_VENDOR "Spark"
#define SPECIMEN_CREATE create
#include "specimen.h"
