/* spark.http/1 (draft): routes of a plugin, for operators. Not for predictions: those are
 * pipelines. */
#ifndef SPARK_EXT_HTTP_H
#define SPARK_EXT_HTTP_H

#include "../../abi.h"
#include "flag.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SPARK_EXT_HTTP "spark.http/1"

enum {
  SPARK_ACCESS_OPEN = 0, /* reading: nobody is asked for a credential */
  SPARK_ACCESS_SAFE = 1, /* the safe direction: no credential from loopback, the token elsewhere */
  SPARK_ACCESS_ADMIN = 2 /* the risky direction: the token, always */
};

/* Borrowed for the call. The body is complete; for a POST without one it is empty (and means {}).
 */
typedef struct spark_http_request {
  const char* method;
  const char* path;
  const char* query; /* without '?'; "" if none; not decoded */
  const char* body;
  uint32_t body_length;
  uint32_t reserved;
} spark_http_request;

typedef struct spark_http_reply {
  void* self;
  /* Sends the answer: `status` 200 … 599 and `length` bytes of JSON, copied before the call
   * returns. Call it exactly once, before the handler returns. A handler that does not is answered
   * with 500. */
  void (*send)(struct spark_http_reply* reply, uint32_t status, const char* json, uint32_t length);
} spark_http_reply;

typedef struct spark_http_route {
  const char* listener; /* such as "executor"; a host that has no such listener refuses the route */
  const char* method;   /* "GET" or "POST" */
  const char* path;     /* exact; third parties use /x/<plugin-id>/… */
  uint32_t access;      /* SPARK_ACCESS_* */
  uint32_t reserved;
  /* For a safe verb: the worker that reads the request's head moves this flag to `flag_value`, its
   * safe value, and latches it there, before the handler is queued, so that nothing can hold up its
   * effect: not a wrong body either. The handler's answer becomes part of one with 200. For a risky
   * verb: the flag that the handler may move away from its safe value; `flag_value` is ignored.
   * NULL: none. */
  spark_flag* flag;
  int64_t flag_value;
  const char* doc; /* one sentence, shown by `sparkctl` */
  void* context;
  /* [control-thread] */
  void (*handle)(void* context, const spark_http_request* request, spark_http_reply* reply);
} spark_http_route;

typedef struct spark_ext_http {
  /* Copies the texts of *route. Only from within the entry's create(). The route answers from the
   * moment the plugin's generation is published until the plugin object is destroyed. Returns 0, or
   * a code and *err for a clash or a bad path. [builder-thread] */
  int32_t (*add_route)(const spark_host* host, const spark_http_route* route, spark_error* err);
} spark_ext_http;

#ifdef __cplusplus
}
#endif

#endif
