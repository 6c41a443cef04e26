/* spark.http/2 (draft): routes of a plugin, for operators. Not for predictions: those are
 * pipelines.
 *
 * A route answers from the moment the plugin's generation is published until the plugin object is
 * replaced. Requests are JSON; replies are JSON, or a page, a table or bytes. What a plugin may not
 * do is refused when the route is added, and then its generation is not built: a path that it was
 * not granted, one that another plugin or the host has, a listener that is not configured.
 *
 * Each call ends once. A handler replies before it returns, or keeps the reply and answers later,
 * from any thread. After 5 s (a safe verb: 1 s) the client is answered without it, and what is sent
 * then does nothing for the client. Replies that are kept when the plugin object rests are answered
 * with 503.
 *
 * A risky verb (SPARK_ACCESS_ADMIN, POST) has an effect only after a commit() that returned 0. One
 * that its client waited for too long, or that a safe action came after, is refused there, and its
 * client knows that nothing was changed. */
#ifndef SPARK_EXT_HTTP_H
#define SPARK_EXT_HTTP_H

#include "../../abi.h"
#include "done.h"
#include "flag.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_http. */
#define SPARK_EXT_HTTP "spark.http/2"

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

/* Who called. */
enum {
  /* An open route: nobody was asked. */
  SPARK_CALLER_OPEN = 0,
  /* A safe verb, called from this machine without a credential. */
  SPARK_CALLER_LOOPBACK = 1,
  /* The caller presented the token. */
  SPARK_CALLER_CREDENTIAL = 2,
  /* A user of this machine, whom the kernel names, by a socket in the file system. The host has
   * checked that the user may call the route. */
  SPARK_CALLER_USER = 3
};

/* One parameter of a query, decoded: "%20" and "+" are blanks. UTF-8 with a NUL at the end and none
 * within. */
typedef struct spark_http_parameter {
  const char* name;
  /* "" where there is no '='. */
  const char* value;
} spark_http_parameter;

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
  /* At most 64, in their order; a query with more, or one that cannot be decoded, is answered with
   * 400 and never seen here. For a POST with a JSON object as its body, that object's texts,
   * numbers and booleans follow those of the query: so sparkctl sends key=value. */
  uint32_t parameter_count;
  const spark_http_parameter* parameters;
  /* SPARK_CALLER_*. */
  uint32_t caller;
  uint32_t reserved;
  /* Which token a SPARK_CALLER_CREDENTIAL presented: the key under listeners: of the listener that
   * asked for it. The name of a SPARK_CALLER_USER. "" for other callers. */
  const char* credential;
} spark_http_request;

/* What a reply's content is. */
enum {
  /* A JSON object or array: application/json. */
  SPARK_CONTENT_JSON = 0,
  /* text/plain, text/html and text/csv, in UTF-8. A page runs no scripts. */
  SPARK_CONTENT_TEXT = 1,
  SPARK_CONTENT_HTML = 2,
  SPARK_CONTENT_CSV = 3,
  /* application/octet-stream. */
  SPARK_CONTENT_BYTES = 4
};

/* Where a handler's reply goes. Host memory, valid during handle(). */
typedef struct spark_http_reply {
  /* The host's own; a plugin does not look at it. */
  void* self;
  /* The host of the plugin object whose route it is. */
  const spark_host* host;
  /* Sends the reply: `status` 200 ... 599 and `length` bytes of that SPARK_CONTENT_*, at most 8
   * MiB, copied before the call returns. A safe verb replies with JSON. Call it exactly once,
   * before the handler returns, unless the reply is kept. If a handler does neither, or sends
   * something else, the response is 500; of two replies the first counts. [control] */
  void (*send)(struct spark_http_reply* reply, uint32_t status, uint32_t content, const char* body,
               uint32_t length);
  /* Keeps the reply beyond the handler's return. Returns its number for spark_ext_http, never used
   * again, or 0 if 256 are kept by this object already: then reply at once. [control] */
  uint64_t (*keep)(struct spark_http_reply* reply);
  /* Of a risky verb: call it before each effect. Returns 0, and from the first time on a client
   * that waits too long gets 202 with the action's number; `sparkctl evidence list` shows how it
   * ended. Returns SPARK_E_SUPERSEDED if a safe action came since the request (the client gets 409,
   * which names it, unless an earlier commit() returned 0), SPARK_E_CANCELLED if the client was
   * told 503, and fills *err: then the effect must not happen. Moving a flag away from its safe
   * value commits by itself. Of another route it does nothing and returns 0. [control] */
  int32_t (*commit)(struct spark_http_reply* reply, spark_error* err);
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

  /* Sends a kept reply, as spark_http_reply.send does. Nothing happens if it was answered already,
   * or the plugin object has rested since. [any] */
  void (*send)(const spark_host* host, uint64_t reply, uint32_t status, uint32_t content,
               const char* body, uint32_t length);

  /* The same as spark_http_reply.commit for a kept reply. SPARK_E_CANCELLED if it was answered
   * already, or the plugin object has rested since. [any] */
  int32_t (*commit)(const spark_host* host, uint64_t reply, spark_error* err);
} spark_ext_http;

#ifdef __cplusplus
}
#endif

#endif
