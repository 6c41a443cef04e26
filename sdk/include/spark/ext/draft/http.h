/* spark.http/1 (draft): routes of a plugin, for operators. Not for predictions: those are
 * pipelines.
 *
 * A route answers from the moment the plugin's generation is published until the plugin object is
 * replaced. Requests and replies are JSON. What a plugin may not do is refused when the route is
 * added, and then its generation is not built: a path that it was not granted, one that another
 * plugin or the host has, a listener that is not configured. */
#ifndef SPARK_EXT_HTTP_H
#define SPARK_EXT_HTTP_H

#include "../../abi.h"
#include "flag.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_http. */
#define SPARK_EXT_HTTP "spark.http/1"

/* Who may call a route. The host checks it before the handler is called. */
enum {
  /* Reading: nobody is asked for a credential. */
  SPARK_ACCESS_OPEN = 0,
  /* The safe direction: no credential from loopback, the token elsewhere. POST only. */
  SPARK_ACCESS_SAFE = 1,
  /* The risky direction: the token, always. A POST also needs {"confirm": true} in its body, and is
   * recorded before its handler is called. */
  SPARK_ACCESS_ADMIN = 2
};

/* What a client sent. Host memory, valid during handle(). */
typedef struct spark_http_request {
  /* "GET" or "POST", as the route says. */
  const char* method;
  /* The route's path. */
  const char* path;
  /* Without '?'; "" if none; not decoded. */
  const char* query;
  /* Complete, at most 1 MiB, not checked to be JSON. Empty where none was sent; for a POST that
   * means {}. */
  const char* body;
  uint32_t body_length;
  uint32_t reserved;
} spark_http_request;

/* Where a handler's reply goes. Host memory, valid during handle(). */
typedef struct spark_http_reply {
  /* The host's own; a plugin does not look at it. */
  void* self;
  /* Sends the reply: `status` 200 … 599 and `length` bytes of a JSON object or array in UTF-8, at
   * most 8 MiB, copied before the call returns. Call it exactly once, before the handler returns.
   * If a handler does not, or sends something else, the response is 500; of two replies the first
   * counts. [control] */
  void (*send)(struct spark_http_reply* reply, uint32_t status, const char* json, uint32_t length);
} spark_http_reply;

/* One route, as add_route() takes it. */
typedef struct spark_http_route {
  /* Key under listeners:, such as "executor". */
  const char* listener;
  /* "GET" or "POST". A GET is open or admin. */
  const char* method;
  /* Exact: segments of [A-Za-z0-9._~-] with '/' before each, at most 256 bytes. Below /x/<id>/, or
   * below what the plugin's entry is granted (may.routes). */
  const char* path;
  /* SPARK_ACCESS_*. */
  uint32_t access;
  uint32_t reserved;
  /* For a safe verb: the worker that reads the request's head moves this flag to `flag_value`, its
   * safe value, and latches it there, before the handler is queued, so that nothing can hold up its
   * effect: not a wrong body either. The response is 200 and holds the handler's reply. For a risky
   * verb: the flag that the handler may move away from its safe value; `flag_value` is ignored.
   * NULL: none, as for every open route. */
  spark_flag* flag;
  int64_t flag_value;
  /* One sentence, shown by `sparkctl`. */
  const char* doc;
  /* Handed to handle(), and else not looked at; may be NULL. Lives as long as the plugin object. */
  void* context;
  /* Answers one request. All routes of all plugins share the thread, so one call is under way at a
   * time. Never called once the plugin object is being destroyed. [control] */
  void (*handle)(void* context, const spark_http_request* request, spark_http_reply* reply);
} spark_http_route;

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_http {
  /* Adds one route; copies the texts of *route. Only from within the entry's create(), elsewhere
   * refused. Returns 0, or SPARK_E_INVALID and *err, which names the route and what is wrong with
   * it. At most 256 routes, over all plugins. [builder] */
  int32_t (*add_route)(const spark_host* host, const spark_http_route* route, spark_error* err);
} spark_ext_http;

#ifdef __cplusplus
}
#endif

#endif
