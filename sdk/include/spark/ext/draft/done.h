/* How a call of the host's ends that takes longer than the call itself (draft). */
#ifndef SPARK_EXT_DONE_H
#define SPARK_EXT_DONE_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  /* The plugin object was to rest before the call ended. What it asked for may still happen. */
  SPARK_E_CANCELLED = 9
};

/* Called exactly once for each call that was accepted with a `done`: with SPARK_OK and NULL, or
 * with a code and a text, which are borrowed. A call that was refused, as its own result says, has
 * no end. Before rest() of the plugin object all calls that are still open end with
 * SPARK_E_CANCELLED. `context` is as it was given. [control] */
typedef void (*spark_done)(void* context, int32_t code, const spark_error* err);

#ifdef __cplusplus
}
#endif

#endif
